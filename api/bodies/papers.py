"""Papers: found, read, corrected, revoked, erased, linked."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic.json_schema import SkipJsonSchema

from api.bodies.base import IdNumber, In, Name, Out, Sha256, Sure
from schemas.papers.model import Kind
from schemas.papers.values import Quantity
from schemas.record.paper import FormOfPaper, PaperStatus
from schemas.record.tombstone import ErasureGround
from storage.papers.search.entries import IndexEntry
from storage.papers.search.index import CURSOR

__all__ = [
    "ConsentIn",
    "CorrectionIn",
    "ErasureIn",
    "ErasureOut",
    "FieldOut",
    "Fields",
    "LinkIn",
    "LinkOut",
    "PaperOut",
    "PaperPage",
    "SchemaOut",
    "SearchIn",
    "StatusIn",
]

_SOUGHT = ("subject_id", "number", "dossier", "name", "text")


class PaperOut(Out):
    """Metadata of a paper, without names and values."""

    paper_id: str = Field(
        description="SHA-256 of the original, which identifies a paper everywhere"
    )
    version: int = Field(
        description="version of the record; every change of a paper makes a new one"
    )
    paper_type: str = Field(description="identifier of the type, see `GET /v1/schemas`")
    status: PaperStatus = Field(description="how the paper stands")
    form_of_paper: FormOfPaper = Field(description="original or copy, as declared at intake")
    needs_review: bool = Field(description="whether a person still has to look at a value")
    number: str | None = Field(description="số, ký hiệu of the paper")
    agency: str | None = Field(description="who issued it, as printed")
    issued_on: dt.date | None = Field(description="day of issue")
    valid_until: dt.date | None = Field(
        description="last day on which it is valid; null: without end, or not known"
    )
    received_at: dt.datetime = Field(description="when it was handed in")
    scans: tuple[str, ...] = Field(description="other papers on file that are scans of this one")
    likely_scans: tuple[str, ...] = Field(
        description="others that may be, as long as no person has said"
    )

    @classmethod
    def of(cls, entry: IndexEntry) -> PaperOut:
        """Convert an index entry, leaving out what identifies the person."""
        return cls.model_validate(entry)


class PaperPage(Out):
    """A page of papers, newest arrival first."""

    papers: tuple[PaperOut, ...] = Field(description="the papers found")
    next: str | None = Field(description="pass as `after` for the next page; null at the end")


class SearchIn(In):
    """Search criteria; at least one of person, number, dossier, name and words."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [name]} for name in _SOUGHT]}
    )

    subject_id: IdNumber | SkipJsonSchema[None] = Field(
        default=None, description="number of a person or organisation that the paper names"
    )
    number: (
        Annotated[str, StringConstraints(min_length=1, max_length=100)] | SkipJsonSchema[None]
    ) = Field(default=None, description="số, ký hiệu")
    name: Annotated[str, StringConstraints(min_length=4, max_length=100)] | SkipJsonSchema[None] = (
        Field(
            default=None,
            description="of anybody on the paper, without diacritics and with small mistakes;"
            " needs papers:text",
        )
    )
    text: Annotated[str, StringConstraints(min_length=2, max_length=200)] | SkipJsonSchema[None] = (
        Field(
            default=None,
            description="words, with or without diacritics; needs the scope papers:text",
        )
    )
    dossier: (
        Annotated[str, StringConstraints(min_length=4, max_length=64)] | SkipJsonSchema[None]
    ) = Field(default=None, description="mã hồ sơ with which papers came in")
    sure: Sure = False
    paper_types: tuple[Name, ...] = Field(
        default=(),
        max_length=20,
        description="only these types; empty: all that the procedure accepts",
    )
    valid_on: dt.date | None = Field(
        default=None, description="only papers that are valid on this day"
    )
    limit: int = Field(default=20, ge=1, le=100, description="papers on one page")
    after: Annotated[str, StringConstraints(pattern=CURSOR)] | None = Field(
        default=None, description="`next` of the page before"
    )

    @model_validator(mode="after")
    def _looks_for_something(self) -> SearchIn:
        if not any(getattr(self, name) for name in _SOUGHT):
            raise ValueError(f"one of {', '.join(_SOUGHT)} is needed")
        return self


