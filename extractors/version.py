"""The version of the rules by which a paper type is recognised and its fields are derived.

Stands in every record, so that a change of rules or schema says by itself which papers it may
concern. It is a hash of the sources that take part: it also changes when only a comment does, which
costs a comparison with the lines on file, never a new reading.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

import extractors
import schemas.papers
import schemas.text
from schemas.papers import types
from schemas.papers.forms import printed_forms
from schemas.papers.registry import UNKNOWN, paper_types

__all__ = ["rules_version"]

_DIGITS = 12
_WAYS_IN = ("classify", "extract", "grouping", "certification")
"""Modules beside the folders of rules that decide on types and fields."""


@functools.cache
def rules_version(paper_type: str) -> str:
    """Return the version of the rules for one type: 12 hexadecimal digits.

    Args:
        paper_type: Identifier; for `unknown` the rules of all types count, because any of them may
            recognise the paper next time.
    """
    digest = hashlib.sha256()
    for path in sorted({*_shared(), *_own(paper_type)}):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for identifier, model in paper_types().items():
        digest.update(f"{identifier}|{model.all_titles()}|{model.code_patterns}".encode())
    for form in printed_forms():
        if paper_type in (form.paper_type, UNKNOWN):
            digest.update(form.model_dump_json().encode())
    return digest.hexdigest()[:_DIGITS]


def _shared() -> Iterator[Path]:
    root = _folder(extractors.__file__)
    for module in _WAYS_IN:
        yield root / f"{module}.py"
    for folder in (root / "toolkit", root / "values", root / "judge"):
        yield from _sources(folder)
    yield from _sources(_folder(schemas.papers.__file__))
    yield from _sources(_folder(schemas.text.__file__))


def _sources(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.suffix in (".py", ".toml"))


def _own(paper_type: str) -> Iterator[Path]:
    wanted = "*" if paper_type == UNKNOWN else paper_type
    for folder in (_folder(extractors.__file__) / "papers", _folder(types.__file__)):
        yield from folder.glob(f"{wanted}.py")
        yield from folder.glob(f"{wanted}/*.py")


def _folder(init: str | None) -> Path:
    return Path(init or "").parent
