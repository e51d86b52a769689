"""Tiếp nhận: a dossier is opened, its papers are dropped, judged, put right."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from app.desk.dossier import check_dossier
from app.desk.open_dossier import open_dossier
from app.desk.regroup import regroup, rescan
from app.desk.unblock import give_back, keep_as_is, not_secret, retry
from app.papers.hand_in import hand_in
from schemas.law.procedures import procedures
from schemas.record.paper import FormOfPaper
from storage.desk.dossiers import Dossier
from storage.desk.work_queue import CLOSED, DeskPaper, DeskState
from web.errors import NoSuchPageError, NotAllowedError
from web.pages import INTAKE, NOT_SECRET
from web.render import go, page
from web.routes.pictures import PaperId
from web.visit import Visit, visitor

__all__ = ["DOSSIER", "SUBJECT", "router"]

router = APIRouter()

DOSSIER = re.compile(
    r"(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3})*)-\d{6}-\d{4,6}", re.ASCII
)
SUBJECT = re.compile(r"[0-9A-Z]{6,20}", re.ASCII)
_FORMS = (
    FormOfPaper.ORIGINAL,
    FormOfPaper.CERTIFIED_COPY,
    FormOfPaper.REGISTER_COPY,
    FormOfPaper.PHOTOCOPY,
    FormOfPaper.ELECTRONIC,
)
_Clerk = Annotated[Visit, Depends(visitor(INTAKE))]
_PURPOSE = "số hóa giấy tờ"
_LEGAL_BASIS = "NĐ 45/2020/NĐ-CP; NĐ 224/2026/NĐ-CP Điều 15"
_Text = Annotated[str, Form(max_length=300)]


@router.get("/tiep-nhan")
def start(request: Request, visit: _Clerk) -> Response:
    """Show the form for a dossier, and those that are open."""
    return _start(request, visit, {}, "")


@router.post("/tiep-nhan")
def open_one(
    request: Request,
    visit: _Clerk,
    dossier: _Text,
    procedure: _Text = "",
    subject: _Text = "",
    form_of_paper: FormOfPaper = Form(FormOfPaper.ORIGINAL),  # noqa: B008
) -> Response:
    """Open a dossier; with a person's number the store is asked what it holds already."""
    dossier, code = dossier.strip().upper(), procedure.split(" ")[0].strip()
    subject = re.sub(r"[\s.]", "", subject).upper()
    problem = _problem(visit, dossier, code, subject)
    if problem:
        values = {"dossier": dossier, "procedure": procedure, "form_of_paper": form_of_paper}
        return _start(request, visit, values, problem)
    open_dossier(
        visit.app,
        visit.caller("tiếp nhận hồ sơ", legal_basis=_LEGAL_BASIS),
        dossier,
        code,
        form_of_paper,
        subject=subject,
        branch=visit.account.branch,
        station=visit.account.station,
    )
    return go(f"/tiep-nhan/{dossier}")


@router.get("/tiep-nhan/{dossier}")
def show(request: Request, visit: _Clerk, dossier: str) -> Response:
    """Show a dossier: what it needs, and the papers that came in."""
    found = _dossier(visit, dossier)
    return page(
        request,
        "dossier.html",
        visit,
        dossier=found,
        papers=_papers(visit, dossier),
        findings=check_dossier(visit.app, dossier),
        forms=_FORMS,
    )


@router.get("/tiep-nhan/{dossier}/giay-to")
def strip(request: Request, visit: _Clerk, dossier: str) -> Response:
    """Return the papers alone; the page asks for them while something is under way."""
    _dossier(visit, dossier)
    findings = check_dossier(visit.app, dossier)
    return page(request, "strip.html", visit, papers=_papers(visit, dossier), findings=findings)


@router.post("/tiep-nhan/{dossier}/tep")
def drop(
    visit: _Clerk,
    dossier: str,
    file: Annotated[UploadFile, File()],
    form_of_paper: FormOfPaper = Form(FormOfPaper.ORIGINAL),  # noqa: B008
) -> JSONResponse:
    """Take in one file; its bytes are kept before this answers.

    Raises:
        InputError: The file is no paper.
    """
    found = _dossier(visit, dossier)
    paper = hand_in(
        visit.app,
        visit.caller(_PURPOSE, agency=found.branch),
        file.file.read(),
        file.filename or "tệp",
        visit.intake(dossier, found.procedure, form_of_paper),
        branch=found.branch,
        station=found.station,
        place=max((p.place for p in _papers(visit, dossier)), default=0) + 1,
    ).paper
    elsewhere = paper.dossier != dossier
    told = "Giấy tờ này đã được tiếp nhận ở một hồ sơ khác." if elsewhere else ""
    return JSONResponse({"paper_id": paper.paper_id, "note": told})


