"""Tiếp nhận: opens dossiers; papers are uploaded, judged, rearranged, scanned again."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from app.desk.dossiers.open import open_dossier
from app.desk.dossiers.take import take_into_dossier
from app.desk.regroup import regroup, rescan
from app.desk.unblock import give_back, keep_as_is, not_secret, retry, take_back
from app.papers.hand_in import hand_in
from app.subjects import told
from schemas.law.blanks import blanks_for
from schemas.law.procedures import procedures
from schemas.record.paper import FormOfPaper
from schemas.text.spelling import nfc
from storage.desk.desk_papers import DeskPaper
from storage.desk.reasons import WhyGivenBack
from storage.errors import DeskConflictError
from web.errors import NoSuchPageError, NotAllowedError
from web.numbers import NUMBER_FORMS, cleaned, doubt, is_number
from web.pages import INTAKE, LOOKUP, NOT_SECRET
from web.presentation.dossier_view import dossier_view, may_see, open_dossier_of, papers_of
from web.presentation.render import go, page
from web.presentation.words import procedure_name
from web.presentation.work_lists import search, work_lists
from web.questions import UNTOLD, slow_down
from web.routes.pictures import PaperId
from web.visit import Visit, visitor

__all__ = ["DOSSIER", "LEGAL_BASIS", "router"]

router = APIRouter()

DOSSIER = re.compile(
    r"(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3})*)-\d{6}-\d{4,6}", re.ASCII
)
_FORMS = (
    FormOfPaper.ORIGINAL,
    FormOfPaper.CERTIFIED_COPY,
    FormOfPaper.REGISTER_COPY,
    FormOfPaper.PHOTOCOPY,
    FormOfPaper.ELECTRONIC,
)
_Clerk = Annotated[Visit, Depends(visitor(INTAKE))]
_PURPOSE = "số hóa giấy tờ"
LEGAL_BASIS = "NĐ 45/2020/NĐ-CP; NĐ 224/2026/NĐ-CP Điều 15"
_Text = Annotated[str, Form(max_length=300)]


@router.get("/tiep-nhan")
def start(
    request: Request,
    visit: _Clerk,
    typed: Annotated[str, Query(alias="tim", max_length=64)] = "",
) -> Response:
    """Show the form for a dossier, what waits in which, and what a search finds."""
    return _start(request, visit, {}, typed=typed)


@router.post("/tiep-nhan")
def open_one(
    request: Request,
    visit: _Clerk,
    dossier: _Text,
    procedure: _Text = "",
    subject: _Text = "",
    birth: _Text = "",
    form_of_paper: FormOfPaper = Form(FormOfPaper.ORIGINAL),  # noqa: B008
    sure: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Open a dossier; with a personal number, also check what is already on file.

    An open dossier is shown as it is. Changes to it and an implausible number require confirmation;
    `sure` states what the person has confirmed.
    """
    dossier, code, number = dossier.strip().upper(), _procedure(visit, procedure), cleaned(subject)
    problem = _problem(visit, dossier, procedure, code)
    if number and not LOOKUP.opens_for(visit.account):
        problem = "Tài khoản này không được hỏi kho về người dân; bỏ trống ô số định danh."
    elif number:
        slow_down(visit)
    if number and not problem and not is_number(number):
        problem = f"Số chỉ gồm 6 đến 20 chữ và số: {NUMBER_FORMS}."
    question = "" if problem else _question(visit, dossier, code, number, sure)
    values = {
        "dossier": dossier,
        "procedure": procedure,
        "subject": subject,
        "birth": birth,
        "form_of_paper": form_of_paper,
    }
    if problem or question:
        return _start(request, visit, values, problem, question, code + number)
    try:
        open_dossier(
            visit.app,
            visit.caller("tiếp nhận hồ sơ", legal_basis=LEGAL_BASIS),
            dossier,
            code,
            form_of_paper,
            subject=number,
            birth=birth,
            branch=visit.account.branch,
            station=visit.account.station,
            change=True,
        )
    except UNTOLD as error:
        return _start(request, visit, values, told(error))
    return go(f"/tiep-nhan/{dossier}")


@router.get("/tiep-nhan/{dossier}")
def show(request: Request, visit: _Clerk, dossier: str) -> Response:
    """Show a dossier: what it requires, and the papers received."""
    found = open_dossier_of(visit, dossier)
    blanks = (
        blanks_for(found.procedure or "", visit.app.today())
        if LOOKUP.opens_for(visit.account)
        else ()
    )
    return page(
        request,
        "dossier.html",
        visit,
        dossier=found,
        forms=_FORMS,
        blanks=blanks,
        **dossier_view(visit, found),
    )


