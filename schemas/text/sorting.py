"""The order of Vietnamese words: letters first, then tones, word by word."""

from __future__ import annotations

import unicodedata

__all__ = ["sorting_key"]

_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng: the order of dictionaries, after no tone."""


def sorting_key(text: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Return a key by which Vietnamese texts are sorted as a dictionary sorts them.

    Syllables are compared one after the other: a tone decides before the next syllable does.
    """
    return tuple(_syllable(syllable) for syllable in text.casefold().split())


def _syllable(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters: list[int] = []
    tones: list[int] = []
    for sign in unicodedata.normalize("NFC", text):
        tone = 0
        bare = ""
        for part in unicodedata.normalize("NFD", sign):
            if part in _TONES:
                tone = _TONES[part]
            else:
                bare += part
        bare = unicodedata.normalize("NFC", bare)
        letters.append(_LETTERS.get(bare, len(_LETTERS) + ord(bare[0]) if bare else 0))
        tones.append(tone)
    return tuple(letters), tuple(tones)
