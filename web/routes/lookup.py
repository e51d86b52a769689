"""Tra cứu: what a citizen need not hand in again; check, preview, take or refuse.

Every check states purpose, procedure, dossier and legal basis and is logged in the audit chain
before it is answered (NĐ 224/2026/NĐ-CP Art. 17.2). The answer is yes or no; values are shown only
on demand, and every access is logged separately. Sensitive values are never shown: they are granted
one by one to systems (`api.routes.papers`), never to a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Path, Request, Response

from app.acting import Caller
from app.desk.dossiers import lookup
from app.papers.look import download, read_fields, see
from app.subjects import told, wrong_birth
from schemas.law.procedures import procedure, procedures
from schemas.papers.model import FieldSpec, Sensitivity
from schemas.papers.registry import paper_type
from schemas.presentation.display import shown
from schemas.record.evidence import FieldEvidence
from schemas.record.paper import PaperRecord, Rendition, RenditionKind
from storage.desk.lookups import Lookup
from storage.papers.reuse.answers import ComponentAnswer
from storage.papers.search.entries import IndexEntry
from web.errors import NoSuchPageError, NotAllowedError
from web.numbers import NUMBER_FORMS, cleaned, doubt, is_number
from web.pages import LOOKUP, NAMES
from web.presentation.render import go, page
from web.questions import UNTOLD, slow_down
from web.routes.intake import DOSSIER, LEGAL_BASIS
from web.visit import Visit, visitor

__all__ = ["file_of", "has_sensitive", "readable", "router", "values_shown"]

router = APIRouter()

_Officer = Annotated[Visit, Depends(visitor(LOOKUP))]
_LEAST_NAME = 4
_Text = Annotated[str, Form(max_length=300)]
_Number = Annotated[int, Path(ge=1, le=2**53)]
_Component = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


@dataclass(frozen=True, slots=True)
class Reason:
    """The officer's reason, as typed."""

    purpose: str
    procedure: str
    dossier: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One value on the screen; `text` is None if it is withheld."""

    title: str
    text: str | None
    confirmed: bool


def reason_of(
    purpose: _Text = "", procedure: _Text = "", dossier: _Text = "", legal_basis: _Text = ""
) -> Reason:
    """Read the reason from a form."""
    code = procedure.split(" ")[0].strip()
    return Reason(purpose.strip(), code, dossier.strip().upper(), legal_basis.strip())


_Reason = Annotated[Reason, Depends(reason_of)]


@dataclass(frozen=True, slots=True)
class Person:
    """Who is asked about, as typed."""

    number: str
    name: str
    birth: str


_NOBODY = Person("", "", "")


def person_of(subject: _Text = "", full_name: _Text = "", birth: _Text = "") -> Person:
    """Take the person from a form."""
    return Person(subject.strip(), " ".join(full_name.split()), birth.strip())


@router.get("/tra-cuu")
def ask(request: Request, visit: _Officer) -> Response:
    """Show the form and the officer's recent checks."""
    return _form(request, visit, Reason("", "", "", LEGAL_BASIS))


