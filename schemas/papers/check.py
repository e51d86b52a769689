"""Holds a paper type against the rules of its own description, when it is loaded.

A field that says the same thing twice and differently, or a role that nobody has, is a mistake of
the developer that no test of a single type would notice: the paper would be read and never found.
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
    for name, what in _faults(model):
        raise PaperTypeError(what, source=".".join(filter(None, (model.paper_type, name))))


def _faults(model: type[PaperModel]) -> Iterator[tuple[str, str]]:
    """What is wrong, as field (empty: the whole type) and sentence."""
    for name, info in model.model_fields.items():
        specs = [part for part in info.metadata if isinstance(part, FieldSpec)]
        if len(specs) != 1:
            yield name, f"cần đúng một FieldSpec, đang có {len(specs)}"
            return  # without it nothing else can be said
        stray = [part for part in info.metadata if not isinstance(part, FieldSpec | Change)]
        if stray or not _may_be_none(info.annotation) or info.default is not None:
            yield name, "kiểu phải là `… | None` với FieldSpec, Change và giá trị mặc định None"
    for name, spec in model.specs().items():
        yield from ((name, what) for what in _of_field(model, name, spec))
    yield from _of_roles(model.specs())


def _of_field(model: type[PaperModel], name: str, spec: FieldSpec) -> Iterator[str]:
    said = _value_type(model.model_fields[name].annotation)
    fitting = _TYPES[spec.kind]
    if said not in fitting.values():
        yield f"Kind.{spec.kind.name} cần kiểu {' hoặc '.join(fitting)}"
    if (spec.unit is not None) != (said is Quantity):
        yield "chỉ Quantity có đơn vị, và Quantity phải có đơn vị"
    for role in spec.roles:
        if not isinstance(role, Role):
            yield f"không có vai trò {role!r}"
        elif spec.kind not in _KINDS[role]:
            yield f"Role.{role.name} không thể là Kind.{spec.kind.name}"


def _of_roles(specs: Mapping[str, FieldSpec]) -> Iterator[tuple[str, str]]:
    held = Counter(role for spec in specs.values() for role in spec.roles)
    for name, spec in specs.items():
        for role in spec.roles:
            if held[role] > 1:
                yield name, f"Role.{role.name} có ở {held[role]} trường, chỉ được một"
    if Role.OWNER_ID in held and Role.OWNER_NAME not in held:
        yield "", "có Role.OWNER_ID thì phải có Role.OWNER_NAME"
    if not any(role in held for role in _FOUND_BY):
        yield "", "thiếu Role.NUMBER hoặc Role.OWNER_NAME: giấy tờ sẽ không bao giờ tìm lại được"


def _may_be_none(annotation: Any) -> bool:
    return NoneType in get_args(annotation)


def _value_type(annotation: Any) -> object:
    """What an annotation says beside None."""
    parts = [part for part in get_args(annotation) if part is not NoneType]
    return parts[0] if len(parts) == 1 else annotation
