"""Black stamps are recorded as facts: round seals by their rim, arrivals by their words."""

from __future__ import annotations

import pytest
from PIL import ImageDraw

from pipeline.stamps import find_arrival_stamps, find_dark_seals
from schemas.reading import Box, Line, Point
from tests.pipeline.sheets import DPI, bgr, drawn, font

MM = DPI / 25.4


@pytest.mark.parametrize("diameter", [25, 36])
def test_a_black_seal_over_print_is_seen_where_it_is(diameter: int) -> None:
    page = drawn()
    pen = ImageDraw.Draw(page)
    side = diameter * MM
    pen.ellipse((700, 1250, 700 + side, 1250 + side), outline="black", width=4)
    pen.ellipse((725, 1275, 675 + side, 1225 + side), outline="black", width=2)
    ((kind, box),) = find_dark_seals(bgr(page), DPI)
    assert kind == "dark_seal"
    assert (box.left, box.top) == pytest.approx((700, 1250), abs=14)
    assert box.width == pytest.approx(side, abs=22)


def test_print_frames_and_half_circles_are_no_seals() -> None:
    page = drawn()
    pen = ImageDraw.Draw(page)
    pen.rectangle((700, 1250, 912, 1462), outline="black", width=4)
    pen.arc((300, 1250, 512, 1462), 0, 230, "black", 4)
    pen.text((120, 1600), "OOOOOOOO", "black", font(60))
    assert list(find_dark_seals(bgr(page), DPI)) == []


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
