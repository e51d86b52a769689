"""Takes the number of a person or organisation from whoever asks: cleaned, or asked about."""

from __future__ import annotations

import datetime as dt
import re

from app.errors import SubjectNumberError
from extractors.values.dates import read_date
from schemas.errors import MotlanError
from schemas.text.subject_number import (
    doubt_of,
    has_known_form,
    looks_like_a_number,
    subject_key,
)

__all__ = ["asked_about", "born", "sought", "told", "wrong_birth"]

_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)
_FIRST = "0000-01-01"
"""Stands in for the day and month that a date of birth lacks."""


def sought(number: str, *, sure: bool = False) -> str:
    """Return a number in the form in which it is looked for, for doors that cannot ask back.

    Dots, spaces, dashes and full-width digits are only spelling. A number that seems to have lost
    its leading zeros, or is of no known form, is not looked for: "not on file" would be an answer
    about somebody else.

    Args:
        number: As given.
        sure: Whether whoever gives it says that the paper has it so.

    Raises:
        SubjectNumberError: It is no such number, or has probably lost or gained a digit.
    """
    if not looks_like_a_number(number):
        raise SubjectNumberError("form")
    key, meant = subject_key(number) or "", doubt_of(number)
    if meant is not None and not sure:
        lost = max(len(meant) - len(key), 1)
        raise SubjectNumberError("zeros", digits=len(key), lost=lost, whole=len(meant))
    if not sure and not has_known_form(key):
        raise SubjectNumberError("odd")
    return key


def asked_about(number: str, name: str, birth: str, *, sure: bool = False) -> str:
    """Return the number to ask by; empty where somebody without one is asked about.

    Args:
        number: As given.
        name: Name of the person, where the asker knows it.
        birth: Their day or year of birth as typed, where the asker knows it.
        sure: See `sought`.

    Raises:
        SubjectNumberError: See `sought`; or there is neither a number nor both name and birth.
    """
    if number.strip():
        return sought(number, sure=sure)
    if not (name.strip() and birth.strip()):
        raise SubjectNumberError("nobody")
    return ""


def wrong_birth(text: str) -> str:
    """Return what is wrong with a day of birth as typed, in Vietnamese; empty if nothing is."""
    try:
        born(text)
    except SubjectNumberError as error:
        return told(error)
    return ""


def told(error: MotlanError) -> str:
    """Return an error as a sentence for the person who typed something, with what to do."""
    text = error.text()
    return f"{text[0].upper()}{text[1:]}. {error.remedy()}"


def born(text: str) -> str:
    """Return a day, month or year of birth in ISO form, as a person types it; empty if none is.

    Raises:
        SubjectNumberError: It is no date.
    """
    if not text.strip():
        return ""
    found = text.strip() if _ISO.fullmatch(text.strip()) else read_date(text)
    if found is None or not _is_day(found):
        raise SubjectNumberError("birth")
    return found


def _is_day(text: str) -> bool:
    """Return whether an ISO date, perhaps without day or month, is in the calendar."""
    try:
        dt.date.fromisoformat(text + _FIRST[len(text) :])
    except ValueError:
        return False
    return True
