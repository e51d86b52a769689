"""Index entries: the facts about a paper by which it is found and judged."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from schemas.papers.model import PaperModel, Role, Sensitivity
from schemas.papers.registry import paper_type
from schemas.papers.values import PartialDate
from schemas.record.paper import FormOfPaper, PaperRecord, PaperStatus
from schemas.record.persons import NamedPerson, persons_of
from schemas.text.spelling import comparison_key, nfc, search_key

__all__ = [
    "MAX_KEY_LENGTH",
    "IndexEntry",
    "birth_sign",
    "entry_of",
    "normal_number",
    "searchable_text",
]

MAX_KEY_LENGTH = 200
"""Maximum length of a key that is looked up exactly; anything longer is a reading error."""

_DAYS = (Role.ISSUED_ON, Role.VALID_UNTIL)
_WORD = re.compile(r"\w+")
_NOT_IN_KEYS = re.compile(r"[\s\x00]+")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One paper as the index knows it; the minimum metadata of TT 01/2023/TT-VPCP Art. 9.

    Attributes:
        paper_id: SHA-256 of the original.
        version: Version of the record that these facts are from.
        paper_type: Identifier of the type, or `unknown`.
        status: Whether the paper is still valid: as this scan, or another one of it, says.
        form_of_paper: Original, certified copy, ...
        needs_review: Whether a person has yet to look at it; its facts are proposals then.
        subject_id: Number of the first owner; `persons` has everybody's.
        subject_name: Name of the first owner, as on the paper.
        persons: Everybody whom the paper names, owners first.
        number: Số, ký hiệu.
        name: Name of the paper as printed, if the type has one.
        agency: Issuing agency.
        abstract: Trích yếu.
        issued_on: Day of issue.
        valid_until: Last day of validity, at the earliest; None means that none is printed.
        dossier: Dossier it came with.
        procedure: Procedure it came with.
        received_at: UTC.
        proof_due: When the first of its signed files needs a fresh timestamp, UTC; None: never.
        other_dossiers: Dossiers for which it was handed in again, in alphabetical order.
        scans: Other papers on file that are scans of the same paper; the index alone knows.
        likely_scans: Others that may be, as long as no person has said.
    """

    paper_id: str
    version: int
    paper_type: str
    status: PaperStatus
    form_of_paper: FormOfPaper
    needs_review: bool
    subject_id: str | None
    subject_name: str | None
    persons: tuple[NamedPerson, ...]
    number: str | None
    name: str | None
    agency: str | None
    abstract: str | None
    issued_on: dt.date | None
    valid_until: dt.date | None
    dossier: str | None
    procedure: str | None
    received_at: dt.datetime
    proof_due: dt.datetime | None = None
    other_dossiers: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    likely_scans: tuple[str, ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every number of everybody whom the paper names."""
        return tuple(dict.fromkeys(key for person in self.persons for key in person.keys))

    @property
    def concerned(self) -> tuple[str, ...]:
        """What stands for everybody whom the paper names: numbers, else name and day of birth."""
        signs = (
            birth_sign(person.name_key, person.birth)
            for person in self.persons
            if not person.numbers and person.name_key and person.birth
        )
        return tuple(dict.fromkeys((*self.subjects, *filter(None, signs))))

    def belongs_to(self, dossier: str | None) -> bool:
        """Tell whether the paper was handed in for a dossier."""
        return bool(dossier) and dossier in (self.dossier, *self.other_dossiers)


def entry_of(record: PaperRecord) -> IndexEntry:
    """Return the index entry of a record.

    The roles of the paper type (`schemas.papers.model.Role`) say which field is the number, the
    owner or the day of issue; a type that this version does not know yields a bare entry that can
    still be found by dossier and text.
    """
    model = paper_type(record.classification.paper_type)
    said = _said(model, record) if model else {}
    days = _days(model, record) if model else {}
    named = persons_of(record, model)
    owners = [person for person in named if person.owner]
    return IndexEntry(
        paper_id=record.paper_id,
        version=record.version,
        paper_type=record.classification.paper_type,
        status=record.standing,
        form_of_paper=_form(record),
        needs_review=record.needs_review,
        subject_id=next((key for person in owners for key in person.keys), None),
        subject_name=next((person.name for person in owners if person.name), None),
        persons=named,
        number=said.get(Role.NUMBER),
        name=said.get(Role.NAME),
        agency=said.get(Role.AGENCY),
        abstract=said.get(Role.ABSTRACT),
        issued_on=days.get(Role.ISSUED_ON),
        valid_until=days.get(Role.VALID_UNTIL),
        dossier=record.dossier,
        procedure=record.procedure,
        received_at=record.received_at,
        proof_due=min((r.proof_due for r in record.renditions if r.proof_due), default=None),
        other_dossiers=tuple(sorted(set(record.dossiers) - {record.dossier or ""})),
    )


def searchable_text(record: PaperRecord) -> str:
    """Return the text of a paper as it may be searched: without the words of sensitive values.

    Otherwise whoever may search but not read them could try one value after the other. A word goes
    wherever it stands, with and without its marks: a place that is called like an ethnic group is
    found by its other words.
    """
    model = paper_type(record.classification.paper_type)
    specs = model.specs() if model else {}
    withheld: set[str] = set()
    for name, evidence in record.fields.items():
        if name in specs and specs[name].sensitivity is Sensitivity.SENSITIVE:
            for said in (evidence.value, evidence.raw):
                withheld.update(_WORD.findall(search_key(said or "")))
    if not withheld:
        return record.text
    return _WORD.sub(
        lambda word: "" if search_key(word[0]) in withheld else word[0], nfc(record.text)
    )


def birth_sign(name_key: str, birth: str) -> str | None:
    """Return what stands for a person without a number; None without a full day of birth.

    No number looks like it. Name and day of birth are as near to a person as such papers come
    (TT 01/2023/TT-VPCP Art. 10).
    """
    return f"born {birth} {name_key}" if len(birth) == len("2026-01-01") else None


def _form(record: PaperRecord) -> FormOfPaper:
    """Return the form declared first; where none was, the first declared for another dossier."""
    declared = (record.form_of_paper, *(again.form_of_paper for again in record.hand_ins))
    return next((form for form in declared if form is not FormOfPaper.UNKNOWN), declared[0])


def _said(model: type[PaperModel], record: PaperRecord) -> dict[Role, str]:
    """Return the values of the paper by role, as far as the index can hold them."""
    found = {role: record.value(model.field_of(role) or "") for role in Role}
    return {role: nfc(value).replace("\x00", "") for role, value in found.items() if value}


def _days(model: type[PaperModel], record: PaperRecord) -> dict[Role, dt.date]:
    """Return the dates among the values, by role, without incomplete or invalid ones.

    A paper that gives only month or year of its end may end on their first day.
    """
    paper = model.of(record.values()).paper
    found = {role: getattr(paper, model.field_of(role) or "", None) for role in _DAYS}
    if isinstance(end := found[Role.VALID_UNTIL], PartialDate):
        found[Role.VALID_UNTIL] = end.first
    return {role: value for role, value in found.items() if isinstance(value, dt.date)}


def normal_number(number: str | None) -> str | None:
    """Return a document number in its comparison form: no spaces, one kind of dash, one case."""
    return _key(comparison_key(number)) if number else None


def _key(text: str) -> str | None:
    return _NOT_IN_KEYS.sub("", text)[:MAX_KEY_LENGTH] or None
