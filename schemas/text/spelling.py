"""Normalises Vietnamese spelling: one form to store, one key to compare, one key to search.

Stored text is NFC with `Đ` U+0110. Comparing folds case and the place of the tone mark
(`hoà` = `hòa`, `thuý` = `thúy`; never `quý`). Searching also drops every mark (`đ` -> `d`) and is
a second key only: it never decides identity.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["VIETNAMESE_LETTERS", "comparison_key", "nfc", "search_key"]

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")

_LOWER = [unicodedata.normalize("NFC", v + t) for v in _VOWELS for t in _TONES] + ["đ"]
VIETNAMESE_LETTERS: frozenset[str] = frozenset(
    c for letter in _LOWER for c in (letter, letter.upper()) if not c.isascii()
)
"""The 134 letters beyond ASCII that Vietnamese is written with (67 lower, 67 upper)."""

# Letters that look like Đ but are not: Eth (from Latin-1 fonts) and African D.
_LOOKALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ", "\u00a0": " "})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile(r"[ \t\u2002-\u200a\u202f\u3000]+")

# The two schools of placing a tone on oa, oe, uy: written on the second vowel, read on the first.
_TONE = "[\u0300\u0301\u0303\u0309\u0323]"
_OPEN_PAIR = re.compile(rf"(?<![qQ])([oOuU])([aAeEyY])({_TONE})(?![a-zA-Z])")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’ʼʹ′`´", "'"))


def nfc(text: str) -> str:
    """Return text in its stored form: NFC, Vietnamese Đ, plain spaces, no invisible characters."""
    text = unicodedata.normalize("NFC", text).translate(_LOOKALIKES)
    return _SPACES.sub(" ", _INVISIBLE.sub("", text))


def comparison_key(text: str) -> str:
    """Return the key under which two spellings of the same words are equal.

    Folds case, kinds of dashes, runs of white space and the tone placement in `oa`, `oe`, `uy`.
    Keeps every mark: a wrong tone is another word.
    """
    decomposed = unicodedata.normalize("NFD", nfc(text).translate(_DASHES).casefold())
    moved = _OPEN_PAIR.sub(r"\1\3\2", decomposed)
    return " ".join(unicodedata.normalize("NFC", moved).split())


def search_key(text: str) -> str:
    """Return the key for searching without diacritics: lower case, no marks, `đ` as `d`.

    Dashes and apostrophes (`K’ Brềnh`) are of one kind.
    """
    plain = nfc(text).translate(_DASHES).translate(_APOSTROPHES)
    decomposed = unicodedata.normalize("NFD", plain.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.replace("đ", "d").split())