class FieldOut(Out):
    """One value with its evidence."""

    title: str = Field(description="Vietnamese name of the field")
    kind: Kind = Field(description="what the value is")
    value: str | None = Field(description="the value as text; null: the paper has none")
    typed: str | Quantity | None = Field(
        description="the value as `GET /v1/schemas/{paper_type}` describes it: a date, a quantity "
        "with its unit; null where there is none, or where `misfit` says why"
    )
    misfit: str | None = Field(
        description="why `value` is not of its kind, e.g. `not_date`; null where it is"
    )
    raw: str | None = Field(description="what was read, before it was normalised")
    state: str = Field(description="how sure it is: `accepted`, `review`, `confirmed`, `missing`…")
    confidence: float = Field(description="of the reader, 0 to 1")
    page: int | None = Field(description="page on which it stands, from 1")
    polygon: tuple[tuple[float, float], ...] | None = Field(
        description="where it stands: corners in pixels of the page as it came in"
    )
    reader: str | None = Field(description="what read it")
    rules_failed: tuple[str, ...] = Field(description="cross-checks that speak against it")
    confirmed_at: dt.datetime | None = Field(
        description="when a person confirmed it; null: nobody has"
    )


class Fields(Out):
    """The values that this account may see; `withheld` names the sensitive fields it may not."""

    paper_id: str = Field(
        description="SHA-256 of the original, which identifies a paper everywhere"
    )
    version: int = Field(
        description="version of the record; every change of a paper makes a new one"
    )
    paper_type: str = Field(description="identifier of the type, see `GET /v1/schemas`")
    fields: dict[str, FieldOut] = Field(description="the values by name")
    withheld: tuple[str, ...] = Field(description="names of fields that the account may not see")


class SchemaOut(Out):
    """A paper type with a JSON Schema for its values."""

    paper_type: str = Field(description="identifier of the type, see `GET /v1/schemas`")
    name: str = Field(description="Vietnamese name of the type")
    href: str = Field(description="where its JSON Schema is")


class StatusIn(In):
    """A change of status: a paper is revoked, replaced or restored."""

    status: Literal["current", "revoked", "replaced"] = Field(
        description="what the paper is from now on"
    )
    version: int = Field(ge=1, le=1_000_000, description="version that the caller has seen")


class ConsentIn(In):
    """Whether the owner consents to reuse; the paper stays on file either way."""

    given: bool = Field(description="whether the owner consents to reuse")
    version: int = Field(ge=1, le=1_000_000, description="version that the caller has seen")


class CorrectionIn(In):
    """Corrected values, as a person writes them: `31/12/2026`, `Nam`."""

    fields: dict[Name, Annotated[str, StringConstraints(max_length=2000)] | None] = Field(
        min_length=1, max_length=50, description="by name; null: the paper has none"
    )
    version: int = Field(ge=1, le=1_000_000, description="version that the caller has seen")
    sure: tuple[Name, ...] = Field(
        default=(),
        max_length=50,
        description="fields on whose value the officer insists although it was doubted",
    )
    alone: bool = Field(
        default=False, description="correct this scan only, not the other scans of the paper"
    )


class ApartIn(In):
    """A paper that was mistaken for another scan of this one."""

    other: Sha256 = Field(description="SHA-256 of the other paper")
    version: int = Field(ge=1, le=1_000_000, description="version that the caller has seen")


class ErasureIn(In):
    """The ground on which a paper must be erased."""

    ground: ErasureGround = Field(description="why it must not be kept")
    reference: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-zĐđ./ -]{3,100}$")] = Field(
        description="number of the decision or order, no names"
    )
    version: int = Field(ge=1, le=1_000_000, description="version that the caller has seen")


class ErasureOut(Out):
    """The paper is erased for everybody; a lock may retain its bytes for some time."""

    paper_id: str = Field(
        description="SHA-256 of the original, which identifies a paper everywhere"
    )
    erased_at: dt.datetime = Field(description="when it was erased")
    locked_until: dt.datetime | None = Field(
        description="when the last bytes can be removed; null: nothing is left"
    )


class LinkIn(In):
    """The requested lifetime of a link."""

    seconds: int = Field(default=300, ge=10, le=900, description="how long the link is wanted")


class LinkOut(Out):
    """A link; whoever has it can load the file until it expires."""

    url: str = Field(description="relative to this service, or whole: at the object store")
    expires_at: dt.datetime = Field(description="until when it works")
