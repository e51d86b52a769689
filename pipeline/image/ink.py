"""Parts coloured ink from print, for reading only: seals, stamps such as `HỎA TỐC`, signatures.

Red ink reflects red light as paper does: in the red channel a seal is nearly paper while black
print stays dark. Where a pixel is red, its red value stands for all three channels.
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
"""How far red must exceed green and blue for a pixel to count as red ink."""
_BLUENESS = 25
_FAINT_BLUE = 12
_PAPER, _DARKEST_BLUE = 235.0, 90.0
"""Grey level that lifted ink is given, and that of the darkest ink that is no print."""
_MARK_DPI = 75.0
_JOIN_MM = 2.5
"""Strokes of one mark lie no further apart."""
_SEAL_MM = (22.0, 50.0)
"""Diameter of round seals: 32 to 42 mm (the usual sizes), with room for smudges."""
_ROUND = 0.75
_STAMP_MM, _SIGNATURE_MM = (12.0, 4.0), (12.0, 6.0)
"""Least width and height of a stamp and of a signature."""
_ACROSS_MM = (12.0, 90.0), (10.0, 45.0)
"""Width and height of blue ink that is plainly a signature across print: it is taller than a line.
What is written on one line is lower, and blue forms, filled in all over, are wider. Across a seal
nobody writes but to sign."""
_LOOSE = 0.3
"""Greatest share of its box that a signature fills."""
_FILLED = 0.9
"""A mark is strokes; what is filled to this share is a coloured area."""


def find_marks(pixels: NDArray[np.uint8], dpi: float) -> Iterator[tuple[MarkKind, Box]]:
    """Yield the seals, red stamps and blue signatures of a page, each with its box.

    Handwriting in blue counts as a signature: whose hand it is, nobody can tell from its colour.

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
    """Return where blue ink crosses printed lines: it is so tall, or it touches a seal.

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
        # A pen that crosses red is lost there: its strokes lie apart and belong together.
        crossing = [box for box, _ in strokes if touch(box, seal)]
        if crossing and _is_signature(whole := _around(crossing), _SIGNATURE_MM[1], mm):
            found.append(whole)
    return [_scaled(box, scale) for box in found]


def _is_signature(box: Box, least: float, mm: float) -> bool:
    """Tell whether blue ink has the size of a signature at least so many millimetres high."""
    (narrow, wide), (_, tall) = _ACROSS_MM
    return narrow <= box.width / mm <= wide and least <= box.height / mm <= tall


def _seals(small: NDArray[np.uint8], mm: float) -> list[Box]:
    return [box for box, _ in _blobs(_redness(small) > _REDNESS, mm) if _is_seal(box, mm)]


def _blobs(mask: NDArray[np.bool_], mm: float) -> Iterator[tuple[Box, float]]:
    """Yield the boxes of coloured strokes that belong together, with how much they fill."""
    side = max(3, round(_JOIN_MM * mm))
    calm = cv2.medianBlur(mask.astype(np.uint8), 3)
    joined = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for left, top, width, height, _ in stats[1:].tolist():
        inked = float(calm[top : top + height, left : left + width].mean())
        yield Box(left, top, left + width, top + height), inked


def _is_seal(box: Box, mm: float) -> bool:
    """Tell whether a red blob is as round and as large as a seal; `mm` in pixels."""
    low, high = _SEAL_MM
    longer, shorter = max(box.width, box.height) / mm, min(box.width, box.height) / mm
    return shorter > _ROUND * longer and low <= longer <= high


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def _scaled(box: Box, scale: float) -> Box:
    return Box(*(side / scale for side in box))


def red_share(pixels: NDArray[np.uint8]) -> float:
    """Return the share of red pixels of a picture, 0 to 1.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    return float(np.mean(_redness(pixels) > _REDNESS)) if pixels.size else 0.0


def lift_red(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture in which red ink is pale; black print beneath it stays.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    red = cv2.dilate((_redness(pixels) > _REDNESS).astype(np.uint8), np.ones((3, 3), np.uint8))
    channel = pixels[:, :, 2]
    # A thin seal over paper is a little darker than paper even in red: stretch it to white.
    paper = max(1.0, float(np.percentile(channel, 90)))
    lifted = np.minimum(255.0, channel.astype(np.float32) * (255.0 / paper)).astype(np.uint8)
    result: NDArray[np.uint8] = np.where(red[:, :, None] > 0, lifted[:, :, None], pixels)
    return result


def red_layer(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture of the red ink alone, dark on white.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
    """
    ink = np.clip(_redness(pixels) * 2, 0, 255).astype(np.uint8)
    layer: NDArray[np.uint8] = cv2.cvtColor(255 - ink, cv2.COLOR_GRAY2BGR)
    return layer


def lift_blue(pixels: NDArray[np.uint8], places: Sequence[Box]) -> NDArray[np.uint8]:
    """Return a picture in which blue ink is pale in some places; black print beneath it stays.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
        places: Where; nowhere else is anything altered.
    """
    if not places:
        return pixels
    result = pixels.copy()
    for left, top, right, bottom in (map(round, place) for place in places):
        part = pixels[max(0, top) : bottom, max(0, left) : right]
        blue = cv2.dilate((_blueness(part) > _FAINT_BLUE).astype(np.uint8), np.ones((3, 3)))
        channel = part[:, :, 0].astype(np.float32)
        ink = float(np.percentile(channel[blue > 0], 25)) if blue.any() else 255.0
        # Ink that is dark even in blue light is stretched until most of it is paper.
        lifted = np.clip(channel * (_PAPER / max(ink, _DARKEST_BLUE)), 0, 255).astype(np.uint8)
        result[max(0, top) : bottom, max(0, left) : right][blue > 0] = lifted[blue > 0][:, None]
    return result


def blue_layer(pixels: NDArray[np.uint8], places: Sequence[Box]) -> NDArray[np.uint8]:
    """Return a picture of the blue ink in some places alone, dark on white.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
        places: Where; all else is white.
    """
    layer = np.full_like(pixels, 255)
    for left, top, right, bottom in (map(round, place) for place in places):
        part = pixels[max(0, top) : bottom, max(0, left) : right]
        ink = np.clip(_blueness(part) * 2, 0, 255).astype(np.uint8)
        layer[max(0, top) : bottom, max(0, left) : right] = (255 - ink)[:, :, None]
    return layer


def _redness(pixels: NDArray[np.uint8]) -> NDArray[np.int16]:
    blue, green, red = (pixels[:, :, i].astype(np.int16) for i in range(3))
    redness: NDArray[np.int16] = red - np.maximum(green, blue)
    return redness


def _blueness(pixels: NDArray[np.uint8]) -> NDArray[np.int16]:
    blue, green, red = (pixels[:, :, i].astype(np.int16) for i in range(3))
    blueness: NDArray[np.int16] = blue - np.maximum(red, green // 2 + red // 2)
    return blueness