@router.post("/tra-cuu")
def check(
    request: Request,
    visit: _Officer,
    reason: _Reason,
    person: Annotated[Person, Depends(person_of)],
    owner_of: Annotated[str, Form(max_length=70)] = "",
    sure: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Ask for a person, by number or as somebody on a paper that a search by name found.

    An implausible number requires confirmation, because its answer would be "not on file".
    """
    slow_down(visit)
    typed, number = person, cleaned(person.number)
    if owner_of and NAMES.opens_for(visit.account):
        person = _found_by_name(visit, owner_of)
        number = person.number
    problem = _problem(visit, reason) or _wrong_person(person, number)
    asked = bool(number) and not (problem or number == sure or owner_of)
    wrong = doubt(number, visit.app.today()) if asked else ""
    if problem or wrong:
        question = f"{wrong} Giấy ghi đúng như vậy?" if wrong else ""
        return _form(request, visit, reason, problem, question, typed)
    try:
        number_of_question = lookup.look_up(
            visit.app, _caller(visit, reason), number, name=person.name, birth=person.birth
        )
    except UNTOLD as error:
        return _form(request, visit, reason, told(error), person=typed)
    return go(f"/tra-cuu/{number_of_question}")


@router.post("/tra-cuu/ten")
def find_by_name(request: Request, visit: _Officer, reason: _Reason, name: _Text = "") -> Response:
    """Find papers by a name on them; shows no name and the end of the number only.

    Raises:
        NotAllowedError: The account may not search for persons.
    """
    slow_down(visit)
    if not NAMES.opens_for(visit.account):
        lookup.refuse_names(visit.app, _caller(visit, reason))
        raise NotAllowedError("names")
    name = " ".join(name.split())
    problem = _problem(visit, reason)
    if not problem and len(name) < _LEAST_NAME:
        problem = f"Nhập ít nhất {_LEAST_NAME} chữ cái của họ tên."
    if problem:
        return _form(request, visit, reason, problem, name=name)
    try:
        found = lookup.find_named(visit.app, _caller(visit, reason), name)
    except UNTOLD as error:
        return _form(request, visit, reason, told(error), name=name)
    return page(request, "lookup_names.html", visit, reason=reason, found=found)


@router.get("/tra-cuu/{number}")
def answer(request: Request, visit: _Officer, number: _Number) -> Response:
    """Show what has to be done for every component."""
    found = _lookup(visit, number)
    return page(request, "lookup_answer.html", visit, lookup=found)


@router.get("/tra-cuu/{number}/{component}")
def preview(request: Request, visit: _Officer, number: _Number, component: _Component) -> Response:
    """Show the proposed paper: type, number and dates, no values; the look is logged."""
    found, proposed = _proposed(visit, number, component)
    see(visit.app, _caller(visit, _reason(found)), _entry(visit, proposed))
    return _preview(request, visit, number, component, [])


@router.post("/tra-cuu/{number}/dieu-kien")
async def state_facts(request: Request, visit: _Officer, number: _Number) -> Response:
    """Take what the officer says of the conditions on which components depend."""
    found = _lookup(visit, number)
    form = await request.form()
    said = {key: form.get(f"fact_{key}") for key in found.open_conditions}
    facts = {key: value == "yes" for key, value in said.items() if value in ("yes", "no")}
    lookup.settle_facts(visit.app, _caller(visit, _reason(found)), found, facts)
    return go(f"/tra-cuu/{number}")


@router.post("/tra-cuu/{number}/{component}/xem")
def look(request: Request, visit: _Officer, number: _Number, component: _Component) -> Response:
    """Show the values of the paper; the access is logged with the field names."""
    found, proposed = _proposed(visit, number, component)
    entry = _entry(visit, proposed)
    record = visit.app.archive.load(entry.paper_id)
    given = read_fields(visit.app, _caller(visit, _reason(found)), record, readable(record))
    return _preview(request, visit, number, component, values_shown(record, given))


@router.post("/tra-cuu/{number}/{component}/tep")
def file(visit: _Officer, number: _Number, component: _Component) -> Response:
    """Download the signed file; its hash is verified and the download is logged.

    Raises:
        NoSuchPageError: The paper has no file.
    """
    found, proposed = _proposed(visit, number, component)
    entry = _entry(visit, proposed)
    record = visit.app.archive.load(entry.paper_id)
    rendition = file_of(record)
    if rendition is None or has_sensitive(record):
        raise NoSuchPageError("no-file")
    data = download(visit.app, _caller(visit, _reason(found)), entry.paper_id, rendition)
    headers = {"Content-Disposition": f'inline; filename="{entry.paper_id[:12]}.pdf"'}
    return Response(data, media_type=rendition.media_type, headers=headers)


@router.post("/tra-cuu/{number}/{component}/quyet-dinh")
def decide(
    visit: _Officer,
    number: _Number,
    component: _Component,
    decision: Annotated[Literal["accept", "reject"], Form()],
) -> Response:
    """Take or refuse the paper that was proposed.

    Raises:
        NoSuchPageError: The check did not propose it, or it is no longer valid.
    """
    found, proposed = _proposed(visit, number, component)
    by = _caller(visit, _reason(found))
    lookup.decide(visit.app, by, found, proposed, accepted=decision == "accept")
    return go(f"/tra-cuu/{number}")


def _form(
    request: Request,
    visit: Visit,
    reason: Reason,
    problem: str = "",
    question: str = "",
    person: Person = _NOBODY,
    name: str = "",
) -> Response:
    return page(
        request,
        "lookup.html",
        visit,
        status=422 if problem or question else 200,
        reason=reason,
        problem=problem,
        question=question,
        person=person,
        name=name,
        sure=cleaned(person.number),
        by_name=NAMES.opens_for(visit.account),
        procedures=[p for p in procedures() if p.rules_on(visit.app.today())],
        recent=visit.app.lookups.recent(visit.account.name),
    )


def _preview(
    request: Request, visit: Visit, number: int, component: str, fields: list[FieldShown]
) -> Response:
    found, proposed = _proposed(visit, number, component)
    entry = _entry(visit, proposed)
    record = visit.app.archive.load(entry.paper_id)
    return page(
        request,
        "lookup_paper.html",
        visit,
        lookup=found,
        answer=proposed,
        entry=entry,
        fields=fields,
        takeable=lookup.may_take_now(visit.app, found, proposed, entry),
        has_file=file_of(record) is not None and not has_sensitive(record),
    )


def _problem(visit: Visit, reason: Reason) -> str:
    """Return what is wrong with the reason, in Vietnamese."""
    if not reason.purpose:
        return "Ghi mục đích tra cứu."
    if procedure(reason.procedure, visit.app.today()) is None:
        return "Chọn thủ tục trong danh sách."
    if not DOSSIER.fullmatch(reason.dossier):
        return "Mã hồ sơ có dạng H26.12-261122-0001."
    if not reason.legal_basis:
        return "Ghi căn cứ pháp lý."
    return ""


def _wrong_person(person: Person, number: str) -> str:
    """Return what is wrong with the person as typed, in Vietnamese."""
    if not number and not (person.name and person.birth):
        return f"Nhập số ({NUMBER_FORMS}); nếu không có thì nhập họ tên và ngày sinh."
    if number and not is_number(number):
        return f"Số chỉ gồm 6 đến 20 chữ và số: {NUMBER_FORMS}."
    return wrong_birth(person.birth)


def _found_by_name(visit: Visit, chosen: str) -> Person:
    """Return the person on a paper that the officer chose: `paper_id:place`."""
    paper_id, _, place = chosen.partition(":")
    entry = visit.app.archive.index.get(paper_id)
    people = entry.persons if entry else ()
    if not place.isdecimal() or int(place) >= len(people):
        return _NOBODY
    person = people[int(place)]
    number = cleaned(next(iter(person.keys), ""))
    return Person(number, person.name or "", person.birth or "")


def _lookup(visit: Visit, number: int) -> Lookup:
    found = visit.app.lookups.get(number, visit.account.name)
    if found is None:
        raise NoSuchPageError("question")
    return found


def _proposed(visit: Visit, number: int, component: str) -> tuple[Lookup, ComponentAnswer]:
    found = _lookup(visit, number)
    proposed = found.proposed(component)
    if proposed is None:
        raise NoSuchPageError("not-proposed")
    return found, proposed


def _entry(visit: Visit, proposed: ComponentAnswer) -> IndexEntry:
    entry = visit.app.archive.index.get(proposed.paper_id or "")
    if entry is None:
        raise NoSuchPageError("paper")
    return entry


def _caller(visit: Visit, reason: Reason) -> Caller:
    return visit.caller(
        reason.purpose,
        legal_basis=reason.legal_basis,
        procedure=reason.procedure,
        dossier=reason.dossier,
    )


def _reason(found: Lookup) -> Reason:
    return Reason(found.purpose, found.procedure, found.dossier, found.legal_basis)


def file_of(record: PaperRecord) -> Rendition | None:
    """Return the signed file of a paper, or None."""
    return record.rendition(RenditionKind.SIGNED_MASTER)


def _specs(record: PaperRecord) -> dict[str, FieldSpec]:
    model = paper_type(record.classification.paper_type)
    return dict(model.specs()) if model else {}


def readable(record: PaperRecord) -> list[str]:
    """Return the fields whose values a page may show."""
    specs = _specs(record)
    return [
        name
        for name, spec in specs.items()
        if spec.sensitivity is not Sensitivity.SENSITIVE and record.value(name)
    ]


def has_sensitive(record: PaperRecord) -> bool:
    """Return whether a picture of the paper would show withheld values."""
    return any(
        spec.sensitivity is Sensitivity.SENSITIVE and record.value(name)
        for name, spec in _specs(record).items()
    )


def values_shown(record: PaperRecord, given: Mapping[str, FieldEvidence]) -> list[FieldShown]:
    """Return the values of a paper; withheld fields are only named."""
    found = []
    for name, spec in _specs(record).items():
        evidence = record.fields.get(name, FieldEvidence())
        if evidence.value is None:
            continue
        text = shown(spec.kind, evidence.value) if name in given else None
        found.append(FieldShown(spec.title, text, evidence.confirmed is not None))
    return found
