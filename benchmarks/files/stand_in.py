"""A reader that reads one known line on every page, for kinds whose subject is not reading.

It takes each page as it lies, so that a page that comes out turned was turned by the product.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.image.steps import Known
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.quality import has_print
from pipeline.ocr.symbols import Recognition
from pipeline.page.read import PageReader
from schemas.record.reading import Box, Line, PageReading, Point, Word

__all__ = ["SAID", "StandIn"]

SAID = "Giấy tờ"
"""What is read on a page with print."""


class StandIn(PageReader):
    """Reads `SAID` at the same place of every page."""

    def __init__(self) -> None:
        """Load nothing."""

    @property
    def name(self) -> str:
        """Name of the reader."""
        return "stand-in"

    @property
    def recognizer(self) -> _Blind:
        """A recogniser that sees nothing, so that no text layer agrees with its picture."""
        return _Blind()

    def read(self, image: PageImage, known: Known | None = None) -> PageReading:
        """Return the line, upright, or a blank page."""
        height, width = image.pixels.shape[:2]
        printed = has_print(image)
        return PageReading(
            number=image.number,
            width=width,
            height=height,
            dpi=image.dpi,
            rotation=0,
            skew=0.0,
            lines=(_line(width, height),) if printed else (),
            blank=not printed,
        )


class _Blind:
    name = "stand-in"

    def read(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        return [Recognition("", 0.0, ())] * len(lines)

    def read_within(self, lines: Sequence[NDArray[np.uint8]], _: str) -> list[Recognition]:
        return self.read(lines)

    glance = read


def _line(width: int, height: int) -> Line:
    box = Box(0.1 * width, 0.1 * height, 0.4 * width, 0.13 * height)
    corners = (
        Point(box.left, box.top),
        Point(box.right, box.top),
        Point(box.right, box.bottom),
        Point(box.left, box.bottom),
    )
    words = (Word(text=SAID, box=box, confidence=1),)
    return Line(text=SAID, confidence=1, box=box, polygon=corners, words=words, reader="stand-in")
