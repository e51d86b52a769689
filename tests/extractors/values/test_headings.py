"""Every known heading with one mark or letter misread is doubted, whatever words result."""

from __future__ import annotations

import pytest

from extractors.values.headings import misread_words
from extractors.values.offices import offices
from extractors.values.vocabulary import agencies
from schemas.papers.registry import paper_types
from schemas.text.spelling import comparison_key, search_key

_SWAPS = (
    "ẾÉ",
    "ẾE",
    "ẬÂ",
    "ẬẠ",
    "ỘỔ",
    "ỘÔ",
    "ỐÓ",
    "ỂÊ",
    "ỨÚ",
    "ỀÈ",
    "ẤÁ",
    "ỦÚ",
    "ÀÁ",
    "ẢÁ",
    "ĨỈ",
    "ĐD",
)
KNOWN = [
    *offices(),
    *agencies(),
    *(title for model in paper_types().values() for title in model.all_titles()),
]
LINES = sorted({line for line in KNOWN if line.isupper() and len(line.split()) > 1})


def words(line: str) -> list[str]:
    return "".join(c if c.isalpha() else " " for c in line).split()


def test_known_headings_stand_as_they_are() -> None:
    assert len(LINES) > 200
    assert [line for line in LINES if misread_words(words(line))] == []


@pytest.mark.parametrize(("right", "wrong"), _SWAPS)
def test_a_mark_misread_is_found_in_every_known_heading(right: str, wrong: str) -> None:
    known = {comparison_key(" ".join(words(line))) for line in LINES}
    missed = [
        misread
        for line in LINES
        if right in line
        for misread in [line.replace(right, wrong, 1)]
        if comparison_key(" ".join(words(misread))) not in known
        and search_key(misread) == search_key(line)
        and len(misread_words(words(misread))) != 1
    ]
    assert missed == []


def test_one_letter_misread_is_found_in_long_headings() -> None:
    assert misread_words(words("GIẤY KHAL SINH")) == {1}
    assert misread_words(words("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAN")) == {7}
    assert misread_words(words("CHỦ NHIỆN VĂN PHÒNG CHÍNH PHỦ")) == set()  # is_syllable's part
