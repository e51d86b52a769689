from __future__ import annotations

from typing import cast

import pytest

from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.receive import receive
from pipeline.page.read import PageReader
from pipeline.paper import understand
from schemas.record.page import Defect, Grade
from schemas.record.reading import Box, Line, PageReading, Point
from tests.pipeline.sheets import drawn, encoded


class Sees:
    """Reads one line on every page, as sure as it is told to be."""

    name = "thu"
    recognizer = None

    def __init__(self, text: str, confidence: float) -> None:
        self._text, self._confidence = text, confidence

    def read(self, image: PageImage, known: object = None) -> PageReading:
        height, width = image.pixels.shape[:2]
        corners = (Point(0, 0), Point(9, 0), Point(9, 9), Point(0, 9))
        line = Line(
            text=self._text,
            confidence=self._confidence,
            box=Box(0, 0, 9, 9),
            polygon=corners,
            reader=self.name,
        )
        lines = (line,) if self._text else ()
        return PageReading(
            number=image.number, width=width, height=height, dpi=image.dpi, rotation=0, skew=0,
            lines=lines, blank=not lines,
        )  # fmt: skip


SCAN = drawn().resize((827, 1170)).convert("RGB")
SCAN.putpixel((5, 5), (250, 255, 255))


@pytest.mark.parametrize(
    ("text", "confidence", "told"),
    [("", 1.0, True), ("|", 0.9, True), ("1/1", 0.05, True), ("Quyết định", 0.9, False)],
)
def test_print_of_which_nothing_is_read_is_never_good(
    text: str, confidence: float, told: bool
) -> None:
    file = receive(encoded(SCAN, "PNG", dpi=(100, 100)), "quet.png")
    quality = understand(file, cast(PageReader, Sees(text, confidence))).facts[0].quality
    assert quality is not None
    assert (Defect.UNREADABLE in quality.defects) is told
    if told:
        assert quality.grade is not Grade.GOOD
        assert "không đọc được" in quality.short


def test_a_blank_page_is_no_defect() -> None:
    file = receive(encoded(drawn([]).resize((827, 1170)), "PNG", dpi=(100, 100)), "trang.png")
    quality = understand(file, cast(PageReader, Sees("", 1.0))).facts[0].quality
    assert quality is not None
    assert Defect.UNREADABLE not in quality.defects
