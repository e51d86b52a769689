"""Driving licence: labels in two languages, a closed list of classes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.dates import read_date
from extractors.evidence import MISSING, evidence_from_lines, rule
from extractors.labelled import extract_labelled
from extractors.rules import Rule, apply_rules, is_one_of, not_before
from schemas.evidence import FieldEvidence
from schemas.papers.driving_licence import CLASSES, DrivingLicence
from schemas.reading import PageReading
from schemas.text import search_key

__all__ = ["RULES", "extract"]

_ISSUED = re.compile(
    r"(?P<place>[^\d,]{2,40}), ?ngay(?:/date)? ?(?P<day>\d{1,2}) ?thang(?:/month)? ?"
    r"(?P<month>\d{1,2}) ?nam(?:/year)? ?(?P<year>\d{4})",
    re.ASCII,
)

RULES = (
    Rule(
        "licence.number",
        ("number",),
        lambda number: re.fullmatch(r"\d{12}|\d{8,10}|[A-Z]{1,2}\d{6,8}", number) is not None,
        "Số giấy phép lái xe phải có 12 chữ số.",
    ),
    is_one_of("licence.class", "licence_class", CLASSES, "Không có hạng giấy phép này."),
    not_before("date.order", "birth_date", "issued_on", "Ngày cấp trước ngày sinh."),
    not_before("date.validity", "issued_on", "valid_until", "Ngày hết hạn trước ngày cấp."),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a driving licence with its evidence."""
    fields = extract_labelled(DrivingLicence, pages)
    fields["issued_on"] = _issued_on(pages)
    return apply_rules(fields, RULES)


def _issued_on(pages: Sequence[PageReading]) -> FieldEvidence:
    """The day beside the place of issue: `Hà Nội, ngày/date 05 tháng/month 02 năm/year 2026`."""
    for page in pages:
        for line in page.lines:
            match = _ISSUED.fullmatch(search_key(line.text).strip(" ."))
            if match:
                value = read_date(f"{match['day']}/{match['month']}/{match['year']}")
                exists = rule("date.calendar", value is not None, "Ngày không có trong lịch.")
                return evidence_from_lines([line], page.number, value, rules=(exists,))
    return MISSING
