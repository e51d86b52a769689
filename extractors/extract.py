"""The way in: from the pages of a paper of a known type to its fields."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Sequence

import extractors.papers
from extractors.address import check_addresses
from extractors.errors import UnknownPaperTypeError
from extractors.labelled import extract_labelled
from schemas.evidence import FieldEvidence
from schemas.papers.registry import paper_type as find_model
from schemas.reading import PageReading

__all__ = ["extract"]

Extractor = Callable[[Sequence[PageReading]], dict[str, FieldEvidence]]


def extract(paper_type: str, pages: tuple[PageReading, ...]) -> dict[str, FieldEvidence]:
    """Extract the fields of a paper.

    A module of the same name under `extractors.papers` does it where there is one; else the labels
    of the paper model are enough.

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
        raise UnknownPaperTypeError(f"no paper type {paper_type!r}")
    own = _extractors().get(paper_type)
    return check_addresses(model, own(pages) if own else extract_labelled(model, pages))


@functools.cache
def _extractors() -> dict[str, Extractor]:
    """Extractors of single types, by type."""
    path = extractors.papers.__path__
    return {
        info.name: importlib.import_module(f"{extractors.papers.__name__}.{info.name}").extract
        for info in pkgutil.iter_modules(path)
    }
