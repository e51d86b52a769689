"""Step 4, clean: removes bleed-through from the other side of a sheet, for reading only.

Ink that came through the paper is paler than print and blurred, because it spread on its way. A
page has bleed-through if pale, soft, grey ink covers much of it in addition to dark, sharp print.
Pale print, pencil, seals and shaded cells do not match: pale print and pencil are as sharp as other
print, seals are red and local, and shading has no strokes.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import MM_PER_INCH

__all__ = ["is_pale", "lift_bleed"]

_LOOK_DPI = 100.0
"""Resolution of the first test, which rules out most pages."""
_LIGHT_SIDE = 300
"""Longer side in pixels of the image on which the paper's brightness is measured."""
_PALE, _DARK = 14, 110
"""Minimum grey levels by which pale ink, and by which print, is darker than the paper."""
_GREY = 40
"""Maximum difference between the colour channels of grey ink."""
_REACH_MM = 0.35
"""Pixels this close to print belong to its edges."""
_LEAST_PALE, _LEAST_DARK = 0.012, 0.004
"""Minimum shares of a page covered by pale ink and by print."""
_NO_PRINT = 0.0005
"""Maximum share of a page under dark specks and punch holes."""
_BALANCE = 0.2
"""Minimum ratio of print to pale ink: excludes a carbon copy with a dark signature."""
_CELLS, _CELL_INK, _SPREAD = (12, 16), 0.01, 0.2
"""Grid of cells, minimum share of pale ink for a cell to count, minimum share of such cells."""
_SOFT = 0.72
"""Maximum ratio of the sharpness of bleed-through to that of print. Simulated bleed-through has 0.3
to 0.63, pale print 0.9, real pages without bleed-through 0.99 and more."""
_STROKES = 0.2
"""Minimum of the same ratio: the middle of a shaded area has no edges at all."""
_EDGE_LEVELS = 30
"""Minimum contrast for an edge to be classified as sharp or soft."""
_MARGIN = 40
"""Margin that is ignored at the edges of a scan: one part in this many of a side."""


@dataclass(frozen=True, slots=True, eq=False)
class _Ink:
    """The ink of a page: its depth below the paper level, dark ink, and pale grey ink."""

    paper: NDArray[np.uint8]
    depth: NDArray[np.uint8]
    dark: NDArray[np.uint8]
    pale: NDArray[np.uint8]


def is_pale(pixels: NDArray[np.uint8]) -> bool:
    """Tell whether a page bears no dark print, as the back of a sheet whose print shows through."""
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    paper = float(np.median(gray[::4, ::4]))
    return bool((gray < paper - _DARK).mean() < _NO_PRINT)


def lift_bleed(pixels: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """Return a page without bleed-through; the same array if there is none.

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
    """Return the steepest gradient around each pixel, relative to its contrast, per millimetre."""
    across, down = cv2.Sobel(depth, cv2.CV_32F, 1, 0), cv2.Sobel(depth, cv2.CV_32F, 0, 1)
    around = _disc(_REACH_MM, dpi)
    steepest = cv2.dilate(cv2.magnitude(across, down), around) * (dpi / MM_PER_INCH / 8)
    return np.asarray(steepest / (cv2.dilate(depth, around).astype(np.float32) + 1), np.float32)


def _print_of(ink: _Ink, sharp: NDArray[np.bool_], dpi: float) -> NDArray[np.uint8]:
    """Return the mask of print: dark or sharp ink and the darker ink connected to it."""
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
