"""The stamped marks of NĐ 30/2020/NĐ-CP, zones 10a and 10b: secrecy and urgency.

They are pressed on by hand, slanted, over rules and print, so that a reader often misses a letter
or takes the frame of the stamp for one.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from schemas.text.spelling import nfc, search_key

__all__ = ["SECRECY", "URGENCY", "closest_mark", "is_mark", "plain_mark"]

SECRECY = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
"""Độ mật."""
URGENCY = ("KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")
"""Độ khẩn."""
_FRAME = re.compile(r"^(?:[\W\d_]|[IJl](?![^\W\d_]))+|(?:[\W\d_]|(?<![^\W\d_])[IJl])+$")
"""Signs and strokes at either end: what is read of the frame of a stamp."""
_GAPS = re.compile(r"[\W_]+")
_LONG = 7
"""Number of letters from which two may be misread."""


def plain_mark(text: str) -> str:
    """Return the text of a line as a mark would be written: without frame, evenly spaced."""
    return " ".join(_FRAME.sub("", nfc(text)).split())


def is_mark(text: str, marks: tuple[str, ...]) -> bool:
    """Return whether a line in capitals has the letters of a mark, whatever its diacritics."""
    plain = plain_mark(text)
    return plain.isupper() and search_key(plain) in map(search_key, marks)


def closest_mark(text: str, marks: tuple[str, ...]) -> str | None:
    """Return the mark that a damaged line in capitals may be; None if it resembles none.

    One letter may be wrong or too many, in long marks two; diacritics do not count, and gaps
    neither.
    """
    plain = plain_mark(text)
    letters = _GAPS.sub("", search_key(plain))
    if not plain.isupper() or not letters:
        return None
    wanted = {mark: _GAPS.sub("", search_key(mark)) for mark in marks}
    wrong = {mark: Levenshtein.distance(letters, bare) for mark, bare in wanted.items()}
    best = min(marks, key=wrong.__getitem__)
    spare = 2 if len(wanted[best]) >= _LONG else 1
    whole = len(letters) >= len(wanted[best])
    return best if wrong[best] <= spare and (whole or len(letters) > len("MẬT")) else None