@router.get("/tiep-nhan/{dossier}/giay-to")
def strip(request: Request, visit: _Clerk, dossier: str) -> Response:
    """Return papers and components alone, which the page polls while work is in progress."""
    found = open_dossier_of(visit, dossier)
    return page(request, "parts.html", visit, dossier=found, **dossier_view(visit, found))


@router.post("/tiep-nhan/{dossier}/tep")
def drop(
    visit: _Clerk,
    dossier: str,
    file: Annotated[UploadFile, File()],
    form_of_paper: FormOfPaper = Form(FormOfPaper.ORIGINAL),  # noqa: B008
) -> JSONResponse:
    """Receive one file; its bytes are stored before the answer.

    Raises:
        InputError: The file is not accepted.
    """
    found = open_dossier_of(visit, dossier)
    handed = hand_in(
        visit.app,
        visit.caller(_PURPOSE, agency=found.branch),
        file.file.read(),
        file.filename or "tệp",
        visit.intake(dossier, found.procedure, form_of_paper),
        branch=found.branch,
        station=found.station,
        place=max((p.place for p in papers_of(visit, dossier)), default=0) + 1,
    )
    told = _known(visit, dossier, handed.before) if handed.before else handed.elsewhere
    return JSONResponse({"paper_id": handed.paper.paper_id, "note": told})


def _known(visit: Visit, dossier: str, before: DeskPaper) -> str:
    """Say where a file lies that was handed in before; it belongs to this dossier from now on."""
    if before.dossier == dossier:
        places = [paper.paper_id for paper in papers_of(visit, dossier)]
        place = places.index(before.paper_id) + 1 if before.paper_id in places else 0
        return f"đã có trong hồ sơ này{f', là giấy tờ số {place}' if place else ''}."
    if not visit.sees(before):
        return "đã được tiếp nhận ở một hồ sơ của nơi khác, đã gắn thêm vào hồ sơ này."
    where = f"hồ sơ {before.dossier}" if before.dossier else "nơi không có mã hồ sơ"
    return f"đã được tiếp nhận ở {where}, đã gắn thêm vào hồ sơ này."


@router.post("/giay-to/{paper_id}/quet-lai")
def scan_again(
    visit: _Clerk,
    paper_id: PaperId,
    revision: Annotated[int, Form()],
    file: Annotated[UploadFile, File()],
    number: Annotated[int | None, Form(alias="page", ge=1)] = None,
) -> JSONResponse:
    """Replace a paper or one page with a new scan."""
    seen, by = visit.seen(paper_id, revision), visit.caller(_PURPOSE)
    new = rescan(visit.app, by, seen, file.file.read(), file.filename or "tệp", number)
    return JSONResponse({"paper_id": new.paper_id, "note": ""})


@router.post("/giay-to/{paper_id}/van-dung")
def use_as_is(visit: _Clerk, paper_id: PaperId, revision: Annotated[int, Form()]) -> JSONResponse:
    """Read a paper despite the verdict to scan a page again."""
    keep_as_is(visit.app, visit.caller(_PURPOSE), visit.seen(paper_id, revision))
    return JSONResponse({"note": ""})


@router.post("/giay-to/{paper_id}/thu-lai")
def try_again(
    visit: _Clerk,
    paper_id: PaperId,
    revision: Annotated[int, Form()],
    unmarked: Annotated[bool, Form(alias="not_secret")] = False,
) -> JSONResponse:
    """Retry a failed paper; only a supervisor may clear a suspicion of secrecy.

    Raises:
        NotAllowedError: The account does not have the required role.
    """
    if unmarked and not NOT_SECRET.opens_for(visit.account):
        raise NotAllowedError("secrecy")
    verb = not_secret if unmarked else retry
    verb(visit.app, visit.caller(_PURPOSE), visit.seen(paper_id, revision))
    return JSONResponse({"note": ""})


@router.post("/giay-to/{paper_id}/nhan-vao")
def take_in_one(visit: _Clerk, paper_id: PaperId, revision: Annotated[int, Form()]) -> JSONResponse:
    """Take a paper handed in by a machine into its dossier, which the clerk has open."""
    seen = visit.seen(paper_id, revision)
    open_dossier_of(visit, seen.dossier or "")
    take_into_dossier(visit.app, visit.caller(_PURPOSE), seen)
    return JSONResponse({"note": ""})


