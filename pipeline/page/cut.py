"""Cuts lines out of a level page: where two columns were taken for one line, and with room around.

The detector joins words that are far apart (the two columns of a letter's head). A gap without ink
wider than any gap between words parts them again, before anything is read.
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
"""Room around a line before it is cut, in line heights."""
_LETTER_SPACE, _WORD_SPACE = 0.15, 0.7
"""Gaps up to the first part letters, up to the second words; in line heights."""
_OUTSTANDING = 2.2
"""A wider gap parts columns when it is so many times as wide as the line's usual space."""


def cut_line(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """Return the picture of a line with a little room around it.

    Args:
        pixels: uint8 array [height, width, 3], BGR, level page.
        box: The line.
    """
    room_x, room_y = box.height * ROOM_X, box.height * ROOM_Y
    top, bottom = max(0, round(box.top - room_y)), round(box.bottom + room_y)
    left, right = max(0, round(box.left - room_x)), round(box.right + room_x)
    return pixels[top : max(bottom, top + 1), left : max(right, left + 1)]


def split_at_gaps(pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> list[Box]:
    """Return boxes of which none spans a gap that is too wide to be a space.

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
    """Return the columns of a line's picture that hold ink."""
    gray = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
    # Strokes of the lines above and below reach into the box: only its middle counts.
    margin = gray.shape[0] // 5
    inner = gray[margin : gray.shape[0] - margin]
    if inner.size == 0:
        return np.empty(0, dtype=np.intp)
    paper = float(np.percentile(inner, 90))
    return np.flatnonzero((inner < paper - INK_CONTRAST).any(axis=0))
