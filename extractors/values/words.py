"""Words that are known although no rule of spelling and no count of a corpus says so.

Family names, the names of all administrative units before and since 01/07/2025, ethnic groups,
syllables that differ from a common one only by hỏi and ngã, and borrowed words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping

from extractors.values.units import Unit, provinces_before, provinces_today
from extractors.values.vocabulary import listed_names
from schemas.text.spelling import nfc

__all__ = ["is_listed_word"]

_WORD = re.compile(r"[^\W\d_]+")


def is_listed_word(word: str) -> bool:
    """Return whether a word, in any case, is a name, a rare syllable or a borrowed word."""
    return nfc(word).lower() in _words()


@functools.cache
def _words() -> frozenset[str]:
    texts = (*listed_names(), *_units(provinces_today()), *_units(provinces_before()))
    return frozenset(word for text in texts for word in _WORD.findall(text.lower()))


def _units(units: Mapping[str, Iterable[Unit]]) -> Iterator[str]:
    for same in units.values():
        for unit in same:
            yield unit.name
            yield from _units(unit.below)
