"""Repairs person names with letters damaged by seal or signature.

The result is a proposal for the person who looks at the image, never a value used without review.
"""

from __future__ import annotations

import re

from extractors.values.syllables import is_syllable
from extractors.values.vocabulary import closest_surname, is_surname

__all__ = ["letters_for_digits", "mend_name"]

_LOOK_ALIKES = {"0": "OÔƠ", "1": "ILT", "4": "A", "5": "S", "6": "G", "7": "T", "8": "B", "9": "P"}
"""Capitals that look like a digit when a line of the seal crosses them."""
_STRANGE = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def mend_name(text: str, second: str | None = None) -> str:
    """Return the most probable name behind a damaged reading.

    A digit in place of a capital becomes that capital; characters that no name has are dropped,
    letters before an inner capital too (`ỈNgọc`); a first word that is no family name becomes the
    one that looks like it (`Pham` becomes `Phạm`).

    Args:
        text: As the first reader read it.
        second: As a second reader read it: every word of a name begins with a capital, and if the
            first reader has none the second one's is used.
    """
    words = [
        _STRANGE.sub("", word)
        for word in _with_capitals(letters_for_digits(text).split(), (second or "").split())
    ]
    words = [_from_capital(word) for word in words if word]
    if words and not is_surname(words[0]):
        words[0] = closest_surname(words[0]) or words[0]
    return " ".join(words)


def letters_for_digits(text: str) -> str:
    """Return a name with a capital for each digit that begins a word and looks like one."""
    return " ".join(map(_with_letter, text.split()))


def _with_letter(word: str) -> str:
    spelled = (capital + word[1:] for capital in _LOOK_ALIKES.get(word[0], ""))
    return next(filter(is_syllable, spelled), word)


def _with_capitals(words: list[str], others: list[str]) -> list[str]:
    if len(words) != len(others):
        return words
    return [
        other[0] + word[1:] if word[0].islower() and other[0].isupper() else word
        for word, other in zip(words, others, strict=True)
    ]


def _from_capital(word: str) -> str:
    if is_syllable(word):
        return word
    tails = (word[place:] for place in range(1, len(word)) if word[place].isupper())
    return next((tail for tail in tails if is_syllable(tail)), word)
