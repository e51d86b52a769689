"""The catalogue of errors: for each code its texts, its remedy, its HTTP status, its exit code.

The rows are data (`errors/*.toml`): one table for each code. The text of the row itself is its
title and has no placeholders. Where one code covers several situations, each is a case with a text
of its own; it may have placeholders, and a remedy of its own where that differs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any, Literal, TypeAlias

from schemas.messages.exits import ExitCode

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Case",
    "Fact",
    "Language",
    "Row",
    "Sentence",
    "catalogue",
    "parsed",
    "row",
]

Language = Literal["vi", "en"]
Fact: TypeAlias = str | int | float

LANGUAGES: tuple[Language, ...] = ("vi", "en")
DEFAULT_LANGUAGE: Language = "vi"

_CODE = re.compile(r"E(-[A-Z0-9]+)+")
_CASE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEXTS = frozenset(LANGUAGES)
_REMEDIES = frozenset(f"remedy_{language}" for language in LANGUAGES)
_ROW = _TEXTS | _REMEDIES | {"http", "exit"}
_NO_FACTS: Mapping[str, Fact] = {}


class _Told(dict[str, Fact]):
    """Facts for placeholders; a missing one shows as a gap, so that formatting never fails."""

    def __missing__(self, name: str) -> str:
        return "…"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in every language, with the same placeholders in each."""

    vi: str
    en: str

    def say(
        self, language: Language = DEFAULT_LANGUAGE, facts: Mapping[str, Fact] = _NO_FACTS
    ) -> str:
        """Return the sentence with its facts."""
        template = self.vi if language == "vi" else self.en
        return template.format_map(_Told(facts))

    def placeholders(self, language: Language = DEFAULT_LANGUAGE) -> frozenset[str]:
        """Return the names of the facts that the sentence needs."""
        template = self.vi if language == "vi" else self.en
        return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


@dataclass(frozen=True, slots=True)
class Case:
    """One of the situations that a code covers.

    Attributes:
        text: What happened.
        remedy: What to do; None for the remedy of the row.
    """

    text: Sentence
    remedy: Sentence | None


@dataclass(frozen=True, slots=True)
class Row:
    """Everything that is known about a code.

    Attributes:
        code: Stable identifier.
        title: What kind of thing went wrong; has no placeholders.
        remedy: What to do.
        http_status: HTTP status of a response that reports it.
        exit_code: Exit status of a command that ends with it.
        cases: What happened in particular, by key.
    """

    code: str
    title: Sentence
    remedy: Sentence
    http_status: int
    exit_code: ExitCode
    cases: Mapping[str, Case]

    def text(self, case: str | None) -> Sentence:
        """Return what happened; the title if the row has no such case."""
        found = self.cases.get(case) if case else None
        return found.text if found else self.title

    def remedy_of(self, case: str | None) -> Sentence:
        """Return what to do in a case."""
        found = self.cases.get(case) if case else None
        return found.remedy if found and found.remedy else self.remedy


@cache
def catalogue() -> Mapping[str, Row]:
    """Return all rows by code, sorted."""
    rows: dict[str, Row] = {}
    folder = resources.files("schemas") / "messages" / "errors"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            found = parsed(file.read_text(encoding="utf-8"))
            if twice := rows.keys() & found.keys():
                raise ValueError(f"{file.name}: codes of other files: {', '.join(sorted(twice))}")
            rows |= found
    return dict(sorted(rows.items()))


def row(code: str) -> Row:
    """Return the row of a code.

    Raises:
        KeyError: The catalogue has none.
    """
    return catalogue()[code]


def parsed(text: str) -> dict[str, Row]:
    """Read rows from TOML.

    Raises:
        ValueError: A row lacks a text, has different placeholders in the languages, or names a
            status or exit code that does not exist.
    """
    return {code: _row(code, table) for code, table in tomllib.loads(text).items()}


def _row(code: str, table: dict[str, Any]) -> Row:
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code}: a code is E- and words in capitals")
    if wrong := (table.keys() - {"cases"}) ^ _ROW:
        raise ValueError(f"{code}: lacks or does not know {', '.join(sorted(wrong))}")
    title, remedy = _sentence(code, table), _sentence(code, table, "remedy_")
    if title.placeholders() or remedy.placeholders():
        raise ValueError(f"{code}: facts belong into a case")
    if not 400 <= table["http"] <= 599:
        raise ValueError(f"{code}: {table['http']} is no HTTP status of an error")
    exit_code = ExitCode(table["exit"])
    if exit_code is ExitCode.DONE:
        raise ValueError(f"{code}: an error does not exit with 0")
    cases = {key: _case(code, key, case) for key, case in table.get("cases", {}).items()}
    return Row(code, title, remedy, table["http"], exit_code, cases)


def _case(code: str, key: str, table: dict[str, Any]) -> Case:
    where = f"{code}.{key}"
    if not _CASE.fullmatch(key):
        raise ValueError(f"{where}: a case is named with small letters and hyphens")
    keys = frozenset(table)
    if keys not in (_TEXTS, _TEXTS | _REMEDIES):
        raise ValueError(f"{where}: lacks a language or does not know {', '.join(sorted(keys))}")
    remedy = _sentence(where, table, "remedy_") if keys > _TEXTS else None
    if remedy and remedy.placeholders():
        raise ValueError(f"{where}: a remedy holds no facts")
    return Case(_sentence(where, table), remedy)


def _sentence(where: str, table: dict[str, Any], prefix: str = "") -> Sentence:
    texts = [table[f"{prefix}{language}"] for language in LANGUAGES]
    if not all(isinstance(text, str) and text.strip() == text != "" for text in texts):
        raise ValueError(f"{where}: a text is empty or has blanks around it")
    sentence = Sentence(*texts)
    names = [sentence.placeholders(language) for language in LANGUAGES]
    if len(set(names)) > 1:
        raise ValueError(f"{where}: the languages have different placeholders")
    if not all(name.isidentifier() for name in names[0]):
        raise ValueError(f"{where}: a placeholder is a plain name")
    return sentence
