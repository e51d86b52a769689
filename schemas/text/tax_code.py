"""Tax codes (mã số thuế), TT 86/2024/TT-BTC.

Ten digits, the last a check digit; thirteen for a branch; since 01/07/2025 the twelve-digit
personal number is the code of persons and households.
"""

from __future__ import annotations

import re

from schemas.text.id_number import parse_personal_number

__all__ = ["is_tax_code"]

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_SHAPE = re.compile(r"(?P<base>\d{10})(?:-(?P<branch>\d{3}))?", re.ASCII)


def is_tax_code(text: str) -> bool:
    """Return whether a text is a tax code with a valid check digit, or a personal number."""
    if parse_personal_number(text):
        return True
    match = _SHAPE.fullmatch(text)
    if match is None or match["branch"] == "000":
        return False
    digits = [int(digit) for digit in match["base"]]
    weighted = sum(w * d for w, d in zip(_WEIGHTS, digits[:9], strict=True))
    return digits[9] == 10 - weighted % 11
