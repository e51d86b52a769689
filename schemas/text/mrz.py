"""Machine-readable zones of ICAO Doc 9303: identity cards (TD1) and passports (TD3).

The Vietnamese identity card repeats the whole 12-digit personal number in the optional field of
line 1 and gives it a check digit of its own (position 30): the only printed check digit that
protects all twelve digits.

A zone is parsed whether its check digits hold or not; the failed ones are named, and the caller
decides. Look-alike letters and digits (O/0, I/1, S/5, B/8, Z/2) are exchanged only where the
standard allows nothing but digits or nothing but letters.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.text.id_number import Sex, parse_personal_number

__all__ = ["Mrz", "check_digit", "parse_mrz"]

_WEIGHTS = (7, 3, 1)
_TO_DIGIT = str.maketrans("OQISBZ", "001582")
_TO_LETTER = str.maketrans("01582", "OISBZ")
_NOISE = re.compile(r"\s+")
_ALPHABET = re.compile(r"[A-Z0-9<]+")
_SEXES: dict[str, Sex] = {"M": "Nam", "F": "Nữ"}
_TD1_LENGTH, _TD3_LENGTH = 30, 44


@dataclass(frozen=True, slots=True)
class Mrz:
    """The contents of a machine-readable zone.

    Attributes:
        document_number: Of the card or passport, without fillers.
        personal_number: Twelve digits, or empty if the zone has none.
        birth: None if the digits are no date.
        expiry: None if the digits are no date.
        sex: None if the zone leaves it open.
        nationality: Three letters.
        surname: Without diacritics; never to be used as the name.
        given_names: Without diacritics.
        failed: Check digits that do not hold: `document`, `personal`, `birth`, `expiry`,
            `composite`.
    """

    document_number: str
    personal_number: str
    birth: dt.date | None
    expiry: dt.date | None
    sex: Sex | None
    nationality: str
    surname: str
    given_names: str
    failed: tuple[str, ...]


def check_digit(text: str) -> int:
    """Return the check digit of ICAO Doc 9303 part 3, 4.9.

    Raises:
        ValueError: A character is not a digit, a capital letter or `<`.
    """
    if not _ALPHABET.fullmatch(text) and text:
        raise ValueError("only A-Z, 0-9 and < stand in a machine-readable zone")
    values = (0 if c == "<" else int(c, 36) for c in text)
    return sum(value * _WEIGHTS[i % 3] for i, value in enumerate(values)) % 10


def parse_mrz(lines: Sequence[str]) -> Mrz | None:
    """Parse a zone of three lines of 30 (TD1) or two lines of 44 (TD3).

    Args:
        lines: As read, from top to bottom.

    Returns:
        Its contents, or None if lengths or characters fit no zone.
    """
    cleaned = [_clean(line) for line in lines]
    if any(not _ALPHABET.fullmatch(line) for line in cleaned):
        return None
    if [len(line) for line in cleaned] == [_TD1_LENGTH] * 3:
        return _parse_td1(*cleaned)
    if [len(line) for line in cleaned] == [_TD3_LENGTH] * 2:
        return _parse_td3(*cleaned)
    return None


def _clean(line: str) -> str:
    return _NOISE.sub("", line.upper().replace("«", "<<").replace("‹", "<"))


def _parse_td1(first: str, second: str, third: str) -> Mrz:
    issuer = first[:5].translate(_TO_LETTER)
    # Vietnamese cards carry digits only behind the issuer; other states use letters too.
    first = issuer + (_dates(first[5:]) if issuer[2:] == "VNM" else first[5:])
    second = (
        _dates(second[:7]) + second[7] + _dates(second[8:15]) + second[15:29] + _dates(second[29:])
    )
    composite = first[5:30] + second[:7] + second[8:15] + second[18:29]
    checks = (
        ("document", first[5:14], first[14]),
        ("personal", first[15:29], first[29]),
        ("birth", second[:6], second[6]),
        ("expiry", second[8:14], second[14]),
        ("composite", composite, second[29]),
    )
    return _mrz(first[5:14], first[15:27], second[:6], second[7], second[8:14], second[15:18],
                third, checks)  # fmt: skip


def _parse_td3(first: str, second: str) -> Mrz:
    second = (
        second[:9]
        + _dates(second[9])
        + second[10:13]
        + _dates(second[13:20])
        + second[20]
        + _dates(second[21:28])
        + second[28:42]
        + _dates(second[42:])
    )
    composite = second[:10] + second[13:20] + second[21:43]
    checks = (
        ("document", second[:9], second[9]),
        ("birth", second[13:19], second[19]),
        ("expiry", second[21:27], second[27]),
        ("personal", second[28:42], second[42]),
        ("composite", composite, second[43]),
    )
    return _mrz(second[:9], second[28:42], second[13:19], second[20], second[21:27],
                second[10:13], first[5:], checks)  # fmt: skip


def _mrz(
    number: str,
    personal: str,
    birth: str,
    sex: str,
    expiry: str,
    nationality: str,
    names: str,
    checks: tuple[tuple[str, str, str], ...],
) -> Mrz:
    surname, _, given = names.translate(_TO_LETTER).partition("<<")
    ends = _day(expiry, 2000)
    return Mrz(
        document_number=number.strip("<"),
        personal_number=personal.strip("<"),
        birth=_birth(birth, ends, personal),
        expiry=ends,
        sex=_SEXES.get(sex),
        nationality=nationality.translate(_TO_LETTER).strip("<"),
        surname=surname.replace("<", " ").strip(),
        given_names=given.replace("<", " ").strip(),
        failed=tuple(name for name, text, digit in checks if not _holds(text, digit)),
    )


def _holds(text: str, digit: str) -> bool:
    """Return whether a check digit is right; an empty field may carry `<` for zero."""
    return str(check_digit(text)) == (digit if digit != "<" or text.strip("<") else "0")


def _dates(digits: str) -> str:
    return digits.translate(_TO_DIGIT)


def _day(digits: str, century: int) -> dt.date | None:
    if not (digits.isascii() and digits.isdecimal()):
        return None
    try:
        return dt.date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None


def _birth(digits: str, expiry: dt.date | None, personal: str) -> dt.date | None:
    """Return the birth date, in the century of the personal number or the last before the expiry.

    Without a personal number, people aged 100 and over come out a century too young.
    """
    number = parse_personal_number(personal.strip("<"))
    if number is not None and digits[:2] == number.digits[4:6]:
        return _day(digits, number.birth_year // 100 * 100)
    recent = _day(digits, 2000)
    if recent is not None and expiry is not None and recent <= expiry:
        return recent
    return _day(digits, 1900)
