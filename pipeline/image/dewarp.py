"""Step 4, clean: straightens the lines of a bent sheet (dewarp), for reading only.

On an open book, a folded sheet or a page that a hand lifts, lines rise and fall. Their slope is
measured wherever there is print, as the shift at which the row profiles of neighbouring narrow
strips correlate best. A smooth slope field is fitted to these measurements and integrated from the
middle of the page to its sides; it gives the source of every straight line.

Only vertical positions are corrected. That letters are closer together where the sheet slopes away
does not affect the recogniser.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pipeline.geometry import MM_PER_INCH

__all__ = ["Warp", "find_warp"]

_LEAST_MM = 1.0
"""Minimum deviation of a line from a straight line for the page to be dewarped."""
_SIDE = 1400
"""Longer side in pixels of the image on which slopes are measured."""
_STRIP = 24
"""Width of a strip, pixels of that image: two or three letters."""
_APART = 2
"""Distance, in strips, between compared strips, so that no letter is in both."""
_WINDOW, _STEP = 120, 40
"""Rows per comparison window (three or four lines) and step between windows."""
_REACH = 14
"""Maximum shift between two strips, pixels: a slope of 0.3; lines are further apart."""
_SOFTNESS = 1.5
_AGREEMENT = 0.5
"""Minimum correlation for a shift to count."""
_LEAST_INK = 0.02
"""Minimum spread of ink over a strip's rows in a window for it to contain print."""
_LEAST_PLACES = 60
"""Minimum number of measurements for a page."""
_SCATTER = 0.02
"""Residual from the field above which slopes are given less and less weight."""
_ROUNDS = 8
_POWERS = tuple((i, j) for i in range(5) for j in range(3) if i + j <= 4)
"""Powers of x and y in the slope field."""
_STIFF, _LOOSE = 0.004, 0.001
"""Weight of the curvature of the field itself, as a share of all measurements: for deciding whether
a page is bent, and for following the lines of one that is."""
_NODES = 65
"""Columns and rows of the grid that stores the warp."""
_PAPER = (255, 255, 255)


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """Mapping from rows of the straight page to rows of the bent page.

    Attributes:
        rows: float32 array [nodes, nodes]: rows of the bent page at nodes spaced evenly from edge
            to edge of the straight page, which has the same size.
        width: Width of the page, pixels.
        height: Height of the page, pixels.
    """

    rows: NDArray[np.float32]
    width: int
    height: int

    def row(self, x: float, y: float) -> float:
        """Return the row of the bent page for a point of the straight page."""
        across = min(max(x / self.width, 0.0), 1.0) * (_NODES - 1)
        down = min(max(y / self.height, 0.0), 1.0) * (_NODES - 1)
        i, j = min(int(down), _NODES - 2), min(int(across), _NODES - 2)
        (a, b), (c, d) = self.rows[i : i + 2, j : j + 2].tolist()
        u, v = across - j, down - i
        return float((a * (1 - u) + b * u) * (1 - v) + (c * (1 - u) + d * u) * v)

    def straight_row(self, x: float, y: float) -> float:
        """Return the row of the straight page for a point of the bent page."""
        column = min(max(x / self.width, 0.0), 1.0) * (_NODES - 1)
        j = min(int(column), _NODES - 2)
        bent = self.rows[:, j] * (j + 1 - column) + self.rows[:, j + 1] * (column - j)
        return float(np.interp(y, bent, np.linspace(0, self.height, _NODES)))

    def edge(self, left: float, right: float, y: float, outwards: int) -> tuple[float, float]:
        """Return the rows of the ends of a straight line on the bent page that bounds a whole row.

        Args:
            left: Left end of the row, pixels.
            right: Right end.
            y: Its vertical position on the straight page.
            outwards: -1 for a line above the whole row, 1 for a line below it.
        """
        shares = np.linspace(0, 1, 9)
        rows = np.array([self.row(left + (right - left) * share, y) for share in shares.tolist()])
        beyond = rows - (rows[0] + (rows[-1] - rows[0]) * shares)
        off = outwards * float(max(0.0, (outwards * beyond).max()))
        return float(rows[0]) + off, float(rows[-1]) + off

    def straighten(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the straight page; uint8 arrays [height, width, 3], BGR."""
        rows = _between(self.height) @ self.rows @ _between(self.width).T - 0.5
        columns = np.tile(np.arange(self.width, dtype=np.float32), (self.height, 1))
        straight = cv2.remap(pixels, columns, rows, cv2.INTER_LINEAR, borderValue=_PAPER)
        return np.asarray(straight, np.uint8)

    def upside_down(self) -> Warp:
        """Return the warp of the page rotated by 180 degrees."""
        turned = self.height - self.rows[::-1, ::-1]
        return Warp(np.ascontiguousarray(turned), self.width, self.height)


def find_warp(gray: NDArray[np.uint8], dpi: float) -> Warp | None:
    """Return the warp of the lines of a level page, or None if they are straight.

    Args:
        gray: uint8 array [height, width].
        dpi: Pixels per inch.
    """
    height, width = gray.shape
    scale = min(1.0, _SIDE / max(gray.shape))
    places = _slopes(_ink(gray, scale))
    if len(places) < _LEAST_PLACES:
        return None
    places[:, 0] *= 2 / (width * scale)
    places[:, 1] *= 2 / (height * scale)
    places[:, :2] -= 1
    low, high = np.percentile(places[:, :2], (2, 98), axis=0)
    rows = _follow(_fit(places, _STIFF), low, high, width, height)
    if _rise(rows, low, high) < _LEAST_MM * dpi / MM_PER_INCH:
        return None
    rows = _follow(_fit(places, _LOOSE), low, high, width, height)
    return Warp(rows.astype(np.float32), width, height)


def _between(size: int) -> NDArray[np.float32]:
    """Return the interpolation weight of each node for each pixel centre: float32 [size, nodes]."""
    at = (np.arange(size) + 0.5) / size * (_NODES - 1)
    weights = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(_NODES)))
    return np.asarray(weights, np.float32)


def _ink(gray: NDArray[np.uint8], scale: float) -> NDArray[np.float32]:
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    around = cv2.blur(small, (81, 81))
    ink = np.clip((around.astype(np.float32) - small - 18) / 50, 0, 1)
    margin_y, margin_x = (max(1, side // 50) for side in ink.shape)
    # The margin of a scan (dark edges, punch holes) is not print.
    ink[:margin_y] = ink[-margin_y:] = 0
    ink[:, :margin_x] = ink[:, -margin_x:] = 0
    return np.asarray(ink, np.float32)


def _slopes(ink: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return measured slopes: float64 [places, 3]: x, y (pixels of the small image), slope."""
    strips = ink.shape[1] // _STRIP
    if strips <= _APART or ink.shape[0] < _WINDOW + 2 * _REACH:
        return np.empty((0, 3))
    size = strips, ink.shape[0]
    profiles = cv2.resize(ink[:, : strips * _STRIP], size, interpolation=cv2.INTER_AREA)
    profiles = cv2.GaussianBlur(profiles, (1, 0), sigmaX=0.01, sigmaY=_SOFTNESS)
    profiles = np.ascontiguousarray((profiles - cv2.blur(profiles, (1, 61))).T)
    left, right = profiles[:-_APART], profiles[_APART:]
    starts = np.arange(_REACH, ink.shape[0] - _WINDOW - _REACH, _STEP)
    fixed = sliding_window_view(left, _WINDOW, axis=1)[:, starts]
    moved = sliding_window_view(right, _WINDOW, axis=1)
    energy = np.einsum("pwk,pwk->pw", fixed, fixed)
    agreement = np.empty((2 * _REACH + 1, *energy.shape), np.float32)
    for i, shift in enumerate(range(-_REACH, _REACH + 1)):
        other = moved[:, starts + shift]
        norm = np.sqrt(energy * np.einsum("pwk,pwk->pw", other, other)) + 1e-6
        agreement[i] = np.einsum("pwk,pwk->pw", fixed, other) / norm
    best = agreement[1:-1].argmax(axis=0) + 1
    before, top, after = (
        np.take_along_axis(agreement, best[None] + step, axis=0)[0] for step in (-1, 0, 1)
    )
    curve = 2 * top - before - after
    peak = best - _REACH + 0.5 * (after - before) / np.maximum(curve, 1e-6)
    sure = (top > _AGREEMENT) & (curve > 0) & (energy > _WINDOW * _LEAST_INK**2)
    pair, window = np.nonzero(sure)
    x = (pair + (_APART + 1) / 2) * _STRIP
    y = starts[window] + _WINDOW / 2 + peak[sure] / 2
    return np.stack([x, y, peak[sure] / (_APART * _STRIP)], axis=1)


def _fit(places: NDArray[np.float64], stiffness: float) -> NDArray[np.float64]:
    """Fit the slope field robustly: outliers (drawings, side headings) have hardly any weight."""
    x, y, slope = places.T
    basis = _basis(x, y)
    stiff = np.array([0.0 if i + j < 1 else (i + j) ** 2 for i, j in _POWERS])
    ridge = np.diag(stiffness * len(places) * stiff / stiff.max())
    weight = np.ones(len(places))
    field = np.zeros(len(_POWERS))
    for _ in range(_ROUNDS):
        weighted = basis * weight[:, None]
        field = np.linalg.solve(weighted.T @ basis + ridge + 1e-9 * np.eye(len(field)),
                                weighted.T @ slope)  # fmt: skip
        weight = 1 / (1 + ((slope - basis @ field) / _SCATTER) ** 2)
    return field


def _basis(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([x**i * y**j for i, j in _POWERS], axis=-1)


def _follow(
    field: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    width: int,
    height: int,
) -> NDArray[np.float64]:
    """Integrate the slopes from the middle of each row to both sides; constant beyond print."""
    across = np.linspace(-1, 1, _NODES)
    rows = np.empty((_NODES, _NODES))
    middle = _NODES // 2
    rows[:, middle] = np.linspace(-1, 1, _NODES)
    step = width / height * (across[1] - across[0])
    for side in (1, -1):
        for node in range(middle, _NODES - 1 if side > 0 else 0, side):
            here = np.clip(across[node] + side * (across[1] - across[0]) / 2, low[0], high[0])
            y = np.clip(rows[:, node], low[1], high[1])
            rows[:, node + side] = rows[:, node] + side * step * (
                _basis(np.full(_NODES, here), y) @ field
            )
    return (rows + 1) / 2 * height


def _rise(rows: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """Return the deviation of lines with print from a straight line, in pixels."""
    at = np.linspace(-1, 1, _NODES)
    across, down = ((at >= low[i]) & (at <= high[i]) for i in (0, 1))
    if across.sum() < 3 or not down.any():
        return 0.0
    part = rows[down][:, across]
    x = at[across]
    straight = np.stack([np.ones_like(x), x], axis=1)
    fitted = straight @ np.linalg.lstsq(straight, part.T, rcond=None)[0]
    beyond = part.T - fitted
    return float(np.ptp(beyond, axis=0).max())
