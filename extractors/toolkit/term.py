"""Computes the end of validity from a printed term: `có giá trị … 6 tháng, kể từ ngày cấp`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from extractors.judge.evidence import MISSING, evidence_from_lines, rule
from extractors.judge.state import state_of
from schemas.papers.values import months_later
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.reading import PageReading
from schemas.text.spelling import search_key

__all__ = ["find_end"]

_TERM = re.compile(r".*?(\d{1,3}) (thang|nam)\b", re.ASCII)


def find_end(pages: Sequence[PageReading], opening: str, issued: FieldEvidence) -> FieldEvidence:
    """Return the day of issue plus the months or years that a sentence grants.

    Args:
        pages: Pages of one paper.
        opening: How the sentence begins.
        issued: Evidence of the day of issue; the end gets at most its confidence.
    """
    begins = search_key(opening)
    for page in pages:
        for line in page.lines:
            _, found, rest = search_key(line.text).partition(begins)
            match = _TERM.match(rest) if found else None
            if match is None:
                continue
            end = _later(issued.value, int(match[1]) * (12 if match[2] == "nam" else 1))
            sure = rule(
                "date.issue",
                state_of(issued) is FieldState.ACCEPTED,
                "Thời hạn tính từ ngày cấp: kiểm tra ngày cấp.",
            )
            return evidence_from_lines([line], page.number, end, rules=(sure,))
    return MISSING


def _later(day: str | None, months: int) -> str | None:
    """Add months to a day; the last day of the month if the month has no such day."""
    if day is None or len(day) != len("2026-01-01"):
        return None
    end = months_later(dt.date.fromisoformat(day), months)
    return end.isoformat() if end else None
