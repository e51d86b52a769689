"""Finds the dateline, place and day above a signature: `Hà Nội, ngày 05 tháng 02 năm 2026`.

On cards in two languages: `Hà Nội, ngày/date 05 tháng/month 02 năm/year 2026`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.judge.evidence import MISSING, evidence_from_lines, rule
from extractors.values.dates import read_date
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading
from schemas.text.spelling import search_key

__all__ = ["find_dateline", "is_dateline"]

_DATED = re.compile(
    r"(?P<place>[^\d;]{2,60}[,:.]? ?)?ngay(?:/date)? ?(?P<day>\d{1,2}) ?"
    r"thang(?:/month)? ?(?P<month>\d{1,2}) ?nam(?:/year)? ?(?P<year>\d{4})[ .]*",
    re.ASCII,
)


def is_dateline(text: str) -> bool:
    """Return whether a line consists only of place and day."""
    match = _match(text)
    return match is not None and match["place"] is not None


def find_dateline(pages: Sequence[PageReading]) -> FieldEvidence:
    """Return the day of the last dateline on the pages."""
    for page in reversed(pages):
        for line in sorted(page.lines, key=lambda line: -line.box.center.y):
            match = _match(line.text)
            if match:
                value = read_date(f"{match['day']}/{match['month']}/{match['year']}")
                exists = rule("date.calendar", value is not None, "Ngày không có trong lịch.")
                return evidence_from_lines([line], page.number, value, rules=(exists,))
    return MISSING


def _match(text: str) -> re.Match[str] | None:
    return _DATED.fullmatch(search_key(text))
