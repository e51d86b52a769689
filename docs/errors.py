"""Generates `docs/errors.md`, all error codes, from the catalogue: `python -m docs.errors`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schemas.messages.catalogue import Row, Sentence, catalogue
from schemas.messages.exits import exit_meanings

__all__ = ["PAGE", "exit_table", "page"]

PAGE = Path(__file__).with_suffix(".md")

_HEAD = """\
# Error codes

`python -m docs.errors` generates this page from `schemas/messages/`; change the rows there.

An error is one line: where it happened, a stable code, what happened and what to do. The command
and the station speak Vietnamese. The API and the error pages speak English if `Accept-Language`
asks for it. A code with several causes has one line for each; `{…}` is filled in.

## Exit codes of the command

"""
_CODES = """
## Codes

| code | what happened | what to do | HTTP | exit |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    return _HEAD + exit_table() + _CODES + "".join(map(_line, catalogue().values()))


def exit_table() -> str:
    """Return the exit codes and what they mean as a table."""
    rows = (f"| {code} | {meaning['en']} |\n" for code, meaning in exit_meanings().items())
    return "| exit code | meaning |\n|---|---|\n" + "".join(rows)


def _line(row: Row) -> str:
    texts = "<br>".join(_both(text) for text in _texts(row))
    remedies = "<br>".join(_both(remedy) for remedy in _remedies(row))
    return f"| `{row.code}` | {texts} | {remedies} | {row.http_status} | {int(row.exit_code)} |\n"


def _texts(row: Row) -> Iterator[Sentence]:
    yield row.title
    yield from (case.text for case in row.cases.values())


def _remedies(row: Row) -> Iterator[Sentence]:
    yield row.remedy
    yield from (case.remedy for case in row.cases.values() if case.remedy)


def _both(sentence: Sentence) -> str:
    return f"{sentence.vi} · *{sentence.en}*" if sentence.vi != sentence.en else sentence.vi


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
