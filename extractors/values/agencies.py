"""Names of agencies: a closed list, and people's committees by the lists of units."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from extractors.values.syllables import foreign_words, is_syllable
from extractors.values.units import Unit, provinces_before, provinces_today
from extractors.values.vocabulary import agencies
from schemas.text.spelling import comparison_key, search_key

__all__ = ["listed_agency", "mixed_words"]

_MIXED = re.compile(r"(?=\w*\d)(?=\w*[^\W\d_]{2})[^\W\d_]\w*")
_LETTERS_FOR = str.maketrans("01", "OI")
"""Digits that look like capitals."""
_COMMITTEE = "ỦY BAN NHÂN DÂN "


def listed_agency(text: str) -> str | None:
    """Return the listed name that a text in capitals must mean; None if there is none.

    Text that is in the lists letter for letter is returned as it is. If it differs by diacritics or
    by digits that look like letters, and only one listed name fits, that name is returned.
    """
    mended = " ".join(_mended(word) for word in text.split())
    found = _by_letters().get(_letters(mended), frozenset())
    if any(comparison_key(name) == comparison_key(text) for name in found):
        return text
    if len(found) == 1:
        return next(iter(found))
    return mended if mended != text and not found else None


def mixed_words(text: str) -> list[str]:
    """Return the words with digits among letters: `ĐẠ0`, but not `C07`."""
    return [w for w in _MIXED.findall(text) if _as_letters(w) != w]


def _mended(word: str) -> str:
    """Repair a word in capitals that cannot be one: digits for letters, or missing diacritics."""
    word = _as_letters(word)
    if not foreign_words(word):
        return word
    found = _words().get(search_key(word), frozenset())
    return next(iter(found)) if len(found) == 1 else word


@functools.cache
def _words() -> dict[str, frozenset[str]]:
    """Index the words of listed names by their letters without diacritics."""
    found: dict[str, set[str]] = {}
    for name in agencies():
        for word in name.replace(",", " ").split():
            found.setdefault(search_key(word), set()).add(word)
    return {letters: frozenset(words) for letters, words in found.items()}


def _as_letters(word: str) -> str:
    letters = word.translate(_LETTERS_FOR)
    mixed = any(c.isdecimal() for c in word) and letters != word
    return letters if mixed and letters.isalpha() and is_syllable(letters) else word


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", search_key(text))


@functools.cache
def _by_letters() -> dict[str, frozenset[str]]:
    """Index the listed names by their letters without diacritics."""
    found: dict[str, set[str]] = {}
    for name in (*agencies(), *_committees()):
        found.setdefault(_letters(name), set()).add(name)
    return {letters: frozenset(names) for letters, names in found.items()}


def _committees() -> Iterator[str]:
    for provinces in (*provinces_today().values(), *provinces_before().values()):
        for province in provinces:
            for name in _names(province):
                yield _COMMITTEE + name.upper()


def _names(unit: Unit) -> Iterator[str]:
    yield unit.name
    for units in unit.below.values():
        for each in units:
            yield from _names(each)
