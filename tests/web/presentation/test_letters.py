"""Where in a value the doubt lies: letters that two readers see differently, words unsure."""

from __future__ import annotations

import pytest

from schemas.record.evidence import FieldEvidence
from schemas.record.reading import Box, Line, PageReading, Point, Polygon, Word
from web.presentation.letters import Doubt, doubted, why_doubted


def at(left: float, top: float, right: float, bottom: float) -> Polygon:
    return Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)


def marked(raw: str, second: str, line: str = "") -> str:
    """Return a text with brackets around the letters that readers see differently."""
    look = doubted(FieldEvidence(raw=raw, second=line or second), second)
    return "".join(f"[{p.text}]" if p.doubt is Doubt.DIFFERS else p.text for p in look.pieces)


@pytest.mark.parametrize(
    ("raw", "second", "seen"),
    [
        ("Hồ Thị Huê", "Hồ Thị Huệ", "Hồ Thị Hu[ê]"),
        ("236/2016", "286/2016", "2[3]6/2016"),
        ("PHẠM THỊ HOA", "Phạm Thị Hoa", "PHẠM THỊ HOA"),  # the same letters
        ("03/06/1989...", "03/06/1989........", "03/06/1989..."),
        ("Nguyễn An", "Nguyễn Văn An", "Nguyễn [A]n"),
        ("001190012345", "00119001234", "00119001234[5]"),
        ("An", "Hà Nội, ngày 3 tháng 2", "An"),  # another thing altogether
        ("", "Huệ", ""),
    ],
)
def test_letters_that_two_readers_see_differently_are_marked(
    raw: str, second: str, seen: str
) -> None:
    assert marked(raw, second) == seen


def test_a_value_is_found_in_the_whole_line_of_the_second_reader() -> None:
    line = "Ho va tên: Hồ Thị Huệ  Giới tính: Nữ"
    assert marked("Hồ Thị Huê", "", line) == "Hồ Thị Hu[ê]"
    assert marked("Hồ Thị Huệ", "", line) == "Hồ Thị Huệ"
    assert marked("Trần Văn Bình", "", line) == "Trần Văn Bình"


def test_the_reason_names_the_words_and_no_share() -> None:
    look = doubted(FieldEvidence(raw="Hồ Thị Huê", second="x"), "Hồ Thị Huệ")
    assert why_doubted(look) == "Hai máy đọc khác nhau ở đây: “Huê” hay “Huệ”."
    many = doubted(FieldEvidence(raw="Ba Bo Bi Be", second="x"), "Bá Bó Bí Bé")
    assert why_doubted(many) == "Hai máy đọc khác nhau ở các chữ đánh dấu."
    assert why_doubted(doubted(FieldEvidence(raw="An"))) == ""


def line(text: str, top: float, *words: tuple[str, float]) -> Line:
    box = Box(0, top, 400, top + 20)
    made = tuple(Word(text=word, box=box, confidence=sure) for word, sure in words)
    return Line(
        text=text,
        confidence=0.7,
        box=box,
        polygon=at(0, top, 400, top + 20),
        words=made,
        reader="test 1",
    )


def page(*lines: Line) -> PageReading:
    size = {"width": 400, "height": 600, "dpi": 200}
    return PageReading(number=1, **size, rotation=0, skew=0, lines=lines)


def test_words_of_which_the_reader_is_unsure_are_marked_on_the_lines_of_the_value_alone() -> None:
    first = line("Nơi sinh: Bênh viện", 0, ("Nơi", 1), ("sinh:", 1), ("Bênh", 0.4), ("viện", 0.99))
    below = line("Bạch Mai", 24, ("Bạch", 0.99), ("Mai", 0.6))
    other = line("viện Mai", 300, ("viện", 0.1), ("Mai", 0.1))
    found = FieldEvidence(raw="Bênh viện Bạch Mai", page=1, polygon=at(120, 0, 400, 44))
    look = doubted(found, "", (page(first, below, other),))
    assert [(p.text, p.doubt) for p in look.pieces if p.doubt] == [
        ("Bênh", Doubt.UNSURE),
        ("Mai", Doubt.UNSURE),
    ]
    assert why_doubted(look) == "Máy đọc không rõ chữ “Bênh”, “Mai”."


def test_a_word_with_letters_that_differ_is_not_told_twice() -> None:
    only = line("Bênh viện", 0, ("Bênh", 0.4), ("viện", 0.99))
    found = FieldEvidence(raw="Bênh viện", second="Bệnh viện", page=1, polygon=at(0, 0, 400, 20))
    look = doubted(found, "Bệnh viện", (page(only),))
    assert look.unsure == ()
    assert look.differing == (("Bênh", "Bệnh"),)


def test_the_least_sure_word_is_told_where_none_is_unsure() -> None:
    only = line("Lê Minh Hồng", 0, ("Lê", 1), ("Minh", 0.97), ("Hồng", 0.9))
    found = FieldEvidence(raw="Lê Minh Hồng", page=1, polygon=at(0, 0, 400, 20))
    assert doubted(found, "", (page(only),)).unsure == ("Hồng",)
    sure = found.model_copy(update={"raw": "Lê Minh"})
    assert doubted(sure, "", (page(only),)).unsure == ()
