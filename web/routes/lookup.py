"""Tra cứu: what a citizen need not hand in again; ask, look, take or refuse.

Every question states purpose, procedure, dossier and legal basis, and is an entry of the audit
chain before it is answered (NĐ 224/2026/NĐ-CP Art. 17.2). The answer says yes or no; values are
shown on demand only, and every look is an entry of its own. Sensitive values stay away: they are
granted one by one to systems (`api.routes.papers`), never to a page.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Path, Request, Response

from app.papers.decisions import proposals, was_proposed
from schemas.law.procedures import Procedure, procedure, procedures
from schemas.papers.model import FieldSpec, Sensitivity
from schemas.papers.registry import paper_type
from schemas.presentation.display import shown
from schemas.record.evidence import FieldEvidence
from schemas.record.paper import PaperRecord, PaperStatus, Rendition, RenditionKind
from storage.audit.chain import Action, AuditEntry, AuditEvent
from storage.desk.lookups import Lookup
from storage.papers.entries import IndexEntry
from storage.papers.index import PaperQuery
from storage.papers.reuse import Availability, ComponentAnswer, check_reuse
from web.errors import NoSuchPageError, NotAllowedError, TooOftenError
from web.pages import LOOKUP, NAMES
from web.render import go, page
from web.routes.intake import DOSSIER, SUBJECT
from web.visit import Visit, visitor

__all__ = ["router"]

router = APIRouter()

_Officer = Annotated[Visit, Depends(visitor(LOOKUP))]
_PER_MINUTE = 60
_LEAST_NAME = 4
_LEGAL_BASIS = "NĐ 45/2020/NĐ-CP; NĐ 224/2026/NĐ-CP Điều 15"
_TAKEABLE = (Availability.ON_FILE_VALID, Availability.NEEDS_OFFICER)
_Text = Annotated[str, Form(max_length=300)]
_Number = Annotated[int, Path(ge=1, le=2**53)]
_Component = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the officer asks, as typed."""

    purpose: str
    procedure: str
    dossier: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One value on the screen; `text` is None where it is withheld."""

    title: str
    text: str | None
    confirmed: bool


def reason_of(
    purpose: _Text = "", procedure: _Text = "", dossier: _Text = "", legal_basis: _Text = ""
) -> Reason:
    """Take the reason from a form."""
    code = procedure.split(" ")[0].strip()
    return Reason(purpose.strip(), code, dossier.strip().upper(), legal_basis.strip())


_Reason = Annotated[Reason, Depends(reason_of)]


@router.get("/tra-cuu")
def ask(request: Request, visit: _Officer) -> Response:
    """Show the form, and what the officer asked lately."""
    return _form(request, visit, Reason("", "", "", _LEGAL_BASIS), "")


@router.post("/tra-cuu")
def check(
    request: Request, visit: _Officer, reason: _Reason, subject: _Text = "", owner_of: _Text = ""
) -> Response:
    """Ask for a person, by number or as the owner of a paper that a search by name found."""
    _slow_down(visit)
    number = re.sub(r"[\s.]", "", subject).upper()
    if owner_of and NAMES.opens_for(visit.account):
        entry = visit.app.archive.index.get(owner_of)
        number = (entry.subject_id or "") if entry else ""
    problem = _problem(visit, reason)
    if not problem and not SUBJECT.fullmatch(number):
        problem = "Nhập số định danh, hộ chiếu hoặc mã số thuế: chỉ gồm chữ và số."
    if problem:
        return _form(request, visit, reason, problem)
    answer = check_reuse(visit.app.archive.index, reason.procedure, number, visit.app.today())
    asked = _write(visit, Action.REUSE_CHECK, reason, subject=number, fields=proposals(answer))
    visit.app.lookups.keep(
        asked.number,
        visit.account.name,
        procedure=reason.procedure,
        dossier=reason.dossier,
        purpose=reason.purpose,
        legal_basis=reason.legal_basis,
        components=answer.components,
    )
    return go(f"/tra-cuu/{asked.number}")


@router.post("/tra-cuu/ten")
def find_by_name(request: Request, visit: _Officer, reason: _Reason, name: _Text = "") -> Response:
    """Find papers by the owner's name; shows no name and the end of the ID number only.

    Raises:
        NotAllowedError: The account may not look for persons.
    """
    _slow_down(visit)
    if not NAMES.opens_for(visit.account):
        _write(visit, Action.REFUSE, reason, outcome="no_search_by_name")
        raise NotAllowedError("names")
    name = " ".join(name.split())
    problem = _problem(visit, reason)
    if not problem and len(name) < _LEAST_NAME:
        problem = f"Nhập ít nhất {_LEAST_NAME} chữ cái của họ tên."
    if problem:
        return _form(request, visit, reason, problem)
    rules = _rules(visit, reason.procedure)
    types = tuple(sorted({t for c in rules.components for t in c.accepts})) if rules else ()
    _write(visit, Action.SEARCH, reason)
    index = visit.app.archive.index
    found = index.find(PaperQuery(name=name, paper_types=types)).entries if types else ()
    owned = [entry for entry in found if entry.subject_id]
    return page(request, "lookup_names.html", visit, reason=reason, found=owned)


@router.get("/tra-cuu/{number}")
def answer(request: Request, visit: _Officer, number: _Number) -> Response:
    """Show what is to be done about every component."""
    found = _lookup(visit, number)
    return page(request, "lookup_answer.html", visit, lookup=found)


@router.get("/tra-cuu/{number}/{component}")
def preview(request: Request, visit: _Officer, number: _Number, component: _Component) -> Response:
    """Show which paper would serve: its kind, number and dates, no values."""
    return _preview(request, visit, number, component, [])


@router.post("/tra-cuu/{number}/{component}/xem")
def look(request: Request, visit: _Officer, number: _Number, component: _Component) -> Response:
    """Show the values of the paper; the look is noted with the names of the fields."""
    found, proposed = _proposed(visit, number, component)
    entry = _entry(visit, proposed)
    record = visit.app.archive.load(entry.paper_id)
    fields = _shown(record)
    granted = sorted(set(_readable(record)))
    _write(visit, Action.READ, _reason(found), entry=entry, fields=granted)
    return _preview(request, visit, number, component, fields)


@router.post("/tra-cuu/{number}/{component}/tep")
def file(visit: _Officer, number: _Number, component: _Component) -> Response:
    """Load the signed file; its hash is verified and the load is noted.

    Raises:
        NoSuchPageError: The paper keeps no file.
    """
    found, proposed = _proposed(visit, number, component)
    entry = _entry(visit, proposed)
    record = visit.app.archive.load(entry.paper_id)
    rendition = _file_of(record)
    if rendition is None or _has_sensitive(record):
        raise NoSuchPageError("no-file")
    data = visit.app.archive.file(entry.paper_id, rendition)
    _write(visit, Action.DOWNLOAD, _reason(found), entry=entry, fields=(rendition.kind,))
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
        NoSuchPageError: The check did not propose it, or it stands no more.
    """
    found, proposed = _proposed(visit, number, component)
    reason, entry = _reason(found), _entry(visit, proposed)
    if not was_proposed(
        visit.app.audit.entry(number),
        actor=visit.account.name,
        procedure=found.procedure,
        dossier=found.dossier,
        component=component,
        paper_id=entry.paper_id,
    ):
        _write(visit, Action.REFUSE, reason, entry=entry, outcome="not_proposed")
        raise NoSuchPageError("not-proposed")
    standing = entry.status is PaperStatus.CURRENT and proposed.availability in _TAKEABLE
    if decision == "accept" and not standing:
        _write(visit, Action.REFUSE, reason, entry=entry, outcome="stands_no_more")
        raise NoSuchPageError("no-longer")
    action = Action.REUSE_ACCEPT if decision == "accept" else Action.REUSE_REJECT
    _write(visit, action, reason, entry=entry, fields=(component,))
    visit.app.lookups.decide(number, component, decision)
    return go(f"/tra-cuu/{number}")


