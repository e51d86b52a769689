"""The stamp of a certified copy, NĐ 23/2015/NĐ-CP and TT 01/2020/TT-BTP.

The stamp sets the form of the paper, never its type: a certified copy of a birth certificate is a
birth certificate. Its `Số chứng thực` is not the number of the paper.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.values.dates import read_date
from schemas.record.paper import FormOfPaper
from schemas.record.reading import Line, PageReading
from schemas.text.spelling import nfc, search_key

__all__ = ["Certification", "find_certification", "form_of_copy"]

_SIMILAR = 88.0
_STAMP = "chung thuc ban sao dung voi ban chinh"
_REGISTER_COPY = "(ban sao)"
_NUMBER = re.compile(r"Số chứng thực\s*[:.]?\s*(?P<number>\d{1,6})", re.IGNORECASE)
_BOOK = re.compile(r"quyển số\s*[:.]?\s*(?P<book>\S.*?SCT/BS|\d+/\d{4})", re.IGNORECASE)
_DAY = re.compile(r"ngày\s*[:.]?\s*(?P<day>\d{1,2}[\-/.]\d{1,2}[\-/.]\d{4})", re.IGNORECASE)
_BELOW = 8
"""Lines of a stamp under its first."""


@dataclass(frozen=True, slots=True)
class Certification:
    """The contents of a stamp, as far as it can be read.

    Attributes:
        page: Page number within the file.
        line: The line by which the stamp was recognised.
        number: Số chứng thực.
        book: Quyển số.
        day: ISO date.
    """

    page: int
    line: Line
    number: str | None
    book: str | None
    day: str | None


def find_certification(pages: Sequence[PageReading]) -> Certification | None:
    """Return the stamp of certification, or None if no page carries one."""
    for page in pages:
        lines = sorted(page.lines, key=lambda line: line.box.top)
        for index, line in enumerate(lines):
            if fuzz.ratio(search_key(line.text).strip(" .:"), _STAMP) >= _SIMILAR:
                return _read(page.number, line, lines[index + 1 : index + 1 + _BELOW])
    return None


def form_of_copy(pages: Sequence[PageReading]) -> FormOfPaper | None:
    """Return the form of copy that the paper itself shows; None if unknown, perhaps an original."""
    if find_certification(pages):
        return FormOfPaper.CERTIFIED_COPY
    for page in pages:
        if any(search_key(line.text).strip() == _REGISTER_COPY for line in page.lines):
            return FormOfPaper.REGISTER_COPY
    return None


def _read(page: int, line: Line, below: Sequence[Line]) -> Certification:
    text = "\n".join(nfc(each.text) for each in below)
    number, book, day = _NUMBER.search(text), _BOOK.search(text), _DAY.search(text)
    return Certification(
        page=page,
        line=line,
        number=number["number"] if number else None,
        book=" ".join(book["book"].split()) if book else None,
        day=read_date(day["day"]) if day else None,
    )
