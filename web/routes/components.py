"""The components of a dossier on its page: take what is on file, tick what was seen."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import JSONResponse

from app.acting import Caller
from app.desk.dossiers.components import ask_again, lookup_of, say_condition, tick, use_on_file
from app.papers.look import read_fields
from app.subjects import told
from storage.desk.dossiers import Dossier
from web.errors import NoSuchPageError
from web.numbers import NUMBER_FORMS, cleaned, doubt, is_number
from web.pages import INTAKE, LOOKUP
from web.presentation.dossier_view import dossier_view, open_dossier_of
from web.presentation.render import page
from web.questions import UNTOLD, slow_down
from web.routes.intake import LEGAL_BASIS
from web.routes.lookup import readable, values_shown
from web.visit import Visit, visitor

__all__ = ["router"]

router = APIRouter()

_Clerk = Annotated[Visit, Depends(visitor(INTAKE))]
_Officer = Annotated[Visit, Depends(visitor(LOOKUP))]
_Component = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
_PURPOSE = "tiếp nhận hồ sơ"


@router.post("/tiep-nhan/{dossier}/hoi-kho")
def ask(
    visit: _Officer,
    dossier: str,
    subject: Annotated[str, Form(max_length=30)],
    birth: Annotated[str, Form(max_length=40)] = "",
    sure: Annotated[str, Form(max_length=40)] = "",
) -> JSONResponse:
    """Ask what is on file for a person; an implausible number requires confirmation."""
    slow_down(visit)
    found, number = open_dossier_of(visit, dossier), cleaned(subject)
    if not found.procedure or not is_number(number):
        problem = f"Số chỉ gồm 6 đến 20 chữ và số: {NUMBER_FORMS}."
        return JSONResponse({"problems": {"subject": problem}}, status_code=422)
    wrong = doubt(number, visit.app.today())
    if wrong and sure != number:
        problem = f"{wrong} Giấy ghi đúng như vậy thì hỏi lần nữa."
        return JSONResponse({"problems": {"subject": problem}, "sure": number}, status_code=422)
    by = visit.caller(_PURPOSE, legal_basis=LEGAL_BASIS)
    try:
        ask_again(visit.app, by, found, number, birth=birth)
    except UNTOLD as error:
        return JSONResponse({"problems": {"subject": told(error)}}, status_code=422)
    return JSONResponse({"note": ""})


@router.post("/tiep-nhan/{dossier}/thanh-phan/{component}/xem")
def look(request: Request, visit: _Officer, dossier: str, component: _Component) -> Response:
    """Show the values of the paper on file beside its component; the access is logged.

    Raises:
        NoSuchPageError: The check proposed none, or somebody else asked.
    """
    found = open_dossier_of(visit, dossier)
    asked = lookup_of(visit.app, found, visit.account.name)
    proposed = asked.proposed(component) if asked else None
    entry = visit.app.index.get(proposed.paper_id or "") if proposed else None
    if entry is None:
        raise NoSuchPageError("not-proposed")
    record = visit.app.archive.load(entry.paper_id)
    given = read_fields(visit.app, _caller(visit, found), record, readable(record))
    return page(request, "on_file_values.html", visit, fields=values_shown(record, given))


@router.post("/tiep-nhan/{dossier}/thanh-phan/{component}/dung-lai")
def take(visit: _Officer, dossier: str, component: _Component) -> JSONResponse:
    """Take the paper on file for a component: nobody has to hand it in."""
    found = open_dossier_of(visit, dossier)
    use_on_file(visit.app, _caller(visit, found), found, component, accepted=True)
    return JSONResponse({"note": ""})


@router.post("/tiep-nhan/{dossier}/thanh-phan/{component}/khong-dung")
def refuse(visit: _Officer, dossier: str, component: _Component) -> JSONResponse:
    """Refuse the paper on file for a component: it has to be handed in."""
    found = open_dossier_of(visit, dossier)
    use_on_file(visit.app, _caller(visit, found), found, component, accepted=False)
    return JSONResponse({"note": ""})


@router.post("/tiep-nhan/{dossier}/thanh-phan/{component}/da-thay")
def see(
    visit: _Clerk, dossier: str, component: _Component, seen: Annotated[bool, Form()]
) -> JSONResponse:
    """Tick what was presented or is no paper that can be told; or take the tick away.

    Raises:
        NoSuchPageError: The dossier has no such component.
    """
    found = open_dossier_of(visit, dossier)
    if not any(c.component == component for c in found.components):
        raise NoSuchPageError("not-proposed")
    tick(visit.app, _caller(visit, found), dossier, component, seen=seen)
    return JSONResponse({"note": ""})


@router.post("/tiep-nhan/{dossier}/dieu-kien/{fact}")
def state_fact(
    visit: _Clerk, dossier: str, fact: _Component, holds: Annotated[bool, Form()]
) -> JSONResponse:
    """Take what the clerk says of a condition on which components depend.

    Raises:
        NoSuchPageError: No component of the dossier depends on it.
    """
    found = open_dossier_of(visit, dossier)
    if not any(c.condition == fact for c in found.components):
        raise NoSuchPageError("not-proposed")
    say_condition(visit.app, _caller(visit, found), found, fact, holds=holds)
    return JSONResponse({"note": ""})


@router.post("/tiep-nhan/{dossier}/cua-ho-so/{paper_id}")
def belongs(
    visit: _Clerk, dossier: str, paper_id: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
) -> JSONResponse:
    """Say that a paper belongs to the dossier although it names nobody whom others name.

    Raises:
        NoSuchPageError: The dossier has no such paper about which this is asked.
    """
    found = open_dossier_of(visit, dossier)
    if paper_id not in dossier_view(visit, found)["strangers"]:
        raise NoSuchPageError("paper")
    tick(visit.app, _caller(visit, found), dossier, paper_id, seen=True)
    return JSONResponse({"note": ""})


def _caller(visit: Visit, found: Dossier) -> Caller:
    return visit.caller(
        _PURPOSE,
        legal_basis=LEGAL_BASIS,
        procedure=found.procedure or "",
        dossier=found.dossier,
        agency=found.branch,
    )