@router.post("/giay-to/{paper_id}/tra-lai")
def reject(
    visit: _Clerk,
    paper_id: PaperId,
    revision: Annotated[int, Form()],
    why: Annotated[WhyGivenBack, Form()],
) -> JSONResponse:
    """Take a paper off the list unsigned, and say why."""
    give_back(visit.app, visit.caller(_PURPOSE), visit.seen(paper_id, revision), why)
    return JSONResponse({"note": ""})


@router.post("/giay-to/{paper_id}/nhan-lai")
def take_again(visit: _Clerk, paper_id: PaperId, revision: Annotated[int, Form()]) -> JSONResponse:
    """Put a paper on the list again that was given back by mistake."""
    take_back(visit.app, visit.caller(_PURPOSE), visit.seen(paper_id, revision))
    return JSONResponse({"note": ""})


class Regroup(BaseModel):
    """A new grouping of pages."""

    model_config = ConfigDict(extra="forbid")

    papers: dict[str, int] = Field(max_length=200, description="paper and the revision seen")
    groups: list[list[tuple[str, int]]] = Field(max_length=500, description="new papers: pages")


@router.post("/tiep-nhan/{dossier}/sap-xep")
def arrange(visit: _Clerk, dossier: str, wanted: Regroup) -> JSONResponse:
    """Split, join and reorder papers."""
    open_dossier_of(visit, dossier)
    seen = [_untouched(visit, paper_id, revision) for paper_id, revision in wanted.papers.items()]
    if any(paper.dossier != dossier for paper in seen):
        raise NoSuchPageError("paper")
    seen.sort(key=lambda paper: paper.place)
    regroup(visit.app, visit.caller(_PURPOSE), seen, wanted.groups)
    return JSONResponse({"note": ""})


def _untouched(visit: Visit, paper_id: str, revision: int) -> DeskPaper:
    """Return a paper whose pages are arranged; that it was read in the meantime does no harm.

    Raises:
        DeskConflictError: A person has worked on it since it was seen.
    """
    paper = visit.paper(paper_id)
    if paper.revision != revision and paper.reviewed_by:
        raise DeskConflictError()
    return paper


def _start(
    request: Request,
    visit: Visit,
    values: dict[str, str],
    problem: str = "",
    question: str = "",
    sure: str = "",
    typed: str = "",
) -> Response:
    recent = visit.app.dossiers.recent(branch=visit.branch, operator=visit.operator)
    desk = visit.app.desk
    return page(
        request,
        "intake.html",
        visit,
        asks=LOOKUP.opens_for(visit.account),
        needs_birth=visit.app.settings.second_attribute,
        status=422 if problem or question else 200,
        values=values,
        problem=problem,
        question=question,
        sure=sure,
        procedures=[p for p in procedures() if p.rules_on(visit.app.today())],
        forms=_FORMS,
        recent=[(d, desk.counts(dossier=d.dossier)) for d in recent],
        lists=work_lists(visit),
        typed=typed,
        found=search(visit, typed) if typed else [],
    )


def _procedure(visit: Visit, typed: str) -> str:
    """Return the code of a procedure typed as code, line of the list or name."""
    typed = " ".join(nfc(typed).split())
    ruling = [p for p in procedures() if p.rules_on(visit.app.today())]
    named = [p.code for p in ruling if p.name.casefold() == typed.casefold()]
    if len(set(named)) == 1:
        return named[0]
    code = typed.split(" ")[0]
    return code if any(p.code == code for p in ruling) else ""


def _problem(visit: Visit, dossier: str, procedure: str, code: str) -> str:
    """Return what is wrong with the form, in Vietnamese."""
    if not DOSSIER.fullmatch(dossier):
        return "Mã hồ sơ có dạng H26.12-261122-0001; quét mã vạch trên giấy tiếp nhận để nhập."
    if procedure.strip() and not code:
        return "Không có thủ tục này trong danh mục; chọn một dòng trong danh sách."
    known = visit.app.dossiers.get(dossier)
    if known and not may_see(visit, known):
        return "Hồ sơ này thuộc nơi tiếp nhận khác."
    return ""


def _question(visit: Visit, dossier: str, code: str, number: str, sure: str) -> str:
    """Return what a person has to confirm first, in Vietnamese."""
    if sure == code + number:
        return ""
    known = visit.app.dossiers.get(dossier)
    asked = []
    if known and known.procedure and code and code != known.procedure:
        was, new = procedure_name(known.procedure), procedure_name(code)
        asked.append(f"Hồ sơ này đang theo thủ tục “{was}”. Đổi sang “{new}”?")
    wrong = doubt(number, visit.app.today()) if number else ""
    if wrong:
        asked.append(f"{wrong} Giấy ghi đúng như vậy?")
    return " ".join(asked)
