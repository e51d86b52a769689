"""Closed lists for checking values: ethnic groups, countries, provinces, names, agencies."""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from schemas.text.spelling import comparison_key, search_key

__all__ = [
    "agencies",
    "closest_surname",
    "ends_in_province",
    "ethnic_group",
    "is_country",
    "is_surname",
    "listed_names",
    "other_tone",
]

_ALIKE = 75.0
"""Minimum similarity, per cent without diacritics, of a family name to a damaged reading."""


@functools.cache
def _lists() -> dict[str, Any]:
    text = Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@functools.cache
def _keys(name: str) -> frozenset[str]:
    return frozenset(comparison_key(entry) for entry in _lists()[name]["names"])


@functools.cache
def _ethnic_groups() -> dict[str, str]:
    return {
        comparison_key(spelling): group
        for group, spellings in _lists()["ethnic_groups"].items()
        for spelling in (group, *spellings)
    }


def ethnic_group(text: str) -> str | None:
    """Return the official name of one of the 54 ethnic groups, or None for anything else."""
    return _ethnic_groups().get(comparison_key(text))


def is_country(text: str) -> bool:
    """Return whether a text names a nationality that is common on papers in Viet Nam."""
    return comparison_key(text) in _keys("countries")


def is_surname(word: str) -> bool:
    """Return whether a word is a common family name."""
    return comparison_key(word) in _keys("surnames")


def closest_surname(word: str) -> str | None:
    """Return the only family name that a damaged word resembles, or None.

    Letters decide; among equals the marks: `hrạm` is Phạm, not Thẩm.
    """
    letters, marked = search_key(word), comparison_key(word)
    scored = {
        name: (fuzz.ratio(letters, search_key(name)), fuzz.ratio(marked, comparison_key(name)))
        for name in _lists()["surnames"]["names"]
    }
    best = max(scored.values(), default=(0.0, 0.0))
    found = [name for name, score in scored.items() if score == best]
    return str(found[0]) if best[0] >= _ALIKE and len(found) == 1 else None


def agencies() -> tuple[str, ...]:
    """Return the names of agencies in capitals, as heads print them."""
    return tuple(_lists()["agencies"]["names"])


def listed_names() -> tuple[str, ...]:
    """Return family names, ethnic groups, countries, rare syllables and borrowed words."""
    lists = _lists()
    groups = (text for group, texts in lists["ethnic_groups"].items() for text in (group, *texts))
    words = (*lists["tones"]["both"].split(), *lists["borrowed"]["words"].split())
    return (*lists["surnames"]["names"], *groups, *lists["countries"]["names"], *words)


def other_tone(word: str) -> str | None:
    """Return the word with hỏi and ngã exchanged, if only that one exists: `bỗ` -> `bổ`.

    The letters keep their case: `TỖ` -> `TỔ`.
    """
    twin = _tone_twins().get(word.lower())
    if twin is None or len(twin) != len(word):
        return None
    return "".join(
        letter.upper() if own.isupper() else letter for own, letter in zip(word, twin, strict=True)
    )


@functools.cache
def _tone_twins() -> dict[str, str]:
    """Map syllables that exist only with hỏi and ngã exchanged to the right spelling."""
    swap = str.maketrans({"\u0309": "\u0303", "\u0303": "\u0309"})
    words = (_lists()["tones"]["hook"] + _lists()["tones"]["tilde"]).split()
    rare = frozenset(_lists()["tones"]["both"].split())
    twins = ((unicodedata.normalize("NFD", word).translate(swap), word) for word in words)
    named = ((unicodedata.normalize("NFC", twin), word) for twin, word in twins)
    return {twin: word for twin, word in named if twin not in rare}


def ends_in_province(address: str) -> bool:
    """Return whether the last part of an address is a province, current or before 01/07/2025."""
    last = comparison_key(address.rsplit(",", 1)[-1]).strip(" .")
    for kind in ("thành phố ", "tỉnh ", "tp. ", "tp ", "tp."):
        last = last.removeprefix(kind)
    return last.strip() in _keys("provinces")
