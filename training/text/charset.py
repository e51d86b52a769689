"""The signs that the recogniser can write, and the classes of its output layer."""

from __future__ import annotations

import unicodedata
from typing import Final

_VOWELS: Final = "aăâeêioôơuưy"
_TONES: Final = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_SIGNS: Final = "–—“”‘’…•·°²³½×÷§№®©™€£¥±≥≤≠→←√□☐☑■●○✓«»¬´`˝"

BLANK: Final = "blank"
ASCII: Final = tuple(chr(code) for code in range(33, 127))


def _vietnamese_lowercase() -> tuple[str, ...]:
    toned = (unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES)
    return (*toned, "đ")


LOWERCASE: Final = _vietnamese_lowercase()
UPPERCASE: Final = tuple(letter.upper() for letter in LOWERCASE)
LETTERS: Final = tuple(letter for letter in LOWERCASE + UPPERCASE if not letter.isascii())
CHARACTERS: Final = tuple(dict.fromkeys((*ASCII, *LETTERS, *_SIGNS)))
SYMBOLS: Final = (BLANK, *CHARACTERS, " ")
INDEX: Final = {symbol: index for index, symbol in enumerate(SYMBOLS)}


def readable(text: str) -> str:
    """Returns the text as the reader would write it: NFC, single spaces, known signs only."""
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    return " ".join("".join(sign for sign in composed if sign in INDEX).split())


def encode(text: str) -> list[int]:
    """Returns the output classes of a readable text."""
    return [INDEX[sign] for sign in text]


def without_tones(text: str) -> str:
    """Returns the text with every diacritic removed, đ as d."""
    bare = "".join(
        sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign)
    )
    return bare.replace("đ", "d").replace("Đ", "D")
