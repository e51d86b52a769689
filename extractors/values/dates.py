"""Parses dates as printed: in figures, in words, without day or month, or `không thời hạn`.

Of many people only the year of birth is known (TT 04/2020/TT-BTP Art. 18), and every office leaves
the rest out in its own way: `--/--/1950`, `Ngày … tháng … năm 1950`, `Năm một nghìn chín trăm năm
mươi`. Such a date has a value, with the precision that the paper gives.
"""

from __future__ import annotations

import datetime as dt
import re

from schemas.papers.values import NO_END
from schemas.text.number_words import date_from_words, number_from_words
from schemas.text.spelling import comparison_key, search_key

__all__ = ["leaves_gaps", "read_date"]

_SEPARATED = re.compile(r"(\d{1,2}) ?([/.\-]) ?(\d{1,2}) ?\2 ?(\d{4})", re.ASCII)
_SPELLED = re.compile(
    r"(?:ngay )?(\d{1,2}) ?[,.]? ?thang ?(\d{1,2}) ?[,.]? ?nam ?(\d{4})", re.ASCII
)
_YEAR = re.compile(r"(?:nam )?((?:18|19|20)\d{2})", re.ASCII)
_MONTH = re.compile(r"(?:thang )?(\d{1,2}) ?[/.\-] ?(\d{4})", re.ASCII)
_TIME = re.compile(r"^(?:luc )?\d{1,2} ?gio(?: ?\d{1,2} ?phut)? ?[,;]? ?", re.ASCII)
_NO_END = ("khong thoi han", "vo thoi han", "khong xac dinh thoi han", "lau dai")
_EARLIEST, _LATEST = 1800, 2100
_MARKS = r"[-._…·*?x]+|0{1,2}|không rõ|không nhớ|không biết|không có"
_MARK = re.compile(_MARKS)
_PARTS = re.compile(r"([^/]*)/([^/]*)/ ?(\d{4})", re.ASCII)
_SAME_MARKS = re.compile(r"(?:[x_?*…]+|00?)([.\-])(?:[x_?*…]+|00?)\1(\d{4})", re.ASCII)
_ONLY_MARKS = re.compile(r"[-._…·*?x/ ]*[-._…·*?x][-._…·*?x/ ]*(\d{4})", re.ASCII)
_UNKNOWN_DAY = re.compile(r"^không (?:rõ|nhớ|biết|có) ngày,? (?:và )?tháng(?: sinh)?,? ?")
_BORN = re.compile(r"^(?:sinh )(?=ngày|tháng|năm|\d)")
_MONTH_NAMES = {"giêng": 1, "chạp": 12}
_EMPTY_PARTS = re.compile(r"^ ?/|/ ?/|ngày,? ?tháng(?= )|tháng,? ?năm (?=\d|một nghìn|hai nghìn)")


def read_date(text: str) -> str | None:
    """Return a date as ISO text: `2026-02-05`; `2026-02` or `2026` if the paper gives no more.

    A day without its month is not kept. `không thời hạn` becomes `9999-12-31`; a time of day before
    the date is ignored. The whole text must be the date; None otherwise, or if the day does not
    exist in the calendar. Nothing is repaired: a misread digit must reach a person.
    """
    key = _TIME.sub("", search_key(text).strip(" .,;:"))
    if key in _NO_END:
        return NO_END.isoformat()
    numbers = _figures(key)
    if numbers and all(numbers):
        return _iso(*numbers)
    if match := _YEAR.fullmatch(key):
        return match[1]
    if match := _MONTH.fullmatch(key):
        day = _iso(1, int(match[1]), int(match[2]))
        return day[:7] if day else None
    spelled = date_from_words(text)
    if spelled:
        return _iso(spelled.day, spelled.month, spelled.year)
    return _incomplete(
        _BORN.sub("", comparison_key(text).replace(":", "").strip(" ,;")).rstrip(".")
    )


def leaves_gaps(text: str) -> bool:
    """Tell whether day or month are left out without a mark that says so.

    On a page they may be there and not have been seen: a person looks.
    """
    return _EMPTY_PARTS.search(_UNKNOWN_DAY.sub("", comparison_key(text))) is not None


def _incomplete(key: str) -> str | None:
    """Parse a date without day or month, by the key that keeps the marks of words."""
    key = _UNKNOWN_DAY.sub("", key)
    if match := _PARTS.fullmatch(key):
        return _partial(match[1].strip(" ."), match[2].strip(" ."), match[3])
    if match := _SAME_MARKS.fullmatch(key) or _ONLY_MARKS.fullmatch(key):
        return _partial("", "", match[match.lastindex or 1])
    places = [found.start() for found in re.finditer(r"(?:^|(?<=[ ,.…]))năm (?=\S)", key)]
    for place in reversed(places):
        found = _spelled_out(key[:place].strip(" ,"), key[place + len("năm ") :].strip(" ,"))
        if found:
            return found
    return _partial("", "", key)


def _spelled_out(rest: str, year: str) -> str | None:
    """Parse what stands before the year: `ngày … tháng 5`, `tháng giêng`, nothing."""
    if not rest:
        return _partial("", "", year)
    before, month_word, month = rest.partition("tháng")
    if (not month_word and not before) or (before and not before.startswith("ngày")):
        return None
    return _partial(before.removeprefix("ngày"), month, year)


def _partial(day: str, month: str, year: str) -> str | None:
    """Return month and year, or the year; None where one of the three is neither known nor left."""
    day, month = day.strip(" .,"), month.strip(" .,")
    year = year.strip(" .,")
    number = None if year.startswith("0") else number_from_words(year)
    if number is None or not _EARLIEST <= number < _LATEST:
        return None
    if not _is_left_out(day) and number_from_words(day.removeprefix("mùng ")) is None:
        return None
    if _is_left_out(month):
        return str(number)
    known = _MONTH_NAMES.get(month) or number_from_words(month)
    if known is None or not _is_left_out(day):
        return None  # with a day it would be a whole date, and is none in the calendar
    return f"{number}-{known:02d}" if 1 <= known <= 12 else None


def _is_left_out(part: str) -> bool:
    return not part or _MARK.fullmatch(part) is not None


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
