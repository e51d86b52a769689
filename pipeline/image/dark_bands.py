"""Turns light print on dark bands into dark print on paper: heads of tables, titles, negatives.

The detector and the recogniser know dark print. A band is a dark area, nearly a rectangle, with
light strokes of the size of letters in it; photographs and seals have none.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import MM_PER_INCH
from schemas.record.reading import Box

__all__ = ["find_dark_bands", "with_dark_print"]

_DPI = 75.0
_MM = _DPI / MM_PER_INCH
_DARK = 150
"""Grey level below which paper is a dark band."""
_STROKE_MM = 1.6
"""Maximum width of what is light in a band: strokes of letters."""
_WIDE_MM, _HIGH_MM = 12.0, (3.5, 60.0)
"""Minimum width and range of heights of a band."""
_RECTANGLE = 0.85
"""Minimum share of the rectangle around it that a band fills."""
_CLOSED = 0.9
"""Minimum share of each side of a band that is dark."""
_LIGHT = (0.02, 0.45)
"""Range of the share of a band that light strokes cover."""
_EVEN = 28.0
"""Maximum spread (standard deviation) of the grey of a band: photographs are less even."""
_CLEAR = 60
"""Minimum contrast between band and strokes, grey levels."""
_MARGIN_MM = 0.4
"""Rim of a band that is left as it is."""


def find_dark_bands(pixels: NDArray[np.uint8], dpi: float) -> list[Box]:
    """Return the dark bands with light print on a page.

    Args:
        pixels: uint8 array [height, width, 3], BGR, level.
        dpi: Pixels per inch.
    """
    scale = min(1.0, _DPI / dpi)
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    small = np.asarray(
        cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    return [Box(*(side / scale for side in box)) for box in _bands(small)]


def with_dark_print(pixels: NDArray[np.uint8], bands: list[Box], dpi: float) -> NDArray[np.uint8]:
    """Return the page with its bands inverted; the same array if there are none.

    Args:
        pixels: uint8 array [height, width, 3], BGR, level.
        bands: As found on it.
        dpi: Pixels per inch.
    """
    if not bands:
        return pixels
    result = pixels.copy()
    rim = _MARGIN_MM * dpi / MM_PER_INCH
    for band in bands:
        left, top = round(band.left + rim), round(band.top + rim)
        right, bottom = round(band.right - rim), round(band.bottom - rim)
        part = cv2.cvtColor(pixels[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
        dark, light = np.percentile(part, 30), np.percentile(part, 99)
        ink = (part.astype(np.float32) - dark) * (255.0 / max(1.0, light - dark))
        inverted = (255.0 - np.clip(ink, 0.0, 255.0)).astype(np.uint8)
        result[top:bottom, left:right] = inverted[:, :, None]
        _clear_rim(result, band, rim)
    return result


def _bands(gray: NDArray[np.uint8]) -> Iterator[Box]:
    dark = np.asarray(gray < _DARK, np.uint8)
    stroke = max(3, round(_STROKE_MM * _MM) | 1)
    low = max(3, round(_HIGH_MM[0] * _MM))
    whole = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((stroke, stroke), np.uint8))
    solid = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((low, low), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    for left, top, width, height, area in stats[1:].tolist():
        high = height / _MM
        ends = left + width >= gray.shape[1] or top + height >= gray.shape[0]
        if left == 0 or top == 0 or ends:
            continue  # the rim of a scan
        if width < _WIDE_MM * _MM or not _HIGH_MM[0] <= high <= _HIGH_MM[1]:
            continue
        inner = gray[top + 2 : top + height - 2, left + 2 : left + width - 2]
        border = dark[top + 1 : top + height - 1, left + 1 : left + width - 1]
        if area < _RECTANGLE * width * height or not _is_closed(border):
            continue
        if _holds_print(np.asarray(inner, np.float32)):
            yield Box(float(left), float(top), float(left + width), float(top + height))


def _is_closed(dark: NDArray[np.uint8]) -> bool:
    """Return whether all four sides of an area are dark: heavy letters are open at theirs."""
    sides = (dark[0], dark[-1], dark[:, 0], dark[:, -1])
    return min(float(side.mean()) for side in sides) >= _CLOSED


def _holds_print(part: NDArray[np.float32]) -> bool:
    paper = float(np.median(part))
    light = part > paper + _CLEAR
    ground = part[~cv2.dilate(light.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)]
    if not ground.size or float(ground.std()) > _EVEN:
        return False
    return _LIGHT[0] <= float(light.mean()) <= _LIGHT[1]


def _clear_rim(pixels: NDArray[np.uint8], band: Box, rim: float) -> None:
    """Make the rim of a band paper, so that it does not stand around the print as a frame."""
    left, top, right, bottom = (max(0, round(side)) for side in band)
    wide = max(1, round(2 * rim))
    for rows, columns in (
        (slice(max(0, top - wide), top + wide), slice(max(0, left - wide), right + wide)),
        (slice(bottom - wide, bottom + wide), slice(max(0, left - wide), right + wide)),
        (slice(max(0, top - wide), bottom + wide), slice(max(0, left - wide), left + wide)),
        (slice(max(0, top - wide), bottom + wide), slice(right - wide, right + wide)),
    ):
        rim_part = pixels[rows, columns]
        rim_part[rim_part.max(axis=2) < _DARK + _CLEAR] = 255
