"""Labels that screens show for internal codes, in every language: data in `labels.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TypeVar

from schemas.messages.catalogue import DEFAULT_LANGUAGE, Language

__all__ = ["label", "labels", "tables"]

_Code = TypeVar("_Code", bound=StrEnum)


@cache
def tables() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return all words: table, code, language."""
    path = resources.files("schemas") / "messages" / "labels.toml"
    found: dict[str, dict[str, dict[str, str]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def label(table: str, code: str, language: Language = DEFAULT_LANGUAGE) -> str:
    """Return the words for one code.

    Raises:
        KeyError: There are none.
    """
    return tables()[table][code][language]


def labels(
    table: str, codes: Iterable[_Code], language: Language = DEFAULT_LANGUAGE
) -> dict[_Code, str]:
    """Return the words for all codes of a kind."""
    return {code: label(table, code, language) for code in codes}
