"""Separates coloured ink from print, for reading only: seals, stamps (`HỎA TỐC`), signatures.

Red ink reflects red light like paper: in the red channel a seal is almost as bright as paper while
black print stays dark. For red pixels the red value replaces all three channels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import MM_PER_INCH, touch
from schemas.record.reading import Box, MarkKind

__all__ = [
    "blue_layer",
    "find_marks",
    "find_signatures",
    "lift_blue",
    "lift_red",
    "red_layer",
    "red_share",
]

_REDNESS = 28
"""Minimum excess of red over green and blue for a pixel to count as red ink."""
_BLUENESS = 25
_FAINT_BLUE = 12
_PAPER, _DARKEST_BLUE = 235.0, 90.0
"""Grey level given to removed ink, and grey level of the darkest ink that is not print."""
_MARK_DPI = 75.0
_JOIN_MM = 2.5
"""Maximum distance between strokes of one mark."""
_SEAL_MM = (22.0, 50.0)
"""Diameter of round seals: 32 to 42 mm (the usual sizes), with room for smudges."""
_ROUND = 0.75
_STAMP_MM, _SIGNATURE_MM = (12.0, 4.0), (12.0, 6.0)
"""Minimum width and height of a stamp and of a signature."""
_ACROSS_MM = (12.0, 90.0), (10.0, 45.0)
"""Width and height of blue ink that is clearly a signature across print: it is taller than a line.
Text written on one line is lower, and blue entries all over a form are wider. Blue ink across a
seal is always a signature."""
_LOOSE = 0.3
"""Maximum share of its box that a signature fills."""
_FILLED = 0.9
"""A mark consists of strokes; a box filled to this share is a coloured area."""


def find_marks(pixels: NDArray[np.uint8], dpi: float) -> Iterator[tuple[MarkKind, Box]]:
    """Yield the seals, red stamps and blue signatures of a page, each with its box.

    Blue handwriting counts as a signature, because colour cannot distinguish the two.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
        dpi: Pixels per inch.
    """
    scale = min(1.0, _MARK_DPI / dpi)
    small = np.asarray(
        cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    mm = dpi * scale / MM_PER_INCH
    for box, filled in _blobs(_redness(small) > _REDNESS, mm):
        width, height = box.width / mm, box.height / mm
        if _is_seal(box, mm):
            yield "red_seal", _scaled(box, scale)
        elif width >= _STAMP_MM[0] and height >= _STAMP_MM[1] and filled < _FILLED:
            yield "red_stamp", _scaled(box, scale)
    for box, filled in _blobs(_blueness(small) > _BLUENESS, mm):
        large = box.width >= _SIGNATURE_MM[0] * mm and box.height >= _SIGNATURE_MM[1] * mm
        if large and filled < _FILLED:
            yield "blue_ink", _scaled(box, scale)


def find_signatures(pixels: NDArray[np.uint8], dpi: float) -> list[Box]:
    """Return where blue ink crosses printed lines, judged by its height or contact with a seal.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
        dpi: Pixels per inch.
    """
    scale = min(1.0, _MARK_DPI / dpi)
    small = np.asarray(
        cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    mm = dpi * scale / MM_PER_INCH
    strokes = list(_blobs(_blueness(small) > _BLUENESS, mm))
    low = _ACROSS_MM[1][0]
    found = [box for box, filled in strokes if filled < _LOOSE and _is_signature(box, low, mm)]
    for seal in _seals(small, mm):
        # Pen strokes are lost where they cross red ink: separate parts belong together.
        crossing = [box for box, _ in strokes if touch(box, seal)]
        if crossing and _is_signature(whole := _around(crossing), _SIGNATURE_MM[1], mm):
            found.append(whole)
    return [_scaled(box, scale) for box in found]


def _is_signature(box: Box, least: float, mm: float) -> bool:
    """Return whether blue ink has the size of a signature of the given minimum height (mm)."""
    (narrow, wide), (_, tall) = _ACROSS_MM
    return narrow <= box.width / mm <= wide and least <= box.height / mm <= tall


def _seals(small: NDArray[np.uint8], mm: float) -> list[Box]:
    return [box for box, _ in _blobs(_redness(small) > _REDNESS, mm) if _is_seal(box, mm)]


def _blobs(mask: NDArray[np.bool_], mm: float) -> Iterator[tuple[Box, float]]:
    """Yield the boxes of connected coloured strokes, with the share that they fill."""
    side = max(3, round(_JOIN_MM * mm))
    calm = cv2.medianBlur(mask.astype(np.uint8), 3)
    joined = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for left, top, width, height, _ in stats[1:].tolist():
        inked = float(calm[top : top + height, left : left + width].mean())
        yield Box(left, top, left + width, top + height), inked


def _is_seal(box: Box, mm: float) -> bool:
    """Return whether a red blob has the shape and size of a seal; `mm` is in pixels."""
    low, high = _SEAL_MM
    longer, shorter = max(box.width, box.height) / mm, min(box.width, box.height) / mm
    return shorter > _ROUND * longer and low <= longer <= high


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def _scaled(box: Box, scale: float) -> Box:
    return Box(*(side / scale for side in box))


def red_share(pixels: NDArray[np.uint8]) -> float:
    """Return the share of red pixels in an image, 0 to 1.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    if not pixels.size:
        return 0.0
    redness = _redness(pixels)
    red = cv2.threshold(redness, _REDNESS, 1, cv2.THRESH_BINARY)[1]
    return float(cv2.countNonZero(red) / redness.size)


