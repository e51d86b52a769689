"""Parses dates as printed: in figures, in words, a year alone, or `không thời hạn`."""

from __future__ import annotations

import datetime as dt
import re

from schemas.papers.values import NO_END
from schemas.text.number_words import date_from_words
from schemas.text.spelling import search_key

__all__ = ["read_date"]

_SEPARATED = re.compile(r"(\d{1,2}) ?([/.\-]) ?(\d{1,2}) ?\2 ?(\d{4})", re.ASCII)
_SPELLED = re.compile(
    r"(?:ngay )?(\d{1,2}) ?[,.]? ?thang ?(\d{1,2}) ?[,.]? ?nam ?(\d{4})", re.ASCII
)
_YEAR = re.compile(r"(?:nam )?((?:18|19|20)\d{2})", re.ASCII)
_MONTH = re.compile(r"(?:thang )?(\d{1,2}) ?[/.\-] ?(\d{4})", re.ASCII)
_TIME = re.compile(r"^(?:luc )?\d{1,2} ?gio(?: ?\d{1,2} ?phut)? ?[,;]? ?", re.ASCII)
_NO_END = ("khong thoi han", "vo thoi han", "khong xac dinh thoi han", "lau dai")
_EARLIEST = 1800


def read_date(text: str) -> str | None:
    """Return a date as ISO text: `2026-02-05`; `2026-02` or `2026` if the paper gives no more.

    `không thời hạn` becomes `9999-12-31`; a time of day before the date is ignored. The whole
    text must be the date; None otherwise, or if the day does not exist in the calendar.
    Nothing is repaired: a misread digit must reach a person.
    """
    key = _TIME.sub("", search_key(text).strip(" .,;:"))
    if key in _NO_END:
        return NO_END.isoformat()
    numbers = _figures(key)
    if numbers:
        return _iso(*numbers)
    if match := _YEAR.fullmatch(key):
        return match[1]
    if match := _MONTH.fullmatch(key):
        day = _iso(1, int(match[1]), int(match[2]))
        return day[:7] if day else None
    spelled = date_from_words(text)
    return _iso(spelled.day, spelled.month, spelled.year) if spelled else None


def _figures(key: str) -> tuple[int, int, int] | None:
    """Parse day, month and year in figures."""
    key = key.removeprefix("ngay ")
    if match := _SEPARATED.fullmatch(key):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _SPELLED.fullmatch(key):
        return int(match[1]), int(match[2]), int(match[3])
    return None


def _iso(day: int, month: int, year: int) -> str | None:
    if year < _EARLIEST:
        return None
    try:
        return dt.date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        return None
