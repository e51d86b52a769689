"""Tờ khai: forms of a dossier, filled from what is on file, checked by the clerk and printed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response

from app.acting import Caller
from app.forms.fill import fill_form, print_form, see_form
from app.subjects import told
from schemas.law.blanks import blank, blanks_for
from web.numbers import NUMBER_FORMS, cleaned, doubt, is_number
from web.pages import LOOKUP
from web.presentation.dossier_view import open_dossier_of
from web.presentation.render import go, page
from web.questions import UNTOLD, slow_down
from web.routes.intake import LEGAL_BASIS
from web.visit import Visit, visitor

__all__ = ["router"]

router = APIRouter()

_PURPOSE = "điền sẵn tờ khai của hồ sơ"
_Officer = Annotated[Visit, Depends(visitor(LOOKUP))]
_Code = Annotated[str, Path(pattern=r"^[A-Z2-9]{24}$")]
_Text = Annotated[str, Form(max_length=64)]


@router.get("/tiep-nhan/{dossier}/to-khai")
def ask(request: Request, visit: _Officer, dossier: str) -> Response:
    """Show which forms the procedure of a dossier uses, and ask for whom to fill one."""
    return _ask(request, visit, dossier)


@router.post("/tiep-nhan/{dossier}/to-khai")
def fill(
    request: Request,
    visit: _Officer,
    dossier: str,
    key: _Text = "",
    subject: _Text = "",
    birth: _Text = "",
    sure: _Text = "",
) -> Response:
    """Fill a form for a person; an implausible number has to be confirmed."""
    found = open_dossier_of(visit, dossier)
    slow_down(visit)
    number = cleaned(subject)
    if not is_number(number):
        return _ask(request, visit, dossier, f"Nhập số của người khai: {NUMBER_FORMS}.")
    wrong = doubt(number, visit.app.today()) if number != sure else ""
    if wrong:
        question = f"{wrong} Giấy ghi đúng như vậy?"
        return _ask(
            request, visit, dossier, question=question, key=key, subject=number, birth=birth
        )
    by = _caller(visit, dossier, found.procedure or "")
    try:
        filled = fill_form(visit.app, by, key, number, birth=birth)
    except UNTOLD as error:
        return _ask(request, visit, dossier, told(error), key=key, subject=subject, birth=birth)
    return go(f"/to-khai/{filled.code}")


@router.get("/to-khai/{code}")
def show(request: Request, visit: _Officer, code: _Code) -> Response:
    """Show what will be printed, each value with the paper that it comes from."""
    filled = see_form(visit.app, _caller(visit), code)
    form = blank(filled.blank, filled.day)
    values = {value.key: value for value in filled.values}
    return page(request, "form.html", visit, filled=filled, form=form, values=values)


@router.post("/to-khai/{code}/in")
def print_it(visit: _Officer, code: _Code) -> Response:
    """Return the form to print."""
    data = print_form(visit.app, _caller(visit), code)
    headers = {"Content-Disposition": 'inline; filename="to-khai.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)


def _ask(
    request: Request,
    visit: Visit,
    dossier: str,
    problem: str = "",
    question: str = "",
    key: str = "",
    subject: str = "",
    birth: str = "",
) -> Response:
    found = open_dossier_of(visit, dossier)
    return page(
        request,
        "forms.html",
        visit,
        status=422 if problem or question else 200,
        dossier=found,
        blanks=blanks_for(found.procedure or "", visit.app.today()),
        problem=problem,
        question=question,
        key=key,
        subject=subject,
        birth=birth,
        needs_birth=visit.app.settings.second_attribute,
    )


def _caller(visit: Visit, dossier: str = "", procedure: str = "") -> Caller:
    return visit.caller(_PURPOSE, legal_basis=LEGAL_BASIS, procedure=procedure, dossier=dossier)
