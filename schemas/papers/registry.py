"""Finds the paper types: every module of `schemas.papers.types` that defines a `PaperModel`."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import ModuleType

import schemas.papers.types
from schemas.errors import FormsError
from schemas.papers.check import check_type
from schemas.papers.forms import cached_with_forms, printed_forms
from schemas.papers.model import PaperModel

__all__ = ["UNKNOWN", "paper_type", "paper_types"]

UNKNOWN = "unknown"
"""Type of a paper that no title, code or wording identifies: no guess is made."""


@cached_with_forms
def paper_types() -> dict[str, type[PaperModel]]:
    """Return every paper type by its identifier, sorted.

    Raises:
        PaperTypeError: The description of a type contradicts itself.
        FormsError: A printed form is of an unknown type or names an unknown field.
    """
    found = {
        model.paper_type: model
        for info in pkgutil.iter_modules(schemas.papers.types.__path__)
        for model in _models(
            importlib.import_module(f"{schemas.papers.types.__name__}.{info.name}")
        )
    }
    for each in found.values():
        check_type(each)
    for form in printed_forms():
        model = found.get(form.paper_type)
        unknown = set(form.labels) - set(model.model_fields if model else ())
        if model is None or unknown:
            where = ", ".join(sorted(unknown)) or form.paper_type
            raise FormsError("unknown-field", template=form.template, source=where)
    return dict(sorted(found.items()))


def paper_type(identifier: str) -> type[PaperModel] | None:
    """Return one paper type, or None for `unknown` and for types that this version lacks."""
    return paper_types().get(identifier)


def _models(module: ModuleType) -> list[type[PaperModel]]:
    """Return the paper models that a module defines itself (not those it imports)."""
    return [
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, PaperModel)
        and member.__module__ == module.__name__
        and hasattr(member, "paper_type")
    ]
