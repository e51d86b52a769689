"""Validates the description of a paper type when it is loaded.

A field whose statements contradict each other, or a role that no field has, is a developer's
mistake that no test of a single type would notice: the paper would be read and never found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any, get_args

from schemas.errors import PaperTypeError
from schemas.papers.model import Change, FieldSpec, Kind, PaperModel, Role
from schemas.papers.values import Day, IdNumber, Number, Quantity, SexName, TaxCode, Text

__all__ = ["check_type"]

_TYPES: Mapping[Kind, Mapping[str, object]] = {
    **{kind: {"Text": Text} for kind in Kind},
    Kind.DATE: {"Day": Day},
    Kind.ID_NUMBER: {"IdNumber": IdNumber},
    Kind.NUMBER: {"Quantity": Quantity, "Number": Number},
    Kind.SEX: {"SexName": SexName},
    Kind.DOCUMENT_NUMBER: {"Text": Text, "TaxCode": TaxCode},
}
"""What the annotation of a field of each kind may say, beside None."""
_KINDS: Mapping[Role, tuple[Kind, ...]] = {
    Role.OWNER_ID: (Kind.ID_NUMBER, Kind.DOCUMENT_NUMBER),
    Role.OWNER_NAME: (Kind.NAME, Kind.TEXT),
    Role.NUMBER: (Kind.DOCUMENT_NUMBER, Kind.ID_NUMBER),
    Role.NAME: (Kind.TEXT,),
    Role.AGENCY: (Kind.AGENCY, Kind.TEXT),
    Role.ABSTRACT: (Kind.TEXT, Kind.ADDRESS),
    Role.ISSUED_ON: (Kind.DATE,),
    Role.VALID_UNTIL: (Kind.DATE,),
}
"""What a field of each role may be."""
_FOUND_BY = (Role.NUMBER, Role.OWNER_NAME)
"""Without any of these a paper on file could be found by its text only."""


def check_type(model: type[PaperModel]) -> None:
    """Refuse a paper type that contradicts itself.

    Raises:
        PaperTypeError: Naming the type and, where it is one field, the field.
    """
    for name, fault in _faults(model):
        fault.source = ".".join(filter(None, (model.paper_type, name)))
        raise fault


def _faults(model: type[PaperModel]) -> Iterator[tuple[str, PaperTypeError]]:
    """Yield what is wrong, with the field concerned (empty: the whole type)."""
    for name, info in model.model_fields.items():
        specs = [part for part in info.metadata if isinstance(part, FieldSpec)]
        if len(specs) != 1:
            yield name, PaperTypeError("specs", found=len(specs))
            return  # without it nothing else can be said
        stray = [part for part in info.metadata if not isinstance(part, FieldSpec | Change)]
        if stray or not _may_be_none(info.annotation) or info.default is not None:
            yield name, PaperTypeError("annotation")
    for name, spec in model.specs().items():
        yield from ((name, fault) for fault in _of_field(model, name, spec))
    yield from _of_roles(model.specs())


def _of_field(model: type[PaperModel], name: str, spec: FieldSpec) -> Iterator[PaperTypeError]:
    said = _value_type(model.model_fields[name].annotation)
    fitting = _TYPES[spec.kind]
    if said not in fitting.values():
        yield PaperTypeError("kind", kind=spec.kind.name, types=" | ".join(fitting))
    if (spec.unit is not None) != (said is Quantity):
        yield PaperTypeError("unit")
    for role in spec.roles:
        if not isinstance(role, Role):
            yield PaperTypeError("role-unknown", role=repr(role))
        elif spec.kind not in _KINDS[role]:
            yield PaperTypeError("role-kind", role=role.name, kind=spec.kind.name)


def _of_roles(specs: Mapping[str, FieldSpec]) -> Iterator[tuple[str, PaperTypeError]]:
    held = Counter(role for spec in specs.values() for role in spec.roles)
    for name, spec in specs.items():
        for role in spec.roles:
            if held[role] > 1:
                yield name, PaperTypeError("role-twice", role=role.name, fields=held[role])
    if Role.OWNER_ID in held and Role.OWNER_NAME not in held:
        yield "", PaperTypeError("owner-name")
    if not any(role in held for role in _FOUND_BY):
        yield "", PaperTypeError("not-found-by")


def _may_be_none(annotation: Any) -> bool:
    return NoneType in get_args(annotation)


def _value_type(annotation: Any) -> object:
    """What an annotation says beside None."""
    parts = [part for part in get_args(annotation) if part is not NoneType]
    return parts[0] if len(parts) == 1 else annotation
