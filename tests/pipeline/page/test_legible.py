"""A scan that is read well need not be scanned again; one that may lack text must be."""

from __future__ import annotations

import pytest

from pipeline.page.legible import against_reading
from schemas.record.page import Defect, Grade, PageQuality
from schemas.record.reading import Box, Line, PageReading, Point, Word

_WIDTH, _HEIGHT = 1654, 2339


def _line(left: float, top: float, right: float, confidence: float = 0.99) -> Line:
    box = Box(left, top, right, top + 40)
    corners = (
        Point(left, top),
        Point(right, top),
        Point(right, top + 40),
        Point(left, top + 40),
    )
    text = "Căn cứ Luật Tổ chức chính quyền địa phương;"
    words = tuple(Word(text=word, box=box, confidence=confidence) for word in text.split())
    return Line(
        text=text, confidence=confidence, box=box, polygon=corners, words=words, reader="test"
    )


def _page(*more: Line, confidence: float = 0.99) -> PageReading:
    lines = tuple(_line(200, 300 + 60 * i, 1500, confidence) for i in range(20))
    return PageReading(
        number=1, width=_WIDTH, height=_HEIGHT, dpi=200, rotation=0, skew=0, lines=(*lines, *more)
    )


def _grade(defects: tuple[Defect, ...], page: PageReading) -> Grade:
    quality = PageQuality(grade=Grade.SCAN_AGAIN, defects=defects, dpi=200)
    judged = against_reading(quality, page)
    assert judged.defects == defects
    return judged.grade


@pytest.mark.parametrize(
    "defect", [Defect.BLUR, Defect.DARK, Defect.LOW_CONTRAST, Defect.GLARE, Defect.SKEW]
)
def test_what_was_read_well_is_usable(defect: Defect) -> None:
    assert _grade((defect,), _page()) is Grade.USABLE
    assert _grade((defect, Defect.NO_COLOUR), _page()) is Grade.USABLE
    assert _grade((defect,), _page(confidence=0.6)) is Grade.SCAN_AGAIN


@pytest.mark.parametrize("defect", [Defect.LOW_RESOLUTION, Defect.FOLDED_CORNER, Defect.UNREADABLE])
def test_what_reading_cannot_tell_stays(defect: Defect) -> None:
    assert _grade((defect,), _page()) is Grade.SCAN_AGAIN
    assert _grade((Defect.BLUR, defect), _page()) is Grade.SCAN_AGAIN


def test_a_line_along_the_edge_is_whole_if_it_was_read_and_one_that_runs_into_it_may_not_be() -> (
    None
):
    along, along_unread = _line(447, 4, 846), _line(447, 4, 846, confidence=0.3)
    into = _line(900, 900, _WIDTH - 2)
    cut = (Defect.CUT_EDGE,)
    assert _grade(cut, _page(along)) is Grade.USABLE
    assert _grade(cut, _page(along_unread)) is Grade.SCAN_AGAIN
    assert _grade(cut, _page(into)) is Grade.SCAN_AGAIN