def _form(request: Request, visit: Visit, reason: Reason, problem: str) -> Response:
    return page(
        request,
        "lookup.html",
        visit,
        status=422 if problem else 200,
        reason=reason,
        problem=problem,
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
        takeable=entry.status is PaperStatus.CURRENT and proposed.availability in _TAKEABLE,
        has_file=_file_of(record) is not None and not _has_sensitive(record),
    )


def _problem(visit: Visit, reason: Reason) -> str:
    """Return what is wrong with the reason, in Vietnamese."""
    if not reason.purpose:
        return "Ghi mục đích tra cứu."
    if _rules(visit, reason.procedure) is None:
        return "Chọn thủ tục trong danh sách."
    if not DOSSIER.fullmatch(reason.dossier):
        return "Mã hồ sơ có dạng H26.12-261122-0001."
    if not reason.legal_basis:
        return "Ghi căn cứ pháp lý."
    return ""


def _rules(visit: Visit, code: str) -> Procedure | None:
    return procedure(code, visit.app.today())


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


def _reason(found: Lookup) -> Reason:
    return Reason(found.purpose, found.procedure, found.dossier, found.legal_basis)


def _file_of(record: PaperRecord) -> Rendition | None:
    return record.rendition(RenditionKind.SIGNED_MASTER)


