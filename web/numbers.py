"""Numbers of persons as typed: cleaned, and questioned if they cannot be correct."""

from __future__ import annotations

import datetime as dt
import re

from schemas.text.id_number import parse_personal_number
from schemas.text.subject_number import subject_key
from schemas.text.tax_code import is_tax_code

__all__ = ["NUMBER_FORMS", "cleaned", "doubt", "is_number"]

_BETWEEN = re.compile(r"[\s.,/\u2010-\u2015-]")
_OF_SOME_FORM = re.compile(r"[0-9A-Z]{6,20}", re.ASCII)
_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,8}", re.ASCII)
_PERSON, _OLD_CARD, _TAX, _TAX_BRANCH = 12, 9, 10, 13
_NO_PROVINCES = frozenset(
    {3, 5, 7, 9, 13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50, 53, 55, 57, 59, 61, 63, 65}
    | {69, 71, 73, 76, 78, 81, 85, 88, 90, 97, 98, 99, 100}
)
"""Numbers from 1 to 100 that are not the code of a province (TT 59/2021/TT-BCA)."""
_PLACES = range(1, 400)
"""Codes of provinces up to 96, of countries for births abroad from 101."""
NUMBER_FORMS = "số định danh 12 chữ số, CMND 9 chữ số, hộ chiếu hoặc mã số thuế"


def cleaned(typed: str) -> str:
    """Return a number without separators."""
    return _BETWEEN.sub("", subject_key(typed) or "")


def is_number(number: str) -> bool:
    """Return whether a cleaned number has any known format."""
    return bool(_OF_SOME_FORM.fullmatch(number))


def doubt(number: str, today: dt.date) -> str:
    """Return why a cleaned number is implausible, in Vietnamese; empty if it is plausible.

    Args:
        number: A cleaned number of valid format.
        today: Latest possible date of birth.
    """
    if not number.isdigit():
        known = _PASSPORT.fullmatch(number)
        return "" if known else f"Số này không có dạng nào đã biết: {NUMBER_FORMS}."
    if len(number) == _PERSON:
        return _doubt_person(number, today)
    if len(number) in (_TAX, _TAX_BRANCH):
        branch = f"-{number[_TAX:]}" if len(number) > _TAX else ""
        return (
            ""
            if is_tax_code(number[:_TAX] + branch)
            else f"Số có {len(number)} chữ số và không phải mã số thuế đúng."
        )
    if len(number) == _OLD_CARD:
        return ""
    return f"Số có {len(number)} chữ số; {NUMBER_FORMS}."


def _doubt_person(number: str, today: dt.date) -> str:
    parsed = parse_personal_number(number)
    if parsed is None:
        return "Chữ số thứ tư của số định danh (thế kỷ, giới tính) không thể đúng."
    place = int(parsed.registered_in)
    if place not in _PLACES or place in _NO_PROVINCES:
        return f"Số định danh không bắt đầu bằng {number[:3]}: không có mã tỉnh này."
    if parsed.birth_year > today.year:
        return f"Số định danh này là của người sinh năm {parsed.birth_year}."
    return ""
