"""The stamp of incoming papers is told by its words."""

from __future__ import annotations

from pipeline.page.stamps import find_arrival_stamps
from schemas.record.reading import Box, Line, Point
from tests.pipeline.sheets import DPI


def line(text: str, left: float, top: float) -> Line:
    box = Box(left, top, left + 11 * len(text), top + 26)
    nowhere = Point(0, 0), Point(0, 0), Point(0, 0), Point(0, 0)
    return Line(text=text, confidence=0.9, box=box, polygon=nowhere, reader="test")


STAMP = [
    line("CÔNG VĂN ĐẾN", 130, 300),
    line("Số: 1234", 130, 336),
    line("Ngày: 05/3/2026", 130, 372),
    line("Chuyển: VP", 130, 408),
]


def test_the_stamp_of_incoming_papers_is_told_by_its_words() -> None:
    ((kind, box),) = find_arrival_stamps([line("QUYẾT ĐỊNH", 500, 250), *STAMP], DPI)
    assert kind == "arrival_stamp"
    assert (box.left, box.top, box.bottom) == (130, 300, 434)


def test_the_words_alone_or_far_apart_are_no_stamp() -> None:
    assert list(find_arrival_stamps(STAMP[:2], DPI)) == []
    far = [STAMP[0], line("Số: 1234", 700, 336), line("Ngày: 05/3/2026", 130, 1200)]
    assert list(find_arrival_stamps(far, DPI)) == []
    assert (
        list(find_arrival_stamps([line("từ ngày 1 đến ngày 5", 130, 300), *STAMP[1:]], DPI)) == []
    )