def _specs(record: PaperRecord) -> dict[str, FieldSpec]:
    model = paper_type(record.classification.paper_type)
    return dict(model.specs()) if model else {}


def _readable(record: PaperRecord) -> list[str]:
    """Return the fields whose values a page may show."""
    specs = _specs(record)
    return [
        name
        for name, spec in specs.items()
        if spec.sensitivity is not Sensitivity.SENSITIVE and record.value(name)
    ]


def _has_sensitive(record: PaperRecord) -> bool:
    """Tell whether a picture of the paper would show what its fields withhold."""
    return any(
        spec.sensitivity is Sensitivity.SENSITIVE and record.value(name)
        for name, spec in _specs(record).items()
    )


def _shown(record: PaperRecord) -> list[FieldShown]:
    specs, readable = _specs(record), set(_readable(record))
    found = []
    for name, spec in specs.items():
        evidence = record.fields.get(name, FieldEvidence())
        if evidence.value is None:
            continue
        text = shown(spec.kind, evidence.value) if name in readable else None
        found.append(FieldShown(spec.title, text, evidence.confirmed is not None))
    return found


def _slow_down(visit: Visit) -> None:
    """Refuse what is asked faster than a person at a counter does.

    Raises:
        TooOftenError: It was.
    """
    if not visit.office.services.limiter.allow(f"page {visit.account.name}", _PER_MINUTE):
        raise TooOftenError()


def _write(
    visit: Visit,
    action: Action,
    reason: Reason,
    *,
    subject: str | None = None,
    entry: IndexEntry | None = None,
    fields: Sequence[str] = (),
    outcome: str = "ok",
) -> AuditEntry:
    """Add to the audit chain what is about to be shown."""
    audit = visit.app.audit
    number = subject or (entry.subject_id if entry else None)
    return audit.append(
        AuditEvent(
            action=action,
            actor=visit.account.name,
            officer=visit.account.name,
            agency=visit.account.branch,
            purpose=reason.purpose,
            legal_basis=reason.legal_basis,
            procedure=reason.procedure,
            dossier=reason.dossier,
            subject=audit.subject(number) if number else "",
            paper_id=entry.paper_id if entry else "",
            fields=tuple(fields),
            outcome=outcome,
            request=uuid.uuid4().hex,
        )
    )
