"""The version of the rules that classify a paper type and extract its fields.

Every record stores it, so that after a change of rules or schema it is known which papers may be
affected. It is a hash of the sources involved: the folders of rules, the modules of the type and
its printed forms, and nothing else. A changed comment there changes it, too, which costs a
comparison with the lines on file, never a new reading.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import extractors
from schemas.papers.forms import cached_with_forms, printed_forms
from schemas.papers.registry import UNKNOWN, paper_types

__all__ = ["rules_version"]

_DIGITS = 12
_ROOT = Path(extractors.__path__[0]).parent
"""Folder that contains the packages."""
_FOLDERS = (
    "extractors/judge",
    "extractors/toolkit",
    "extractors/values",
    "schemas/papers",
    "schemas/text",
)
"""Rules that all types share, without subfolders."""
_MODULES = ("certification", "classify", "extract", "grouping")
"""Modules of `extractors` beside the folders of rules that decide on types and fields."""
_OWN = ("extractors/papers", "schemas/papers/types")
"""Folders in which each type has modules of its own."""
_RULES = (".py", ".toml", ".xz")
"""File name extensions of code and tables."""


@cached_with_forms
def rules_version(paper_type: str, root: Path = _ROOT) -> str:
    """Return the version of the rules for one type: 12 hexadecimal digits.

    Args:
        paper_type: Identifier; for `unknown` the rules of all types count, because any of them may
            recognise the paper next time.
        root: Folder that contains the packages.
    """
    digest = hashlib.sha256()
    for path in sorted({*_shared(root), *_own(root, paper_type)}):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for identifier, model in paper_types().items():
        digest.update(f"{identifier}|{model.all_titles()}|{model.code_patterns}".encode())
    for form in printed_forms():
        if paper_type in (form.paper_type, UNKNOWN):
            digest.update(form.model_dump_json().encode())
    return digest.hexdigest()[:_DIGITS]


def _shared(root: Path) -> Iterator[Path]:
    for module in _MODULES:
        yield root / "extractors" / f"{module}.py"
    for folder in _FOLDERS:
        yield from (path for path in (root / folder).iterdir() if path.suffix in _RULES)


def _own(root: Path, paper_type: str) -> Iterator[Path]:
    wanted = "*" if paper_type == UNKNOWN else paper_type
    for folder in _OWN:
        yield from (root / folder).glob(f"{wanted}.py")
        yield from (root / folder).glob(f"{wanted}/*.py")
