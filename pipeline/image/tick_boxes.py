"""Tick boxes: small squares, empty or ticked."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.record.reading import Box, MarkKind

__all__ = ["find_tick_boxes", "without_boxes"]

_SIDE_MM = (2.8, 7.0)
_SQUARE = 0.8
"""Minimum ratio of the sides."""
_BORDER_MM = 0.35
"""Maximum distance of the border of a box from its bounds."""
_COVERED = 0.93
"""Minimum share of ink on each side, in addition to all corners: those of letters are round."""
_TICKED, _FILLED = 0.06, 0.7
"""Shares of ink inside the border: from the first on a box is ticked (specks stay below); with more
than the second it is not a tick box (e.g. a corner of a QR code)."""


def find_tick_boxes(ink: NDArray[np.uint8], mm: float) -> Iterator[tuple[MarkKind, Box]]:
    """Yield the tick boxes of a level page, each as `ticked_box` or `empty_box`.

    Args:
        ink: Array [height, width], 1 for ink.
        mm: Pixels per millimetre.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(ink), connectivity=8)
    low, high = (side * mm for side in _SIDE_MM)
    border = max(2, round(_BORDER_MM * mm))
    for left, top, width, height, _ in stats[1:].tolist():
        short, long = sorted((width, height))
        if short < low or long > high or short < _SQUARE * long:
            continue
        inside = ink[top : top + height, left : left + width]
        if min(_coverage(inside, border)) < _COVERED or not _has_corners(inside, border):
            continue
        middle = inside[2 * border : -2 * border, 2 * border : -2 * border]
        filled = float(middle.mean()) if middle.size else 1.0
        if filled > _FILLED:
            continue
        kind: MarkKind = "ticked_box" if filled > _TICKED else "empty_box"
        yield kind, Box(float(left), float(top), float(left + width), float(top + height))


def without_boxes(pixels: NDArray[np.uint8], boxes: list[Box]) -> NDArray[np.uint8]:
    """Return the page with the boxes blanked, so that none is read as a letter.

    Args:
        pixels: uint8 array [height, width, 3], BGR.
        boxes: The boxes from `find_tick_boxes`.
    """
    if not boxes:
        return pixels
    result = pixels.copy()
    paper = np.percentile(pixels[::8, ::8], 90, axis=(0, 1)).astype(np.uint8)
    for box in boxes:
        left, top, right, bottom = (round(side) for side in box)
        result[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2] = paper
    return result


def _has_corners(box: NDArray[np.uint8], border: int) -> bool:
    ends = (slice(None, border), slice(-border, None))
    return all(box[row, column].any() for row in ends for column in ends)


def _coverage(box: NDArray[np.uint8], border: int) -> tuple[float, float, float, float]:
    """Return the share of ink on each of the four sides."""
    return (
        float(box[:border].any(axis=0).mean()),
        float(box[-border:].any(axis=0).mean()),
        float(box[:, :border].any(axis=1).mean()),
        float(box[:, -border:].any(axis=1).mean()),
    )
