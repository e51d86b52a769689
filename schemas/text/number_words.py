"""Vietnamese numbers and dates in words, both ways.

Civil-status and land papers repeat figures in words (`ghi bằng chữ`): the words serve as a
checksum of the figures. Parsing accepts what officials really write: `nghìn`/`ngàn`,
`linh`/`lẻ`, `mốt`, `tư`, `lăm`/`nhăm`, `mùng`/`mồng`, `giêng`, `chạp`, a year digit by digit, and
figures within words (`Ngày 26 tháng 02 năm 2003`).
"""

from __future__ import annotations

import datetime as dt
import re

from schemas.text.spelling import comparison_key

__all__ = ["date_from_words", "date_in_words", "number_from_words", "number_in_words"]

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", " nghìn", " triệu", " tỷ")
_LIMIT = 10**12

_UNITS = {word: value for value, word in enumerate(_DIGITS)} | {
    "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5, "bẩy": 7,
}  # fmt: skip
_SCALES = {
    "nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9,
}  # fmt: skip
_MONTH_NAMES = {"giêng": 1, "chạp": 12}
_DATE = re.compile(
    r"(?:ngày )?(?:(?:mùng|mồng) )?(?P<day>.+?),? tháng (?P<month>.+?),? năm (?P<year>.+)"
)


def number_in_words(number: int) -> str:
    """Spell a number, lower case: `25` -> `hai mươi lăm`.

    Args:
        number: From 0 up to, not including, 10**12.

    Raises:
        ValueError: The number is out of range.
    """
    if not 0 <= number < _LIMIT:
        raise ValueError(f"cannot spell {number}")
    if number == 0:
        return _DIGITS[0]
    groups: list[str] = []
    for power, name in reversed(list(enumerate(_GROUPS))):
        group = number // 1000**power % 1000
        if group:
            groups.append(_spell_group(group, padded=bool(groups)) + name)
    return " ".join(groups)


def number_from_words(text: str) -> int | None:
    """Parse a number in words or in figures; None if it is no number."""
    words = comparison_key(text).replace("-", " ").split()
    if len(words) == 1 and words[0].isdecimal() and words[0].isascii():
        return int(words[0])
    if len(words) == 4 and all(word in _UNITS for word in words):
        return int("".join(str(_UNITS[word]) for word in words))
    total, last_scale = 0, _LIMIT
    group: list[str] = []
    for word in [*words, ""]:
        if word and word not in _SCALES:
            group.append(word)
            continue
        scale = _SCALES.get(word, 1)
        value = _read_group(group) if group else (0 if total and not word else None)
        if value is None or scale >= last_scale:
            return None
        total, last_scale, group = total + value * scale, scale, []
    return total


def date_in_words(day: dt.date) -> str:
    """Spell a date: `Ngày mùng năm tháng hai năm hai nghìn không trăm hai mươi sáu`."""
    first = "mùng " if day.day <= 10 else ""
    month = "tư" if day.month == 4 else number_in_words(day.month)
    return f"Ngày {first}{number_in_words(day.day)} tháng {month} năm {number_in_words(day.year)}"


def date_from_words(text: str) -> dt.date | None:
    """Parse a date in words; None if it is no date or does not exist in the calendar."""
    match = _DATE.fullmatch(comparison_key(text).strip(" .,;"))
    if match is None:
        return None
    month = _MONTH_NAMES.get(match["month"]) or number_from_words(match["month"])
    day, year = number_from_words(match["day"]), number_from_words(match["year"])
    if day is None or month is None or year is None:
        return None
    try:
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _spell_group(group: int, *, padded: bool) -> str:
    """Spell 1..999; a padded group names its missing hundreds: `không trăm linh năm`."""
    hundreds, tens, units = group // 100, group // 10 % 10, group % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or padded else []
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [_DIGITS[tens], "mươi"]
    elif units and words:
        words.append("linh")
    if units == 1 and tens > 1:
        words.append("mốt")
    elif units == 5 and tens:
        words.append("lăm")
    elif units:
        words.append(_DIGITS[units])
    return " ".join(words)


def _read_group(words: list[str]) -> int | None:
    """Parse up to three digits: `hai trăm linh năm`, `mười lăm`, `hai mươi`, `hai mốt`."""
    if len(words) == 1 and words[0].isdecimal() and words[0].isascii():
        return int(words[0]) if len(words[0]) <= 3 else None
    rest, total = list(words), 0
    if len(rest) >= 2 and rest[1] == "trăm":
        if rest[0] not in _UNITS:
            return None
        total, rest = _UNITS[rest[0]] * 100, rest[2:]
        if rest and rest[0] in ("linh", "lẻ"):
            return total + _UNITS[rest[1]] if len(rest) == 2 and rest[1] in _UNITS else None
        if not rest:
            return total
    tens = _read_tens(rest)
    return None if tens is None else total + tens


def _read_tens(words: list[str]) -> int | None:
    """Parse up to two digits."""
    match words:
        case [unit] if unit in _UNITS:
            return _UNITS[unit]
        case ["mười"]:
            return 10
        case ["mười", unit] if unit in _UNITS:
            return 10 + _UNITS[unit]
        case [ten, "mươi"] if _UNITS.get(ten, 0) > 1:
            return _UNITS[ten] * 10
        case [ten, "mươi", unit] if _UNITS.get(ten, 0) > 1 and unit in _UNITS:
            return _UNITS[ten] * 10 + _UNITS[unit]
        case [ten, "mốt" | "tư" | "lăm" | "nhăm" as unit] if _UNITS.get(ten, 0) > 1:
            return _UNITS[ten] * 10 + _UNITS[unit]
        case _:
            return None
