"""Closed lists that values are checked against: ethnic groups, countries, provinces, surnames."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from schemas.text import comparison_key

__all__ = ["ends_in_province", "ethnic_group", "is_country", "is_surname"]


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
    """Tell whether a text names a nationality that papers here commonly carry."""
    return comparison_key(text) in _keys("countries")


def is_surname(word: str) -> bool:
    """Tell whether a word is a common family name."""
    return comparison_key(word) in _keys("surnames")


def ends_in_province(address: str) -> bool:
    """Tell whether the last part of an address is a province, of today or of before 2025."""
    last = comparison_key(address.rsplit(",", 1)[-1]).strip(" .")
    for kind in ("thành phố ", "tỉnh ", "tp. ", "tp ", "tp."):
        last = last.removeprefix(kind)
    return last.strip() in _keys("provinces")
