"""The line of place and day above a signature: `Hà Nội, ngày 05 tháng 02 năm 2026`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.dates import read_date
from extractors.evidence import MISSING, evidence_from_lines, rule
from schemas.evidence import FieldEvidence
from schemas.reading import PageReading
from schemas.text import nfc

__all__ = ["find_dateline"]

_DATED = re.compile(
    r"(?:[^\d;]{2,60}[,:.]? ?)?(?P<date>ngày \d{1,2} tháng \d{1,2} năm \d{4})[ .]*",
    re.IGNORECASE,
)


def find_dateline(pages: Sequence[PageReading]) -> FieldEvidence:
    """Return the day of the last line on the pages that is nothing but place and day."""
    for page in reversed(pages):
        for line in sorted(page.lines, key=lambda line: -line.box.center.y):
            match = _DATED.fullmatch(" ".join(nfc(line.text).split()))
            if match:
                value = read_date(match["date"])
                exists = rule("date.calendar", value is not None, "Ngày không có trong lịch.")
                return evidence_from_lines([line], page.number, value, rules=(exists,))
    return MISSING