def lift_red(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return an image in which red ink is pale; black print beneath it is kept.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    red = cv2.dilate((_redness(pixels) > _REDNESS).astype(np.uint8), np.ones((3, 3), np.uint8))
    channel = pixels[:, :, 2]
    # A thin seal on paper is slightly darker than paper even in red: stretch it to white.
    paper = max(1.0, float(np.percentile(channel, 90)))
    levels = np.minimum(255.0, np.arange(256, dtype=np.float32) * (255.0 / paper)).astype(np.uint8)
    lifted = cv2.cvtColor(cv2.LUT(channel, levels), cv2.COLOR_GRAY2BGR)
    return np.asarray(cv2.copyTo(lifted, red, pixels.copy()), np.uint8)


def red_layer(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return an image of only the red ink, dark on white.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    redness = _redness(pixels)
    ink = np.asarray(cv2.add(redness, redness), np.uint8)
    layer: NDArray[np.uint8] = cv2.cvtColor(255 - ink, cv2.COLOR_GRAY2BGR)
    return layer


def lift_blue(pixels: NDArray[np.uint8], places: Sequence[Box]) -> NDArray[np.uint8]:
    """Return an image in which blue ink is pale in some places; black print beneath it is kept.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
        places: The places; nothing else is changed.
    """
    if not places:
        return pixels
    result = pixels.copy()
    for left, top, right, bottom in (map(round, place) for place in places):
        part = pixels[max(0, top) : bottom, max(0, left) : right]
        blue = cv2.dilate((_blueness(part) > _FAINT_BLUE).astype(np.uint8), np.ones((3, 3)))
        channel = part[:, :, 0].astype(np.float32)
        ink = float(np.percentile(channel[blue > 0], 25)) if blue.any() else 255.0
        # Ink that is dark even in the blue channel is stretched until most of it becomes paper.
        lifted = np.clip(channel * (_PAPER / max(ink, _DARKEST_BLUE)), 0, 255).astype(np.uint8)
        result[max(0, top) : bottom, max(0, left) : right][blue > 0] = lifted[blue > 0][:, None]
    return result


def blue_layer(pixels: NDArray[np.uint8], places: Sequence[Box]) -> NDArray[np.uint8]:
    """Return an image of only the blue ink in some places, dark on white.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
        places: The places; everything else is white.
    """
    layer = np.full_like(pixels, 255)
    for left, top, right, bottom in (map(round, place) for place in places):
        part = pixels[max(0, top) : bottom, max(0, left) : right]
        blueness = _blueness(part)
        ink = np.asarray(cv2.add(blueness, blueness), np.uint8)
        layer[max(0, top) : bottom, max(0, left) : right] = (255 - ink)[:, :, None]
    return layer


def _redness(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return by how much red exceeds green and blue; 0 where it does not."""
    blue, green, red = cv2.split(pixels)
    return np.asarray(cv2.subtract(red, cv2.max(green, blue)), np.uint8)


def _blueness(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return by how much blue exceeds red and the mean of both others; 0 where it does not."""
    blue, green, red = (np.asarray(channel, np.uint8) for channel in cv2.split(pixels))
    return np.asarray(cv2.subtract(blue, cv2.max(red, (green >> 1) + (red >> 1))), np.uint8)
