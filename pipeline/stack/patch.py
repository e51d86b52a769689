"""Patch codes: the bars on standard separator sheets of scanner manufacturers.

A code consists of four parallel black bars, two wide (0.20 inch) and two narrow (0.08 inch), with
narrow spaces between them; the bars are at least two inches long. The order of wide and narrow bars
is the code. Read from the other side, 3 is T and 1 is 6: an upside-down sheet cannot be detected,
so both directions of a pattern mean the same here. T, 2 and 3 separate papers; 1, 4 and 6 control
scanners.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["SEPARATING", "read_patch"]

SEPARATING = frozenset({"T", "2", "3"})
"""Codes after which a new paper begins."""

_PATTERNS = {"WWNN": "1", "WNNW": "2", "WNWN": "3", "NWWN": "4", "NNWW": "6", "NWNW": "T"}
_DPI = 75.0
_NARROW, _WIDE = (0.045, 0.135), (0.15, 0.27)
"""Limits of bar widths, inches; copies thicken bars."""
_SPACE = (0.035, 0.15)
_LENGTH = 1.2
"""Minimum length of a bar, inches."""
_ALIKE = 0.15
"""Maximum difference in length and position of the bars of one code, relative to the length."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar with its position across the bars; all in inches."""

    across: float
    along: float
    width: float
    length: float


def read_patch(pixels: NDArray[np.uint8], dpi: float) -> str | None:
    """Return the patch code on a page, `1`, `2`, `3`, `4`, `6` or `T`, or None.

    Args:
        pixels: uint8 array [height, width, 3], BGR, skewed by a few degrees at most.
        dpi: Pixels per inch.
    """
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    scale = _DPI / dpi
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (small < 0.55 * float(np.percentile(small, 90))).astype(np.uint8)
    for turned in (ink, np.ascontiguousarray(ink.T)):
        bars = sorted(_upright_bars(turned), key=lambda bar: bar.across)
        for group in itertools.combinations(bars[:24], 4) if len(bars) <= 12 else _runs(bars):
            if code := _code(group):
                return code
    return None


def _upright_bars(ink: NDArray[np.uint8]) -> Iterator[_Bar]:
    contours, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        (x, y), (one, other), angle = cv2.minAreaRect(contour)
        high, wide = max(one, other) / _DPI, (min(one, other) + 1) / _DPI
        tilt = angle % 90 if one < other else (angle + 90) % 90
        upright = min(tilt, 90 - tilt) < 15
        _, _, box_width, box_height = cv2.boundingRect(contour)
        if upright and box_height > 2 * box_width and high >= _LENGTH and wide <= _WIDE[1]:
            filled = cv2.contourArea(contour) / max(1.0, one * other)
            if filled > 0.8:
                yield _Bar(x / _DPI, y / _DPI, wide, high)


def _runs(bars: Sequence[_Bar]) -> Iterator[tuple[_Bar, ...]]:
    for start in range(len(bars) - 3):
        yield tuple(bars[start : start + 4])


def _code(bars: Sequence[_Bar]) -> str | None:
    length = float(np.median([bar.length for bar in bars]))
    for bar in bars:
        if abs(bar.length - length) > _ALIKE * length:
            return None
        if abs(bar.along - bars[0].along) > _ALIKE * length:
            return None
    for left, right in itertools.pairwise(bars):
        space = right.across - left.across - (left.width + right.width) / 2
        if not _SPACE[0] <= space <= _SPACE[1]:
            return None
    return _PATTERNS.get("".join(map(_kind, bars)))


def _kind(bar: _Bar) -> str:
    if _NARROW[0] <= bar.width <= _NARROW[1]:
        return "N"
    return "W" if _WIDE[0] <= bar.width <= _WIDE[1] else "?"
