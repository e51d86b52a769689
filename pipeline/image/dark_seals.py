"""Finds round seals and postmarks in black or grey ink by their rim and removes what it can.

On a copy without colour a seal is as dark as print. Two properties still distinguish its ink from
letters: its rings are concentric, so in polar coordinates they are straight and thin and letter
strokes cross them; and if the copy has grey tones, red and blue ink are paler than print.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import MM_PER_INCH
from schemas.record.reading import Box

__all__ = ["find_dark_seals", "lift_dark_seals"]

_DPI = 75.0
_RADIUS_MM = (11.0, 24.0)
"""Radius of round seals and postmarks, millimetres."""
_DARKER = 40
_VOTES = 22
"""Minimum support of a circle by edges (see `cv2.HoughCircles`)."""
_RIM = 0.85
"""Minimum share of directions in which a rim has ink."""
_HALO = 0.45
"""Maximum share of directions with ink just outside the rim."""
_CANDIDATES = 12
_ASTRAY = np.arange(-2, 3)
"""Offsets searched around the voted centre of a circle, pixels."""
_ANGLES = np.linspace(0, 2 * np.pi, 180, endpoint=False)
_INK = 40
"""Grey levels by which seal and letter ink is darker than the paper."""
_ROOM_MM = 1.5
_WARP = cv2.WARP_POLAR_LINEAR | cv2.INTER_LINEAR | cv2.WARP_FILL_OUTLIERS
_SEARCH = 4
"""Maximum distance of the centre of a seal from where it was found, pixels."""
_WOBBLE = 2
"""Variation in thickness of a ring and its deviation from a circle, pixels."""
_RING = 0.6
"""Minimum share of directions in which a ring has ink."""
_HEART = 0.3
"""Share of the radius inside which a seal has a star or emblem instead of rings."""
_PALE = 0.8
"""Maximum ratio of seal darkness to print darkness for separating them by tone."""


def find_dark_seals(pixels: NDArray[np.uint8], dpi: float) -> Iterator[Box]:
    """Yield the boxes of round seals and postmarks that cannot be found by colour.

    Args:
        pixels: uint8 array [height, width, 3], BGR, without red ink.
        dpi: Pixels per inch.
    """
    scale = min(1.0, _DPI / dpi)
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    mm = dpi * scale / MM_PER_INCH
    low, high = (round(radius * mm) for radius in _RADIUS_MM)
    if min(small.shape) < 2 * high:
        return
    ink = cv2.subtract(cv2.blur(small, (61, 61)), small) > _DARKER
    circles = cv2.HoughCircles(
        np.where(ink, 0, 255).astype(np.uint8), cv2.HOUGH_GRADIENT, 1.0, high, param1=200,
        param2=_VOTES, minRadius=low, maxRadius=high,
    )  # fmt: skip
    found: list[tuple[float, float]] = []
    for x, y, near in () if circles is None else circles[0][:_CANDIDATES].tolist():
        rim = _rim(ink, x, y, near)
        if rim and all(abs(rim[0] - a) + abs(rim[1] - b) > high for a, b in found):
            x, y, radius = rim
            found.append((x, y))
            sides = (x - radius, y - radius, x + radius, y + radius)
            yield Box(*(side / scale for side in sides))


def _rim(
    ink: NDArray[np.bool_], x: float, y: float, near: float
) -> tuple[float, float, float] | None:
    """Return centre and radius, in pixels, at which a circle has a rim surrounded by paper."""
    radii = np.arange(near - 3, near + 3.5, 0.5)
    xs, ys = (grid.ravel()[:, None] for grid in np.meshgrid(x + _ASTRAY, y + _ASTRAY))
    rim = _inked(ink, xs, ys, radii) | _inked(ink, xs, ys, radii + 1)
    outside = _inked(ink, xs, ys, radii + 4)
    share = rim.mean(axis=-1) - (outside.mean(axis=-1) > _HALO)
    place, at = np.unravel_index(int(share.argmax()), share.shape)
    if share[place, at] < _RIM:
        return None
    return float(xs[place, 0]), float(ys[place, 0]), float(radii[at])


def _inked(
    ink: NDArray[np.bool_],
    x: NDArray[np.floating],
    y: NDArray[np.floating],
    r: NDArray[np.floating],
) -> NDArray[np.bool_]:
    """Return where circles have ink: array [centres, radii, directions]."""
    columns = x[..., None] + r[:, None] * np.cos(_ANGLES)
    rows = y[..., None] + r[:, None] * np.sin(_ANGLES)
    columns = np.round(columns).astype(int).clip(0, ink.shape[1] - 1)
    rows = np.round(rows).astype(int).clip(0, ink.shape[0] - 1)
    return np.asarray(ink[rows, columns], np.bool_)


def lift_dark_seals(
    pixels: NDArray[np.uint8], seals: Sequence[Box], dpi: float
) -> NDArray[np.uint8]:
    """Return an image without the rings of seals and without their pale ink.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
        seals: Boxes from `find_dark_seals`; nothing outside them is changed.
        dpi: Pixels per inch.
    """
    if not seals:
        return pixels
    result = pixels.copy()
    mm = dpi / MM_PER_INCH
    for seal in seals:
        room = _ROOM_MM * mm
        left, top = (max(0, math.floor(side - room)) for side in (seal.left, seal.top))
        right, bottom = (math.ceil(side + room) for side in (seal.right, seal.bottom))
        part = result[top:bottom, left:right]
        paper = np.percentile(part, 90, axis=(0, 1)).astype(np.uint8)
        depth = cv2.subtract(int(paper.min()), cv2.cvtColor(part, cv2.COLOR_BGR2GRAY))
        depth = np.asarray(depth, np.uint8)
        middle = seal.center.x - left, seal.center.y - top
        reach = seal.width / 2 + room
        middle = _sharpest(depth, middle, reach)
        part[_seal_ink(depth, middle, reach)] = paper
    return result


def _seal_ink(
    depth: NDArray[np.uint8], middle: tuple[float, float], reach: float
) -> NDArray[np.bool_]:
    """Return the ink of a seal: all ink as pale as its rings, or else only the rings."""
    rings = _rings(depth, middle, reach)
    of_seal, of_print = depth[rings & (depth > _INK)], depth[depth > _INK]
    if not of_seal.size:
        return rings
    pale, dark = float(np.percentile(of_seal, 75)), float(np.percentile(of_print, 90))
    if pale > _PALE * dark:
        return rings
    letters = cv2.dilate((depth > (pale + dark) / 2).astype(np.uint8), np.ones((3, 3), np.uint8))
    rows, columns = np.ogrid[: depth.shape[0], : depth.shape[1]]
    inside = (columns - middle[0]) ** 2 + (rows - middle[1]) ** 2 <= reach**2
    return np.asarray(inside & (letters == 0), np.bool_)


def _rings(
    depth: NDArray[np.uint8], middle: tuple[float, float], reach: float
) -> NDArray[np.bool_]:
    """Return the pixels of rings around a centre, except where letters cross them."""
    ink = (_polar(depth, middle, reach) > _INK).astype(np.uint8)
    rings = np.zeros(ink.shape, np.uint8)
    around = ink.mean(axis=0) > _RING
    around[: round(_HEART * reach)] = False
    for first, last in _runs(around):
        thick = last - first + 1 + _WOBBLE
        beside = slice(max(0, first - thick), last + thick + 1)
        strip = ink[:, beside]
        thin = strip & ~cv2.morphologyEx(strip, cv2.MORPH_OPEN, np.ones((1, thick + 1), np.uint8))
        of_ring = thin * around[beside]
        whole = cv2.dilate(of_ring.astype(np.uint8), np.ones((1, 2 * _WOBBLE + 1), np.uint8))
        rings[:, beside] |= whole & thin
    # The pale fringe of a ring is removed with it unless it is part of a letter.
    fringed = 255 * (cv2.dilate(rings, np.ones((3, 3), np.uint8)) & ~(ink & ~rings))
    mask = cv2.warpPolar(fringed, depth.shape[::-1], middle, reach, _WARP | cv2.WARP_INVERSE_MAP)
    return np.asarray(mask > 127, np.bool_)


def _runs(mask: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield the first and last index of every run of true values."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    for start, end in edges.reshape(-1, 2).tolist():
        yield start, end - 1


def _sharpest(
    depth: NDArray[np.uint8], middle: tuple[float, float], reach: float
) -> tuple[float, float]:
    """Return the nearby centre around which rings are sharpest, to one pixel."""
    ink = np.where(depth > _INK, 255, 0).astype(np.uint8)

    def sharpness(middle: tuple[float, float]) -> float:
        profile = _polar(ink, middle, reach)[:, round(_HEART * reach) :].mean(axis=0)
        return float(np.square(np.diff(profile)).sum())

    steps = range(-_SEARCH, _SEARCH + 1)
    return max(((middle[0] + x, middle[1] + y) for x in steps for y in steps), key=sharpness)


def _polar(
    depth: NDArray[np.uint8], middle: tuple[float, float], reach: float
) -> NDArray[np.uint8]:
    """Return the polar image around a centre: a row per direction, a column per radius."""
    size = round(reach), round(2 * np.pi * reach)
    return np.asarray(cv2.warpPolar(depth, size, middle, reach, _WARP), np.uint8)
