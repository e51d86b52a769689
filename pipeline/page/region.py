"""Reads a region that a person drew on a page: the rows of one value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import touch
from pipeline.image.constants import INK_CONTRAST, RED_PAGE
from pipeline.image.ink import red_share
from pipeline.image.steps import STEPS, Known, Step, prepare
from pipeline.intake.decode.page_image import PageImage
from pipeline.ocr.ports import Recognizer
from pipeline.ocr.symbols import Recognition
from pipeline.page.readable import SURE_STAMP, ReadablePage, is_blue_value
from schemas.record.reading import Box, PageReading, Polygon

__all__ = ["read_region"]

_INKED = 0.01
"""Minimum share of ink pixels for a row to contain print."""
_LEAST_ROW = 0.22
"""Minimum height of a row of text, relative to the tallest row of the region."""
_HELD = 0.8
"""Minimum share of the width and height of a row of digit boxes inside the region."""
_ROOM = 0.25
"""Margin above and below a row, in row heights, for Vietnamese diacritics."""


def read_region(
    image: PageImage,
    reading: PageReading,
    polygon: Polygon,
    recognizer: Recognizer,
    steps: Sequence[Step] = STEPS,
) -> list[Recognition]:
    """Read a region of a page row by row, in the same way as the page.

    Print is read first; if there is none, coloured handwriting and stamps.

    Args:
        image: The page.
        reading: The reading of the page, for its rotation.
        polygon: The region, in pixels of the original page.
        recognizer: Reads single lines.
        steps: Image steps before reading.

    Returns:
        One reading per row, from top to bottom; none if the region is empty.
    """
    known = Known(rotation=reading.rotation, skew=reading.skew)
    page = ReadablePage(prepare(image.pixels, image.dpi, known, steps))
    box = page.level.box_around(polygon)
    found = _read_print(page, box, recognizer)
    return found or _read_blue(page, box, recognizer) or _read_red(page, box, recognizer)


def _read_print(page: ReadablePage, region: Box, recognizer: Recognizer) -> list[Recognition]:
    boxed = {row.box: row for row in page.digit_rows if _holds(region, row.box)}
    rows = [row for row in _rows(page.text, region) if not any(touch(row, box) for box in boxed)]

    def cut(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
        return boxed[box].picture(pixels) if box in boxed else _cut(pixels, box)

    rows = sorted((*rows, *boxed), key=lambda box: box.top)
    return [found for found in page.read(rows, recognizer, cut) if found.text]


def _read_blue(page: ReadablePage, region: Box, recognizer: Recognizer) -> list[Recognition]:
    if page.blue is None:
        return []
    return list(filter(is_blue_value, _read(page.blue, region, recognizer)))


def _read_red(page: ReadablePage, region: Box, recognizer: Recognizer) -> list[Recognition]:
    if red_share(_cut(page.colour, region)) <= RED_PAGE:
        return []
    found = _read(page.red, region, recognizer)
    return [row for row in found if row.text and row.confidence >= SURE_STAMP]


def _read(layer: NDArray[np.uint8], region: Box, recognizer: Recognizer) -> list[Recognition]:
    return recognizer.read([_cut(layer, row) for row in _rows(layer, region)])


def _holds(region: Box, row: Box) -> bool:
    """Return whether a region contains a row of digit boxes, apart from its margins."""
    across = min(region.right, row.right) - max(region.left, row.left)
    down = min(region.bottom, row.bottom) - max(region.top, row.top)
    return across > _HELD * row.width and down > _HELD * row.height


def _cut(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    left, top = max(0, round(box.left)), max(0, round(box.top))
    return pixels[top : max(0, round(box.bottom)), left : max(0, round(box.right))]


def _rows(pixels: NDArray[np.uint8], region: Box) -> Iterator[Box]:
    """Yield the rows of print within a region of a page."""
    cut = _cut(pixels, region)
    if cut.size == 0:
        return
    left, top = max(0, round(region.left)), max(0, round(region.top))
    for above, below in _spans(cut):
        yield Box(left, top + above, left + cut.shape[1], top + below)


def _spans(cut: NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
    """Yield the upper and lower edges of the rows of print."""
    gray = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
    paper = float(np.percentile(gray, 90))
    inked = (gray < paper - INK_CONTRAST).mean(axis=1) > _INKED
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inked.astype(np.int8), [0]))))
    spans = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    tallest = max((b - a for a, b in spans), default=0)
    for above, below in spans:
        if below - above >= max(4, _LEAST_ROW * tallest * 2):
            room = round(_ROOM * (below - above))
            yield max(0, above - room), min(cut.shape[0], below + room)
