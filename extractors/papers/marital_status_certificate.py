"""Certificate of marital status: an office's head, labels, and an end six months on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from extractors.evidence import MISSING, evidence_from_lines, rule
from extractors.heads import office_fields
from extractors.labelled import extract_labelled
from extractors.rules import apply_rules, id_in_text_fits_person, not_before
from schemas.evidence import FieldEvidence, FieldState
from schemas.papers.marital_status_certificate import MaritalStatusCertificate
from schemas.reading import PageReading
from schemas.text import search_key

__all__ = ["RULES", "extract"]

_VALIDITY = "Giấy này có giá trị sử dụng trong thời hạn"
_MONTHS = re.compile(r"giay nay co gia tri .*?(\d{1,2}) thang", re.ASCII)

RULES = (
    id_in_text_fits_person("identity_paper", "birth_date", "sex"),
    not_before("date.order", "birth_date", "issued_on", "Ngày cấp trước ngày sinh."),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a certificate of marital status with its evidence."""
    fields = extract_labelled(MaritalStatusCertificate, pages, stops=(_VALIDITY,))
    fields |= office_fields(MaritalStatusCertificate, pages)
    fields["valid_until"] = _valid_until(pages, fields["issued_on"])
    return apply_rules(fields, RULES)


def _valid_until(pages: Sequence[PageReading], issued: FieldEvidence) -> FieldEvidence:
    """The issue plus the months that the paper grants; as sure as both of them."""
    for page in pages:
        for line in page.lines:
            match = _MONTHS.match(search_key(line.text))
            if match is None:
                continue
            end = _later(issued.value, int(match[1]))
            sure = rule(
                "date.issue",
                issued.state is FieldState.ACCEPTED,
                "Thời hạn tính từ ngày cấp: kiểm tra ngày cấp.",
            )
            return evidence_from_lines([line], page.number, end, rules=(sure,))
    return MISSING


def _later(day: str | None, months: int) -> str | None:
    """A day so many months later; the last of the month where it has no such day."""
    if day is None or len(day) != len("2026-01-01"):
        return None
    start = dt.date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year >= dt.MAXYEAR:
        return None
    following = dt.date(year + month // 11, (month + 1) % 12 + 1, 1)
    last = (following - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(start.day, last)).isoformat()
