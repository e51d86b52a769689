"""Doubts about words that cannot be right, above all in capitals, where no letter is ever changed.

Bold capitals lose marks: `QUYẾT` is read `QUYÉT`, `KẾT` is read `KÉT`, `BỘ` is read `BÔ`, and the
network is sure of it. Two things tell: the word is no Vietnamese syllable, or with one mark more it
often stands beside its neighbour, and as read it hardly ever does.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Protocol

from extractors.values.syllables import is_syllable
from extractors.values.vocabulary import is_surname
from extractors.values.words import is_listed_word

__all__ = ["Counts", "is_doubtful", "is_unknown"]

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_HATS = {"a": "âă", "e": "ê", "o": "ôơ", "u": "ư"}
_ABBREVIATION = re.compile(r"[BCDĐGHKLMNPQRSTVX]+")
_TELLING = 4.0
"""By how much more often, as a logarithm, the pair with one mark more must occur."""


class Counts(Protocol):
    """Counts of syllables and of their pairs."""

    def __contains__(self, word: str) -> bool:
        """Return whether a syllable occurs."""
        ...

    def pair(self, before: str | None, word: str | None) -> float | None:
        """Return the log count of two syllables side by side; None if they never are."""
        ...


def is_unknown(word: str, model: Counts) -> bool:
    """Return whether a word in small letters is in no corpus and no list, or cannot be a word.

    Counts alone do not tell, because the corpus has errors, too: `quyét`, `quôc`.
    """
    if word in model and not any(map(_bears_mark, word)):
        return False
    return (word not in model or not is_syllable(word)) and not is_listed_word(word)


def is_doubtful(word: str, before: str | None, after: str | None, model: Counts) -> bool:
    """Return whether a word that is not in small letters was probably misread.

    Args:
        word: As read, at least one capital.
        before: The word before it, in small letters; None if a space does not join them.
        after: The word after it, likewise.
        model: Counts of syllables and of their pairs.
    """
    small = word.lower()
    if len(small) < 2:
        return False
    if word.isupper() and _ABBREVIATION.fullmatch(word):
        return False  # `PCCC`: counts say nothing about it
    if is_unknown(small, model):
        return True
    return word.isupper() and _has_lost_a_mark(small, before, after, model)


def _has_lost_a_mark(word: str, before: str | None, after: str | None, model: Counts) -> bool:
    if before is None and is_surname(word):  # `LÊ CÔNG`, not `LỆ CÔNG`
        return False
    own = _best_pair(before, word, after, model)
    for fuller in _with_a_mark_more(word):
        pair = _best_pair(before, fuller, after, model)
        if pair is not None and pair - (own or 0.0) > _TELLING:
            return True
    return False


def _best_pair(before: str | None, word: str, after: str | None, model: Counts) -> float | None:
    """Return the log count of the more frequent of its two pairs; None if neither occurs."""
    pairs = (model.pair(before, word), model.pair(word, after))
    return max((pair for pair in pairs if pair is not None), default=None)


@functools.lru_cache(maxsize=4096)
def _with_a_mark_more(word: str) -> tuple[str, ...]:
    return tuple(
        word[:place] + letter + word[place + 1 :]
        for place in range(len(word))
        for letter in _fuller(word[place])
    )


def _fuller(letter: str) -> Iterator[str]:
    """Yield a vowel with one mark more: `é` -> `ế`, `ê` -> `ề ế ễ ể ệ`, `e` -> both kinds."""
    decomposed = unicodedata.normalize("NFD", letter)
    tone = "".join(c for c in decomposed if c in _TONES)
    bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    for hatted in _HATS.get(bare, ""):
        yield unicodedata.normalize("NFC", hatted + tone)
    if not tone and (bare in "aeiouy" or bare in "".join(_HATS.values())):
        for added in _TONES:
            yield unicodedata.normalize("NFC", bare + added)


def _bears_mark(letter: str) -> bool:
    return not letter.isascii() and letter != "đ"
