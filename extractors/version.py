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
import schemas
from schemas.forms import printed_forms
from schemas.papers.registry import UNKNOWN, paper_types

__all__ = ["rules_version"]

_DIGITS = 12
_NO_RULES = frozenset({"errors.py", "record.py", "intake.py", "intake_rules.py", "version.py"})
"""Modules that say nothing about types and fields."""


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
    for package in (extractors, schemas):
        for path in _folder(package.__file__).iterdir():
            if path.suffix in (".py", ".toml") and path.name not in _NO_RULES:
                yield path


def _own(paper_type: str) -> Iterator[Path]:
    for package in (extractors, schemas):
        folder = _folder(package.__file__) / "papers"
        wanted = "*" if paper_type == UNKNOWN else paper_type
        yield from folder.glob(f"{wanted}.py")
        yield from folder.glob(f"{wanted}/*.py")


def _folder(init: str | None) -> Path:
    return Path(init or "").parent
