"""Step 4, clean: take away what shows through from the other side of a sheet, for reading only.

Ink that came through the paper is paler than print and has no edges: it spread on its way. A page
shows it when pale, soft, grey ink lies over much of it beside print that is dark and sharp. Pale
print, pencil, seals and shaded cells are none of this: pale print and pencil are as sharp as other
print, seals are red and stand in one place, and shades have no strokes.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import MM_PER_INCH

__all__ = ["lift_bleed"]

_LOOK_DPI = 100.0
"""Resolution of the first look, which most pages do not pass."""
_LIGHT_SIDE = 300
"""Longer side of the picture on which the paper's brightness is measured, pixels."""
_PALE, _DARK = 14, 110
"""Grey levels by which pale ink is darker than the paper at least, and by which print is."""
_GREY = 40
"""Greatest difference between the colours of grey ink."""
_REACH_MM = 0.35
"""What lies so near to print belongs to its edges."""
_LEAST_PALE, _LEAST_DARK = 0.012, 0.004
"""Shares of a page that pale ink and print take at least."""
_BALANCE = 0.2
"""Least share of print in the pale ink: a carbon copy with a dark signature is no such page."""
_CELLS, _CELL_INK, _SPREAD = (12, 16), 0.01, 0.2
"""A page in cells, the share of pale ink in one that counts, and the share of cells that count."""
_SOFT = 0.72
"""Sharpness of what shows through, over that of the print, at most. Simulated it is 0.3 to 0.63,
pale print has 0.9, real pages that show nothing through have 0.99 and more."""
_STROKES = 0.2
"""The same at least: the middle of a shade has no edges at all."""
_EDGE_LEVELS = 30
"""Contrast from which on an edge can be told sharp or soft."""
_MARGIN = 40
"""The edges of a scan, in parts of a side, are no part of the look."""


@dataclass(frozen=True, slots=True, eq=False)
class _Ink:
    """The ink of a page: how much darker than the paper, where dark, where pale and grey."""

    paper: NDArray[np.uint8]
    depth: NDArray[np.uint8]
    dark: NDArray[np.uint8]
    pale: NDArray[np.uint8]


def lift_bleed(pixels: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """Return a page without what shows through it; the same array where nothing does.

    Args:
        pixels: uint8 array [height, width, 3], BGR, evenly lit.
        dpi: Pixels per inch.
    """
    scale = min(1.0, _LOOK_DPI / dpi)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if not _may_show_through(_ink(np.asarray(small, np.uint8), dpi * scale)):
        return pixels
    ink = _ink(pixels, dpi)
    sharpness = _sharpness(ink.depth, dpi)
    print_, through = (float(np.median(sharpness[mask > 0])) for mask in (ink.dark, ink.pale))
    if not _STROKES * print_ <= through <= _SOFT * print_:
        return pixels
    sharp = (sharpness > (print_ + through) / 2) & (ink.depth > _EDGE_LEVELS)
    stays = _print_of(ink, sharp, dpi)
    result = pixels.copy()
    gone = (stays == 0) & (_colour(pixels) < _GREY)
    result[gone] = ink.paper[gone][:, None]
    return result


def _may_show_through(ink: _Ink) -> bool:
    height, width = (side // _MARGIN for side in ink.pale.shape)
    pale, dark = (
        mask[height or None : -height or None, width or None : -width or None].astype(np.float32)
        for mask in (ink.pale, ink.dark)
    )
    if pale.size == 0 or pale.mean() < _LEAST_PALE or dark.mean() < _LEAST_DARK:
        return False
    cells = cv2.resize(pale, _CELLS, interpolation=cv2.INTER_AREA)
    spread = float((cells > _CELL_INK).mean())
    return bool(spread >= _SPREAD and dark.mean() >= _BALANCE * pale.mean())


def _ink(pixels: NDArray[np.uint8], dpi: float) -> _Ink:
    height, width = pixels.shape[:2]
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    scale = min(1.0, _LIGHT_SIDE / max(height, width))
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    light = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((21, 21))), 31)
    paper = np.asarray(cv2.resize(light, (width, height)), np.uint8)
    depth = np.asarray(cv2.subtract(paper, gray), np.uint8)
    dark = (depth > _DARK).astype(np.uint8)
    beside = cv2.dilate(dark, _disc(_REACH_MM, dpi)) == 0
    pale = (depth > _PALE) & beside & (_colour(pixels) < _GREY)
    return _Ink(paper, depth, dark, pale.astype(np.uint8))


def _colour(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    blue, green, red = cv2.split(pixels)
    most, least = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
    return np.asarray(cv2.subtract(most, least), np.uint8)


def _sharpness(depth: NDArray[np.uint8], dpi: float) -> NDArray[np.float32]:
    """Return how steep the steepest edge around each pixel is, in its contrast per millimetre."""
    across, down = cv2.Sobel(depth, cv2.CV_32F, 1, 0), cv2.Sobel(depth, cv2.CV_32F, 0, 1)
    around = _disc(_REACH_MM, dpi)
    steepest = cv2.dilate(cv2.magnitude(across, down), around) * (dpi / MM_PER_INCH / 8)
    return np.asarray(steepest / (cv2.dilate(depth, around).astype(np.float32) + 1), np.float32)


def _print_of(ink: _Ink, sharp: NDArray[np.bool_], dpi: float) -> NDArray[np.uint8]:
    """Return where print is: dark or sharp ink, with what darker ink hangs together with it."""
    through = float(np.percentile(ink.depth[ink.pale > 0], 98))
    candidates = (ink.depth > min(max(through, _EDGE_LEVELS), _DARK)) | sharp
    _, labels = cv2.connectedComponents(candidates.astype(np.uint8), connectivity=8)
    seeds = np.zeros(int(labels.max()) + 1, np.bool_)
    seeds[labels[(ink.dark > 0) | sharp]] = True
    seeds[0] = False
    return np.asarray(cv2.dilate(seeds[labels].astype(np.uint8), _disc(_REACH_MM, dpi)), np.uint8)


def _disc(mm: float, dpi: float) -> NDArray[np.uint8]:
    size = 2 * max(1, round(mm * dpi / MM_PER_INCH / 2)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
