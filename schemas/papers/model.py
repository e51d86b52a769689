"""How a type of paper is described: its titles, its codes and its fields.

A paper type is one module under `schemas.papers.types` with one `PaperModel`: a pydantic model
whose annotations carry the type of every value (`schemas.papers.values`), its printed labels, its
kind, its role and its sensitivity. Fields that several types share are written once
(`schemas.papers.groups`); titles and labels of single printed forms are data
(`schemas.papers.forms`). The registry finds the module and refuses one that contradicts itself
(`schemas.papers.check`); extraction that needs more than labels adds one module of the same name
under `extractors.papers`.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.papers.forms import cached_with_forms, forms_of
from schemas.papers.parties import Party

__all__ = [
    "Change",
    "FieldSpec",
    "Kind",
    "LegalReference",
    "Level",
    "PaperModel",
    "Role",
    "Sensitivity",
    "Typed",
]


class Kind(StrEnum):
    """What a value is; decides how its raw text is normalised and judged."""

    TEXT = "text"
    NAME = "name"
    DATE = "date"
    ID_NUMBER = "id_number"
    NUMBER = "number"
    SEX = "sex"
    ETHNIC_GROUP = "ethnic_group"
    COUNTRY = "country"
    ADDRESS = "address"
    AGENCY = "agency"
    DOCUMENT_NUMBER = "document_number"


class Role(StrEnum):
    """What a field is to its paper: the minimum metadata of TT 01/2023/TT-VPCP Art. 9.

    A paper is found, judged and named by its roles; a type gives each role to at most one field.
    """

    OWNER_ID = "owner_id"
    """ID number of the owner, or tax code where the owner is an enterprise."""
    OWNER_NAME = "owner_name"
    NUMBER = "number"
    """Số, ký hiệu."""
    NAME = "name"
    """Name of the paper as printed, where its type has several."""
    AGENCY = "agency"
    """Who issued it, or to whom a form is addressed."""
    ABSTRACT = "abstract"
    """Trích yếu: what it is about."""
    ISSUED_ON = "issued_on"
    VALID_UNTIL = "valid_until"


class Sensitivity(StrEnum):
    """Class of personal data under NĐ 356/2025/NĐ-CP (Art. 3 and 4)."""

    NONE = "none"
    BASIC = "basic"
    SENSITIVE = "sensitive"


class Level(StrEnum):
    """Sensitivity level of a whole paper, QCVN 12:2026/BCA 3.5.2.1.2."""

    PUBLIC = "1"
    INTERNAL = "2"
    RESTRICTED = "3"


@dataclass(frozen=True, slots=True)
class LegalReference:
    """A legal text and the period in which it is in force."""

    text: str
    effective_from: dt.date
    effective_to: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Return whether the text was in force on a day."""
        started = self.effective_from <= day
        return started and (self.effective_to is None or day <= self.effective_to)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What is known about a field before any paper is seen.

    Attributes:
        title: Vietnamese name of the field, for screens.
        kind: What the value is.
        labels: Printed labels that precede the value, most usual first.
        block: Heading of the block in which the label is searched; several blocks of a paper may
            contain the same label (mother and father).
        sensitivity: Class of personal data.
        required: Whether a paper without it goes to review.
        roles: What the field is to the paper.
        unit: Unit in which the paper states a quantity.
        ahead: Whether the day may lie ahead, other than the end of validity.
    """

    title: str
    kind: Kind = Kind.TEXT
    labels: tuple[str, ...] = ()
    block: str | None = None
    sensitivity: Sensitivity = Sensitivity.NONE
    required: bool = False
    roles: tuple[Role, ...] = ()
    unit: str | None = None
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What one paper type overrides in a shared field; None keeps what the shared field says.

    Attributes:
        title: Vietnamese name.
        labels: Printed labels.
        block: Heading of the block in which the label is searched.
        sensitivity: Class of personal data.
        required: Whether a paper without it goes to review.
        roles: What the field is to the paper.
        whose: Person of a block, added to the title: `Dân tộc` of `mẹ` is `Dân tộc của mẹ`.
    """

    title: str | None = None
    labels: tuple[str, ...] | None = None
    block: str | None = None
    sensitivity: Sensitivity | None = None
    required: bool | None = None
    roles: tuple[Role, ...] | None = None
    whose: str | None = None

    def applied(self, spec: FieldSpec) -> FieldSpec:
        """Return the specification with this change."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        whose = said.pop("whose")
        if whose is not None:
            said["title"] = f"{self.title or spec.title} của {whose}"
        return replace(spec, **{name: value for name, value in said.items() if value is not None})


PaperT = TypeVar("PaperT", bound="PaperModel")


@dataclass(frozen=True, slots=True)
class Typed(Generic[PaperT]):
    """The typed values of one paper, and those that do not fit their types.

    Attributes:
        paper: The values that fit the types of their fields.
        misfits: Why the others do not fit, by field: `not_date`, `unknown_field`.
    """

    paper: PaperT
    misfits: Mapping[str, str] = field(default_factory=dict)


class PaperModel(BaseModel):
    """Base of every paper type: the values of one paper, all optional until reviewed.

    Subclasses set the class variables and annotate each field with a `FieldSpec`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper_type: ClassVar[str]
    """Stable identifier, e.g. `birth_certificate`."""
    name: ClassVar[str]
    """Vietnamese name, for screens."""
    titles: ClassVar[tuple[str, ...]] = ()
    """Printed titles by which the paper is recognised; see `all_titles`."""
    code_patterns: ClassVar[tuple[str, ...]] = ()
    """Regular expressions that the whole text of a QR code or MRZ of this paper matches."""
    result_codes: ClassVar[tuple[str, ...]] = ()
    """Codes of the national database of procedures (`KQ.…`) whose result this paper is."""
    level: ClassVar[Level] = Level.INTERNAL
    parties: ClassVar[tuple[Party, ...]] = ()
    """Whom such papers name, owners first; see `schemas.record.persons`."""

    @classmethod
    def specs(cls) -> Mapping[str, FieldSpec]:
        """Return the specification of every field in printed order, with labels of all forms."""
        return _specs(cls)

    @classmethod
    def field_of(cls, role: Role) -> str | None:
        """Return the field that has a role, or None if no field has it."""
        return _roles(cls).get(role)

    @classmethod
    def tables(cls) -> frozenset[str]:
        """Return the fields whose value is a table with a person in each row."""
        return frozenset(name for party in cls.parties if party.rows for name in party.numbers)

    @classmethod
    def all_titles(cls) -> tuple[str, ...]:
        """Return the printed titles, including those of all forms."""
        added = (title for form in forms_of(cls.paper_type) for title in form.titles)
        return tuple(dict.fromkeys((*cls.titles, *added)))

    @classmethod
    def of(cls: type[PaperT], values: Mapping[str, str | None]) -> Typed[PaperT]:
        """Convert normalised values to their types; report values that do not fit, raise nothing.

        A field without a value on the paper is None in the result, and so is one that does not fit.

        Args:
            values: Normalised values by field, as stored.
        """
        specs = cls.specs()
        given = {
            name: _with_unit(specs.get(name), value)
            for name, value in values.items()
            if value is not None
        }
        try:
            return Typed(cls.model_validate(given))
        except ValidationError as error:
            wrong = {str(each["loc"][0]) for each in error.errors(include_url=False)}
        misfits = {
            name: f"not_{specs[name].kind}" if name in specs else "unknown_field"
            for name in given
            if name in wrong
        }
        fit = {name: value for name, value in given.items() if name not in wrong}
        return Typed(cls.model_validate(fit), MappingProxyType(misfits))


def _with_unit(spec: FieldSpec | None, value: str) -> object:
    """Add the unit to a quantity: it is stored without one, the field has it."""
    return {"amount": value, "unit": spec.unit} if spec and spec.unit else value


@cached_with_forms
def _specs(model: type[PaperModel]) -> Mapping[str, FieldSpec]:
    forms = forms_of(model.paper_type)
    return MappingProxyType(
        {
            name: _with_labels(
                _declared(info.metadata),
                (label for form in forms for label in form.labels.get(name, ())),
            )
            for name, info in model.model_fields.items()
        }
    )


@functools.cache
def _roles(model: type[PaperModel]) -> Mapping[Role, str]:
    return {role: name for name, spec in model.specs().items() for role in spec.roles}


def _declared(metadata: Iterable[object]) -> FieldSpec:
    """Return the specification in an annotation, with the changes that follow it."""
    parts = list(metadata)
    spec = next(part for part in parts if isinstance(part, FieldSpec))
    for change in parts:
        spec = change.applied(spec) if isinstance(change, Change) else spec
    return spec


def _with_labels(spec: FieldSpec, labels: Iterable[str]) -> FieldSpec:
    return replace(spec, labels=tuple(dict.fromkeys((*spec.labels, *labels))))