@router.post("/giay-to/{paper_id}/quet-lai")
def scan_again(
    visit: _Clerk,
    paper_id: PaperId,
    revision: Annotated[int, Form()],
    file: Annotated[UploadFile, File()],
    number: Annotated[int | None, Form(alias="page", ge=1)] = None,
) -> JSONResponse:
    """Put a new scan in the place of a paper or of one page."""
    seen, by = visit.seen(paper_id, revision), visit.caller(_PURPOSE)
    new = rescan(visit.app, by, seen, file.file.read(), file.filename or "tệp", number)
    return JSONResponse({"paper_id": new.paper_id, "note": ""})


@router.post("/giay-to/{paper_id}/van-dung")
def use_as_is(visit: _Clerk, paper_id: PaperId, revision: Annotated[int, Form()]) -> JSONResponse:
    """Read a paper although a page should be scanned again."""
    keep_as_is(visit.app, visit.caller(_PURPOSE), visit.seen(paper_id, revision))
    return JSONResponse({"note": ""})


@router.post("/giay-to/{paper_id}/thu-lai")
def try_again(
    visit: _Clerk,
    paper_id: PaperId,
    revision: Annotated[int, Form()],
    unmarked: Annotated[bool, Form(alias="not_secret")] = False,
) -> JSONResponse:
    """Try a paper again that failed; only a supervisor settles a doubt of secrecy.

    Raises:
        NotAllowedError: The account may not.
    """
    if unmarked and not NOT_SECRET.opens_for(visit.account):
        raise NotAllowedError("secrecy")
    verb = not_secret if unmarked else retry
    verb(visit.app, visit.caller(_PURPOSE), visit.seen(paper_id, revision))
    return JSONResponse({"note": ""})


@router.post("/giay-to/{paper_id}/tra-lai")
def reject(visit: _Clerk, paper_id: PaperId, revision: Annotated[int, Form()]) -> JSONResponse:
    """Take a paper off the list unsigned."""
    give_back(visit.app, visit.caller(_PURPOSE), visit.seen(paper_id, revision))
    return JSONResponse({"note": ""})


class Regroup(BaseModel):
    """Pages put together anew."""

    model_config = ConfigDict(extra="forbid")

    papers: dict[str, int] = Field(max_length=200, description="paper and the revision seen")
    groups: list[list[tuple[str, int]]] = Field(max_length=500, description="new papers: pages")


@router.post("/tiep-nhan/{dossier}/sap-xep")
def arrange(visit: _Clerk, dossier: str, wanted: Regroup) -> JSONResponse:
    """Split, join and reorder papers."""
    _dossier(visit, dossier)
    seen = [visit.seen(paper_id, revision) for paper_id, revision in wanted.papers.items()]
    if any(paper.dossier != dossier for paper in seen):
        raise NoSuchPageError("paper")
    seen.sort(key=lambda paper: paper.place)
    regroup(visit.app, visit.caller(_PURPOSE), seen, wanted.groups)
    return JSONResponse({"note": ""})


def _start(request: Request, visit: Visit, values: dict[str, str], problem: str) -> Response:
    recent = visit.app.dossiers.recent(branch=visit.branch, operator=visit.operator)
    desk = visit.app.desk
    return page(
        request,
        "intake.html",
        visit,
        status=422 if problem else 200,
        values=values,
        problem=problem,
        procedures=[p for p in procedures() if p.rules_on(visit.app.today())],
        forms=_FORMS,
        recent=[(d, desk.counts(dossier=d.dossier)) for d in recent],
    )


def _problem(visit: Visit, dossier: str, code: str, subject: str) -> str:
    """Return what is wrong with the form, in Vietnamese."""
    if not DOSSIER.fullmatch(dossier):
        return "Mã hồ sơ có dạng H26.12-261122-0001; quét mã vạch trên giấy tiếp nhận để nhập."
    if code and not any(p.code == code and p.rules_on(visit.app.today()) for p in procedures()):
        return "Không có thủ tục này trong danh mục; chọn một dòng trong danh sách."
    if subject and not SUBJECT.fullmatch(subject):
        return "Số định danh, hộ chiếu hoặc mã số thuế chỉ gồm chữ và số."
    known = visit.app.dossiers.get(dossier)
    if known and not _may_see(visit, known):
        return "Hồ sơ này thuộc nơi tiếp nhận khác."
    return ""


def _dossier(visit: Visit, dossier: str) -> Dossier:
    found = visit.app.dossiers.get(dossier)
    if found is None or not _may_see(visit, found):
        raise NoSuchPageError("dossier")
    return found


def _may_see(visit: Visit, dossier: Dossier) -> bool:
    if visit.operator is not None and dossier.operator != visit.operator:
        return False
    return visit.branch is None or dossier.branch == visit.branch


def _papers(visit: Visit, dossier: str) -> list[DeskPaper]:
    open_or_signed = [s for s in DeskState if s not in CLOSED or s is DeskState.SIGNED]
    return visit.app.desk.find(
        states=open_or_signed, dossier=dossier, branch=visit.branch, operator=visit.operator
    )
