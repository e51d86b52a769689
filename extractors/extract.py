"""The entry point of extraction: from the pages of a paper of a known type to its fields."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType

import extractors.papers
from extractors.errors import UnknownPaperTypeError
from extractors.judge.rules import apply_rules
from extractors.judge.state import judge
from extractors.toolkit.by_hand import mark_handwriting
from extractors.toolkit.labelled import extract_labelled
from extractors.values.address import check_addresses
from schemas.papers.registry import paper_type as find_model
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["extract", "judge_again"]


def extract(paper_type: str, pages: tuple[PageReading, ...]) -> dict[str, FieldEvidence]:
    """Extract the fields of a paper.

    A module of the same name under `extractors.papers` does it if there is one; otherwise the
    labels of the paper model are enough.

    Args:
        paper_type: Identifier of the type, e.g. `birth_certificate`.
        pages: Pages of one paper, in order.

    Returns:
        The evidence of every field of the type; fields that are not found are `missing`.

    Raises:
        UnknownPaperTypeError: There is no such type.
    """
    model = find_model(paper_type)
    if model is None:
        raise UnknownPaperTypeError("named", paper_type=paper_type)
    own = _modules().get(paper_type)
    fields = own.extract(pages) if own else extract_labelled(model, pages)
    return judge(model, mark_handwriting(model, check_addresses(model, fields), pages))


def judge_again(paper_type: str, fields: Mapping[str, FieldEvidence]) -> dict[str, FieldEvidence]:
    """Apply the rules of a type again to fields that have changed, and derive their states.

    Args:
        paper_type: Identifier of the type.
        fields: All fields of the type.
    """
    rules = getattr(_modules().get(paper_type), "RULES", ())
    judged = apply_rules(fields, [rule for rule in rules if set(rule.fields) <= set(fields)])
    model = find_model(paper_type)
    return judge(model, check_addresses(model, judged) if model else judged)


@functools.cache
def _modules() -> dict[str, ModuleType]:
    """Return the type-specific extractors, by type."""
    path = extractors.papers.__path__
    return {
        info.name: importlib.import_module(f"{extractors.papers.__name__}.{info.name}")
        for info in pkgutil.iter_modules(path)
    }
