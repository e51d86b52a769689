"""What a search by words finds tells nothing of sensitive values."""

from __future__ import annotations

import pytest

from storage.papers.search.entries import searchable_text
from tests.storage.records import record

_TEXT = "GIẤY KHAI SINH\nHọ và tên: Trần Thị Đào\nDân tộc: Tày; quê ở bản Tày Nọi\nDân toc TAY"


@pytest.mark.parametrize("word", ["Tày", "tay", "TAY"])
def test_the_words_of_a_sensitive_value_are_not_indexed(word: str) -> None:
    paper = record(1, "birth_certificate", text=_TEXT, fields={"ethnic_group": "Tày"})
    assert word.casefold() not in searchable_text(paper).casefold().split()


def test_all_other_words_are(paper_type: str = "birth_certificate") -> None:
    paper = record(1, paper_type, text=_TEXT, fields={"ethnic_group": "Tày", "number": "47/2015"})
    assert {"Đào", "Nọi", "Dân", "SINH"} <= set(searchable_text(paper).split())
    plain = record(2, paper_type, text=_TEXT, fields={"full_name": "TRẦN THỊ ĐÀO"})
    assert searchable_text(plain) == _TEXT
