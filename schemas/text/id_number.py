"""The 12-digit personal number (số định danh cá nhân) of NĐ 137/2015/NĐ-CP, Art. 13.

`PPP G YY NNNNNN`: province or country of birth registration, century with sex, year of birth,
six further digits. There is no check digit: an error in the last six digits shows only against
another source (QR code, MRZ).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["PersonalNumber", "Sex", "parse_personal_number"]

Sex = Literal["Nam", "Nữ"]

_SHAPE = re.compile(r"[0-9]{12}")
_LAST_CENTURY_DIGIT = 3
"""Centuries from 2100 on (4 to 9) belong to nobody alive."""


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """What the digits of a personal number encode."""

    digits: str
    registered_in: str
    """Three digits: province (below 100) or country of birth registration."""
    sex: Sex
    birth_year: int


def parse_personal_number(digits: str) -> PersonalNumber | None:
    """Parse a personal number; None if it cannot be one today."""
    if not _SHAPE.fullmatch(digits) or int(digits[3]) > _LAST_CENTURY_DIGIT:
        return None
    century = int(digits[3])
    return PersonalNumber(
        digits=digits,
        registered_in=digits[:3],
        sex="Nữ" if century % 2 else "Nam",
        birth_year=1900 + 100 * (century // 2) + int(digits[4:6]),
    )
