"""Vietnamese full-text search, with and without diacritics, equal in SQLite and PostgreSQL.

No database folds Vietnamese correctly by itself (SQLite never folds `đ`; PostgreSQL's parser
depends on the locale), so words are split and folded here; the databases only store and match them.
Two keys are kept for every word: `exact` (one case, one place of the tone mark) and `folded`
(no marks). A query word with marks is looked up in `exact`, one without in `folded`:

    hoà       finds hòa, Hoà          not hoa
    hoa       finds hoa, hòa, Hoá
    "nguyễn văn an"                   these words in this order
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa

from schemas.text.spelling import comparison_key, search_key

__all__ = ["FullText", "PostgresText", "SqliteText", "TextQuery", "parse_query", "words"]

_WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_MAX_WORDS = 16_000
"""A tsvector numbers at most 16,383 positions; no paper of a counter has that many words."""
_MAX_LENGTH = 100
"""Longer words are lines without spaces; PostgreSQL would refuse them at 2 KB."""


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Phrases that must all occur; each is a run of words and the key to look it up in."""

    phrases: tuple[tuple[str, tuple[str, ...]], ...]


class FullText(Protocol):
    """Port to the words of papers; `number` is the index's own number of a paper."""

    def create(self, connection: sa.Connection) -> None:
        """Create the table if it is missing."""
        ...

    def put(self, connection: sa.Connection, texts: dict[int, str]) -> None:
        """Set the words of papers."""
        ...

    def remove(self, connection: sa.Connection, numbers: list[int]) -> None:
        """Delete the words of papers."""
        ...

    def matches(self, number: sa.ColumnElement[int], query: TextQuery) -> sa.ColumnElement[bool]:
        """Return the condition that a paper contains all phrases."""
        ...


def words(text: str, key: str) -> list[str]:
    """Split a text into words in the form of a key, `exact` or `folded`."""
    spelled = comparison_key(text) if key == "exact" else search_key(text)
    return [word[:_MAX_LENGTH] for word in _WORD.findall(spelled)[:_MAX_WORDS]]


def parse_query(text: str) -> TextQuery:
    """Parse what a person typed; words in double quotes belong together.

    Punctuation inside a word (`12/QĐ-UBND`) also makes a phrase of its parts.
    """
    phrases = []
    for quoted, single in _TERM.findall(text):
        exact, folded = words(quoted or single, "exact"), words(quoted or single, "folded")
        if exact:
            phrases.append(
                ("folded", tuple(folded)) if exact == folded else ("exact", tuple(exact))
            )
    return TextQuery(tuple(phrases))


class SqliteText:
    """Full text in an FTS5 table."""

    def create(self, connection: sa.Connection) -> None:
        """See `FullText.create`."""
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS paper_text USING fts5"
            "(exact, folded, tokenize = 'unicode61 remove_diacritics 0')"
        )

    def put(self, connection: sa.Connection, texts: dict[int, str]) -> None:
        """See `FullText.put`."""
        self.remove(connection, list(texts))
        rows = [
            (number, " ".join(words(text, "exact")), " ".join(words(text, "folded")))
            for number, text in texts.items()
        ]
        if rows:
            connection.exec_driver_sql(
                "INSERT INTO paper_text (rowid, exact, folded) VALUES (?, ?, ?)", rows
            )

    def remove(self, connection: sa.Connection, numbers: list[int]) -> None:
        """See `FullText.remove`."""
        if numbers:
            connection.exec_driver_sql(
                "DELETE FROM paper_text WHERE rowid = ?", [(number,) for number in numbers]
            )

    def matches(self, number: sa.ColumnElement[int], query: TextQuery) -> sa.ColumnElement[bool]:
        """See `FullText.matches`."""
        terms = (f'{key} : "{" ".join(phrase)}"' for key, phrase in query.phrases)
        found = sa.text("SELECT rowid FROM paper_text WHERE paper_text MATCH :words")
        return number.in_(found.bindparams(words=" AND ".join(terms)).columns(sa.column("rowid")))


class PostgresText:
    """Full text in two `tsvector` columns, filled with the folded words."""

    _KEYS = ("exact", "folded")

    def create(self, connection: sa.Connection) -> None:
        """See `FullText.create`."""
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS paper_text"
            "(number bigint PRIMARY KEY, exact tsvector NOT NULL, folded tsvector NOT NULL)"
        )
        for key in self._KEYS:
            connection.exec_driver_sql(
                f"CREATE INDEX IF NOT EXISTS paper_text_{key} ON paper_text USING gin ({key})"
            )

    def put(self, connection: sa.Connection, texts: dict[int, str]) -> None:
        """See `FullText.put`."""
        rows = [
            {"number": number} | {key: _tsvector(words(text, key)) for key in self._KEYS}
            for number, text in texts.items()
        ]
        if rows:
            insert = sa.text(
                "INSERT INTO paper_text (number, exact, folded) VALUES"
                " (:number, CAST(:exact AS tsvector), CAST(:folded AS tsvector))"
                " ON CONFLICT (number) DO UPDATE"
                " SET exact = excluded.exact, folded = excluded.folded"
            )
            connection.execute(insert, rows)

    def remove(self, connection: sa.Connection, numbers: list[int]) -> None:
        """See `FullText.remove`."""
        if numbers:
            delete = sa.text("DELETE FROM paper_text WHERE number = :number")
            connection.execute(delete, [{"number": number} for number in numbers])

    def matches(self, number: sa.ColumnElement[int], query: TextQuery) -> sa.ColumnElement[bool]:
        """See `FullText.matches`."""
        terms = [
            f"{key} @@ CAST(:words{place} AS tsquery)"
            for place, (key, _) in enumerate(query.phrases)
        ]
        values = {
            f"words{place}": " <-> ".join(f"'{word}'" for word in phrase)
            for place, (_, phrase) in enumerate(query.phrases)
        }
        found = sa.text(f"SELECT number FROM paper_text WHERE {' AND '.join(terms)}")  # noqa: S608
        return number.in_(found.bindparams(**values).columns(sa.column("number")))


def _tsvector(found: list[str]) -> str:
    """Write words with their positions the way PostgreSQL reads a tsvector."""
    return " ".join(f"'{word}':{position}" for position, word in enumerate(found, start=1))
