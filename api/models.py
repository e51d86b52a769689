"""Request and response bodies of the API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.papers.verification import Verification
from pipeline.seal.verification.verdict import Validity
from schemas.papers.model import Kind
from schemas.papers.values import Quantity
from schemas.record.paper import Channel, FormOfPaper, PaperStatus
from schemas.record.tombstone import ErasureGround
from storage.audit.chain import AuditEntry
from storage.papers.indicators import DossierFact
from storage.papers.reuse.answers import Availability, ReuseAnswer
from storage.papers.search.entries import IndexEntry
from storage.papers.search.index import CURSOR

__all__ = [
    "AccessOut",
    "Accesses",
    "ChangeOut",
    "ChangePage",
    "ComponentOut",
    "ConsentIn",
    "CorrectionIn",
    "DecisionIn",
    "DecisionOut",
    "DossierIn",
    "ErasureIn",
    "ErasureOut",
    "FieldOut",
    "Fields",
    "IndicatorsIn",
    "LinkIn",
    "LinkOut",
    "NumbersIn",
    "NumbersOut",
    "OpenDossierIn",
    "OpenDossierOut",
    "PaperOut",
    "PaperPage",
    "PersonIn",
    "ReuseCheckIn",
    "ReuseCheckOut",
    "SchemaOut",
    "SearchIn",
    "StatusIn",
    "TokenOut",
    "VerdictOut",
]

IdNumber = Annotated[
    str,
    Field(
        description="personal number, old card number, passport number or tax code, in any spelling"
    ),
    StringConstraints(pattern=r"^(?=.*[0-9０-９])(?:[0-9A-Za-z０-９][\s.\-‐-―]{0,3}){6,20}$"),
]
Sure = Annotated[
    bool, Field(description="whether the number is so on the paper, though it seems to be none")
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]


_SOUGHT = ("subject_id", "number", "dossier", "name", "text")


class _In(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", regex_engine="python-re")


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class TokenOut(_Out):
    """A token (RFC 6749 section 5.1)."""

    access_token: str = Field(description="sent as `Authorization: Bearer …`")
    token_type: Literal["Bearer"] = Field(default="Bearer", description="always `Bearer`")
    expires_in: int = Field(description="seconds")
    scope: str = Field(description="scopes of the account, separated by spaces")


class PaperOut(_Out):
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


class PaperPage(_Out):
    """A page of papers, newest arrival first."""

    papers: tuple[PaperOut, ...] = Field(description="the papers found")
    next: str | None = Field(description="pass as `after` for the next page; null at the end")


class SearchIn(_In):
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


class FieldOut(_Out):
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


class Fields(_Out):
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


class SchemaOut(_Out):
    """A paper type with a JSON Schema for its values."""

    paper_type: str = Field(description="identifier of the type, see `GET /v1/schemas`")
    name: str = Field(description="Vietnamese name of the type")
    href: str = Field(description="where its JSON Schema is")


class StatusIn(_In):
    """A change of status: a paper is revoked, replaced or restored."""

    status: Literal["current", "revoked", "replaced"] = Field(
        description="what the paper is from now on"
    )
    version: int = Field(ge=1, le=1_000_000, description="version that the caller has seen")


class ConsentIn(_In):
    """Whether the owner consents to reuse; the paper stays on file either way."""

    given: bool = Field(description="whether the owner consents to reuse")
    version: int = Field(ge=1, le=1_000_000, description="version that the caller has seen")


class CorrectionIn(_In):
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


class ApartIn(_In):
    """A paper that was mistaken for another scan of this one."""

    other: Sha256 = Field(description="SHA-256 of the other paper")
    version: int = Field(ge=1, le=1_000_000, description="version that the caller has seen")


class ErasureIn(_In):
    """The ground on which a paper must be erased."""

    ground: ErasureGround = Field(description="why it must not be kept")
    reference: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-zĐđ./ -]{3,100}$")] = Field(
        description="number of the decision or order, no names"
    )
    version: int = Field(ge=1, le=1_000_000, description="version that the caller has seen")


class ErasureOut(_Out):
    """The paper is erased for everybody; a lock may retain its bytes for some time."""

    paper_id: str = Field(
        description="SHA-256 of the original, which identifies a paper everywhere"
    )
    erased_at: dt.datetime = Field(description="when it was erased")
    locked_until: dt.datetime | None = Field(
        description="when the last bytes can be removed; null: nothing is left"
    )


class LinkIn(_In):
    """The requested lifetime of a link."""

    seconds: int = Field(default=300, ge=10, le=900, description="how long the link is wanted")


class LinkOut(_Out):
    """A link; whoever has it can load the file until it expires."""

    url: str = Field(description="relative to this service, or whole: at the object store")
    expires_at: dt.datetime = Field(description="until when it works")


class OpenDossierIn(_In):
    """How the dossier in `Motlan-Dossier` stands in the case system."""

    branch: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(
        description="code of the branch that handles it"
    )
    open: bool = Field(default=True, description="false once it is resolved or given up")


class OpenDossierOut(_Out):
    """How the dossier stands here now."""

    open: bool = Field(description="whether people may be asked about for it")


class ReuseCheckIn(_In):
    """Which components of the procedure in `Motlan-Procedure` are on file for a person?"""

    subject_id: IdNumber | SkipJsonSchema[None] = Field(
        default=None, description="without it, give name and birth"
    )
    sure: Sure = False
    facts: dict[Name, bool] = Field(
        default_factory=dict,
        max_length=50,
        description="conditions of components and whether they hold in this case",
    )
    name: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="of the person, where known: finds papers that carry no number"
    )
    birth: Annotated[str, StringConstraints(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$")] = (
        Field(default="", description="day, month or year of birth, where known: 1990-05-31, 1990")
    )


class FoundOut(_Out):
    """A paper that was looked at for a component, and what speaks for or against it."""

    paper_id: str = Field(
        description="SHA-256 of the original, which identifies a paper everywhere"
    )
    paper_type: str = Field(description="identifier of the type, see `GET /v1/schemas`")
    why: str = Field(description="what speaks for or against it, in Vietnamese")
    dossier: str | None = Field(description="dossier in which it lies")


class ComponentOut(_Out):
    """The answer for one component."""

    component: str = Field(description="key of the component within its procedure")
    name: str = Field(description="Vietnamese name of the component")
    availability: Availability = Field(description="what has to be done for it")
    reason: str = Field(description="why, in Vietnamese")
    legal_basis: str = Field(description="the law that says so")
    paper_id: str | None = Field(description="the paper that is proposed; null: none is")
    one_of: str | None = Field(description="group of components of which one suffices")
    dossier: str | None = Field(description="dossier in which the paper lies")
    branch: str | None = Field(description="branch of that dossier")
    valid_until: dt.date | None = Field(description="last day on which the paper serves")
    condition: str | None = Field(description="fact on which it depends whether it is asked for")
    condition_text: str | None = Field(description="the condition in Vietnamese")
    applies: bool | None = Field(description="whether the condition holds; null: not stated yet")
    found: tuple[FoundOut, ...] = Field(description="the papers that were looked at, best first")


class ReuseCheckOut(_Out):
    """The answer for all components, and its number, which decisions refer to."""

    check: int = Field(description="number of this check, for decisions")
    procedure: str = Field(description="code of the procedure (mã TTHC)")
    name: str = Field(description="Vietnamese name of the procedure")
    day: dt.date = Field(description="day for which it was judged, in Hanoi")
    components: tuple[ComponentOut, ...] = Field(description="the answer for each component")
    notices: tuple[str, ...] = Field(description="what else an officer has to know")
    open_conditions: dict[str, str] = Field(
        description="facts to state in `facts` and ask again, each in Vietnamese"
    )

    @classmethod
    def of(cls, check: int, answer: ReuseAnswer) -> ReuseCheckOut:
        """Convert an answer."""
        components = tuple(ComponentOut.model_validate(c) for c in answer.components)
        return cls(
            check=check,
            procedure=answer.procedure,
            name=answer.name,
            day=answer.day,
            components=components,
            notices=answer.notices,
            open_conditions=answer.open_conditions,
        )


class DecisionIn(_In):
    """Take or refuse a paper that was proposed for a component."""

    check: int = Field(ge=1, le=2**53, description="number of the check that proposed it")
    component: Name = Field(description="key of the component")
    paper_id: Sha256 = Field(description="the paper that was proposed")
    decision: Literal["accept", "reject"] = Field(description="take it, or refuse it")


class DecisionOut(_Out):
    """The number of the decision on the audit chain."""

    entry: int = Field(description="number of the audit entry")


class ChangeOut(_Out):
    """A new version of a paper, or its erasure."""

    number: int = Field(description="place in the feed; numbers only grow")
    paper_id: str = Field(
        description="SHA-256 of the original, which identifies a paper everywhere"
    )
    version: int = Field(
        description="version of the record; every change of a paper makes a new one"
    )
    at: dt.datetime = Field(description="when it changed")
    standing: Literal["current", "revoked", "replaced", "withdrawn", "erased"] = Field(
        description="what it is from then on; drop what you keep of a withdrawn or erased paper"
    )


class ChangePage(_Out):
    """Changes, oldest first."""

    changes: tuple[ChangeOut, ...] = Field(description="the changes")
    next: int = Field(description="pass as `after` to go on, now or later")


class SignatureOut(_Out):
    """Verification result of one signature or document timestamp."""

    kind: Literal["signature", "timestamp"] = Field(
        description="signature of a person or agency, or timestamp of the whole file"
    )
    signer: str = Field(description="name in the certificate")
    issuer: str = Field(description="who issued the certificate")
    signed_at: dt.datetime | None = Field(description="when, proved or as claimed")
    time_proved: bool = Field(description="whether a trusted timestamp proves the time")
    level: str | None = Field(description="B-B, B-T, B-LT or B-LTA")
    outcome: Validity = Field(description="verdict on this signature")
    problems: tuple[str, ...] = Field(description="stable codes; empty when valid")


class VerdictOut(_Out):
    """The verification verdict on a file, without the values of the attached record."""

    outcome: Validity = Field(description="verdict on the file")
    summary: str = Field(description="the verdict in Vietnamese")
    sha256: str = Field(description="of the file")
    problems: tuple[str, ...] = Field(description="stable codes; empty when valid")
    signatures: tuple[SignatureOut, ...] = Field(
        description="verdict on each signature and timestamp"
    )
    record_attached: bool = Field(description="a record of the expected form is inside")
    archive_failures: tuple[str, ...] = Field(description="rules of PDF/A that the file breaks")
    store: Literal["current", "superseded", "differs", "not_on_file"] = Field(
        description="how the file stands to the store"
    )
    store_message: str = Field(description="what the store knows of the file, in Vietnamese")
    paper_id: str | None = Field(
        description="the paper of the store that it is; null: none that the account may know of"
    )

    @classmethod
    def of(cls, found: Verification) -> VerdictOut:
        """Convert a verification result."""
        verdict = found.verdict
        return cls(
            outcome=verdict.outcome,
            summary=verdict.summary,
            sha256=verdict.sha256,
            problems=verdict.all_problems,
            signatures=tuple(map(SignatureOut.model_validate, verdict.signatures)),
            record_attached=verdict.record is not None,
            archive_failures=verdict.archive_failures,
            store=found.standing.value,
            store_message=found.standing.message,
            paper_id=found.paper_id,
        )


class DossierIn(_In):
    """What the case system states about a dossier, see `storage.papers.indicators.DossierFact`."""

    code: Name = Field(description="mã hồ sơ")
    procedure: Name = Field(description="mã TTHC")
    branch: Name = Field(description="code of the branch")
    channel: Channel = Field(description="where it was handed in")
    accepted_on: dt.date = Field(description="day on which it was accepted")
    resolved_on: dt.date | None = Field(
        default=None, description="day on which it was resolved; null: not yet"
    )
    reused_from_portal: bool = Field(
        default=False,
        description="whether the National Public Service Portal supplied papers of it",
    )

    def fact(self) -> DossierFact:
        """Convert to the form in which it is counted."""
        return DossierFact(**self.model_dump())


class IndicatorsIn(_In):
    """The dossiers to count."""

    dossiers: tuple[DossierIn, ...] = Field(max_length=5000, description="the dossiers")


class PersonIn(_In):
    """The person whose papers the report is about."""

    subject_id: IdNumber
    sure: Sure = False


class NumbersIn(_In):
    """Two numbers of one person, as a paper outside the store shows; the purpose says which."""

    number: IdNumber
    other: IdNumber
    sure: Sure = False
    linked: bool = Field(default=True, description="false: take it back")


class NumbersOut(_Out):
    """How the two numbers stand now."""

    linked: bool = Field(description="whether they count as one person's")


class AccessOut(_Out):
    """One access to a person's papers."""

    at: dt.datetime = Field(description="when")
    action: str = Field(description="what was done")
    agency: str = Field(description="code of the agency or branch")
    officer: str = Field(description="account of the person responsible")
    purpose: str = Field(description="why, as stated")
    legal_basis: str = Field(description="the law, as stated")
    procedure: str = Field(description="mã TTHC")
    dossier: str = Field(description="mã hồ sơ")
    fields: tuple[str, ...] = Field(description="names of the fields that were given out")
    outcome: str = Field(description="`ok`, or why it was refused")

    @classmethod
    def of(cls, entry: AuditEntry) -> AccessOut:
        """Convert an audit entry, leaving out what only the chain needs."""
        event = entry.event
        return cls(
            at=entry.at,
            action=event.action,
            agency=event.agency,
            officer=event.officer,
            purpose=event.purpose,
            legal_basis=event.legal_basis,
            procedure=event.procedure,
            dossier=event.dossier,
            fields=event.fields,
            outcome=event.outcome,
        )


class Accesses(_Out):
    """Accesses to a person's papers, oldest first."""

    accesses: tuple[AccessOut, ...] = Field(description="the accesses")
