"""Reads a region that a person drew on a page: the row or rows of one value."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.image.clean import clean
from pipeline.image.deskew import LevelPage, level
from pipeline.image.ink import lift_red, red_share
from pipeline.intake.pages import PageImage
from pipeline.ocr.ports import Recognizer
from pipeline.ocr.symbols import Recognition
from schemas.record.reading import PageReading, Polygon

__all__ = ["read_region"]

_INK_CONTRAST = 40
"""How much darker than paper ink is, grey levels."""
_INKED = 0.01
"""Share of a row's pixels from which on it holds print."""
_LEAST_ROW = 0.22
"""Least height of a row of text, in heights of the tallest row of the region."""
_ROOM = 0.25
"""Room above and below a row, in its heights: marks stand there in Vietnamese."""
_RED = 5e-4


def read_region(
    image: PageImage, reading: PageReading, polygon: Polygon, recognizer: Recognizer
) -> list[Recognition]:
    """Read what stands in a region of a page, row by row.

    Args:
        image: The page.
        reading: What is known of it: how it was turned to be read.
        polygon: The region, original-page pixels.
        recognizer: Reads single lines.

    Returns:
        One reading for each row of print, from top to bottom; none where the region is empty.
    """
    upright = _as_read(image, reading)
    box = upright.box_around(polygon)
    left, top = max(0, round(box.left)), max(0, round(box.top))
    cut = upright.pixels[top : round(box.bottom), left : round(box.right)]
    if cut.size == 0:
        return []
    if red_share(cut) > _RED:
        cut = lift_red(cut)
    rows = [cut[above:below] for above, below in _rows(cut)]
    return [found for found in recognizer.read(rows) if found.text]


def _as_read(image: PageImage, reading: PageReading) -> LevelPage:
    """Return the page as it was when it was read: flat, upright, level, its lines straight."""
    cleaned = clean(image.pixels, image.dpi)
    upright = level(cleaned.pixels, reading.rotation, reading.skew, cleaned.to_original)
    return upright.straightened(upright.find_bend(cleaned.dpi))


def _rows(cut: NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
    """Yield the upper and lower edges of the rows of print."""
    gray = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
    paper = float(np.percentile(gray, 90))
    inked = (gray < paper - _INK_CONTRAST).mean(axis=1) > _INKED
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inked.astype(np.int8), [0]))))
    spans = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    tallest = max((b - a for a, b in spans), default=0)
    for above, below in spans:
        if below - above >= max(4, _LEAST_ROW * tallest * 2):
            room = round(_ROOM * (below - above))
            yield max(0, above - room), min(cut.shape[0], below + room)
