"""Crops lines from a level page with a margin, and splits lines that span two columns.

The detector joins words that are far apart (the two columns of a letter's head). They are split
again before reading, at a gap without ink that is wider than any gap between words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.image.constants import INK_CONTRAST
from schemas.record.reading import Box

__all__ = ["ROOM_X", "ROOM_Y", "cut_line", "split_at_gaps"]

ROOM_X, ROOM_Y = 0.15, 0.08
"""Margin around a cropped line, in line heights."""
_LETTER_SPACE, _WORD_SPACE = 0.15, 0.7
"""Maximum gap between letters and between words, in line heights."""
_OUTSTANDING = 2.2
"""A wider gap separates columns if it is this many times the line's usual space."""


def cut_line(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """Return the image of a line with a small margin.

    Args:
        pixels: uint8 array [height, width, 3], BGR, level page.
        box: The line.
    """
    room_x, room_y = box.height * ROOM_X, box.height * ROOM_Y
    top, bottom = max(0, round(box.top - room_y)), round(box.bottom + room_y)
    left, right = max(0, round(box.left - room_x)), round(box.right + room_x)
    return pixels[top : max(bottom, top + 1), left : max(right, left + 1)]


def split_at_gaps(pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> list[Box]:
    """Split boxes at gaps that are too wide to be spaces.

    Args:
        pixels: uint8 array [height, width, 3], BGR, level page.
        boxes: Detected lines.
    """
    return [part for box in boxes for part in _split(pixels, box)]


def _split(pixels: NDArray[np.uint8], box: Box) -> Iterator[Box]:
    left, top, right, bottom = (max(0, round(side)) for side in box)
    inked = _inked_columns(pixels[top:bottom, left:right])
    gaps = np.diff(inked)
    spaces = gaps[gaps > _LETTER_SPACE * box.height]
    if spaces.size == 0:
        yield box
        return
    usual = float(np.median(spaces)) if spaces.size > 2 else 0.0
    breaks = np.flatnonzero(gaps > max(_WORD_SPACE * box.height, _OUTSTANDING * usual))
    starts = [left, *(left + inked[breaks + 1]).tolist()]
    ends = [*(left + inked[breaks] + 1).tolist(), right]
    for start, end in zip(starts, ends, strict=True):
        yield Box(float(start), box.top, float(end), box.bottom)


def _inked_columns(cut: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return the columns of a line's image that contain ink."""
    gray = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
    # Strokes of the lines above and below extend into the box: only its middle counts.
    margin = gray.shape[0] // 5
    inner = gray[margin : gray.shape[0] - margin]
    if inner.size == 0:
        return np.empty(0, dtype=np.intp)
    paper = float(np.percentile(inner, 90))
    return np.flatnonzero((inner < paper - INK_CONTRAST).any(axis=0))
