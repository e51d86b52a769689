"""Ký và trả: papers to sign, signing, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import JSONResponse

from app.desk.dossiers.receipt import print_receipt
from app.desk.see import see_paper
from app.desk.sign import sign
from app.errors import NotTheSignerError
from app.keys.signing import open_key
from pipeline.seal.errors import SealError
from storage.desk.desk_papers import CLOSED, DeskPaper, DeskState
from storage.errors import DeskConflictError, PaperMissingError
from web.errors import NoSuchPageError
from web.pages import SIGNING
from web.presentation.fields import FieldView, field_views
from web.presentation.receipt import qr_of
from web.presentation.render import go, page
from web.routes.pictures import PaperId
from web.visit import Visit, visitor

__all__ = ["Dossier", "of_dossier", "router"]

router = APIRouter()

NO_DOSSIER = "khong-ma"
"""Placeholder in addresses for papers without a dossier code."""
Dossier = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9.-]+$")]
_Signer = Annotated[Visit, Depends(visitor(SIGNING))]
_UNSIGNED = tuple(state for state in DeskState if state not in CLOSED)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A dossier with papers that wait for signature.

    Attributes:
        dossier: Code of the dossier (mã hồ sơ); empty if the papers have none.
        address: Address of its signing page.
        papers: Number of papers.
        owners: Accounts responsible for them.
        own: Whether the person has worked on one of them.
    """

    dossier: str
    address: str
    papers: int
    owners: tuple[str, ...]
    own: bool


def of_dossier(dossier: str) -> str:
    """Return the address of the signing page of a dossier."""
    return f"{SIGNING.address}/{dossier or NO_DOSSIER}"


@router.get("/ky-va-tra")
def queue(request: Request, visit: _Signer) -> Response:
    """Show the dossiers with papers to be signed, the person's own first."""
    groups: dict[str, list[DeskPaper]] = {}
    for paper in visit.papers(DeskState.TO_SIGN):
        groups.setdefault(paper.dossier or "", []).append(paper)
    rows = [
        _Waiting(
            dossier,
            of_dossier(dossier),
            len(papers),
            tuple(dict.fromkeys(paper.owner for paper in papers)),
            any(visit.owns(paper) for paper in papers),
        )
        for dossier, papers in groups.items()
    ]
    own, others = [r for r in rows if r.own], [r for r in rows if not r.own]
    return page(request, "signing.html", visit, own=own, others=others)


@router.get("/ky-va-tra/{dossier}")
def show(request: Request, visit: _Signer, dossier: Dossier) -> Response:
    """Show the papers of one dossier to be signed, with their values, by owner."""
    code = "" if dossier == NO_DOSSIER else dossier
    found = visit.papers(DeskState.TO_SIGN, dossier=code or None)
    papers = [paper for paper in found if code or not paper.dossier]
    own = [paper for paper in papers if visit.owns(paper)]
    others: dict[str, list[tuple[DeskPaper, list[FieldView]]]] = {}
    for paper in papers:
        if paper not in own:
            others.setdefault(paper.owner, []).append((paper, _fields(visit, paper)))
    return page(
        request,
        "signing_dossier.html",
        visit,
        dossier=code,
        address=dossier,
        own=[(paper, _fields(visit, paper)) for paper in own],
        others=others,
        unfinished=_unfinished(visit, code) if code else 0,
    )


@router.post("/ky-va-tra/{paper_id}")
def sign_paper(
    visit: _Signer,
    paper_id: PaperId,
    revision: Annotated[int, Form()],
    dossier: Annotated[str, Form(max_length=64)] = "",
) -> JSONResponse:
    """Sign and store one paper, provided that paper and dossier are as the signer saw them.

    Raises:
        DeskConflictError: It has changed in the meantime or belongs to another dossier.
    """
    seen = visit.seen(paper_id, revision)
    if (seen.dossier or NO_DOSSIER) != dossier:
        raise DeskConflictError("other-dossier")
    outcome = sign(visit.app, visit.caller("ký số giấy tờ"), seen)
    return JSONResponse({"note": outcome.note or ""})


@router.get("/mo-khoa-ky")
def ask_for_pin(request: Request, visit: _Signer) -> Response:
    """Ask for the PIN of the person's key."""
    return page(request, "open_key.html", visit, problem="")


@router.post("/mo-khoa-ky")
def take_pin(
    request: Request, visit: _Signer, secret: Annotated[str, Form(max_length=128)]
) -> Response:
    """Open the person's key for this session."""
    try:
        open_key(visit.app, visit.caller("mở khóa ký số"), secret)
    except (NotTheSignerError, SealError) as error:
        problem = f"{error.text().capitalize()}. {error.remedy()}"
        return page(request, "open_key.html", visit, status=422, problem=problem)
    return go(SIGNING.address)


@router.get("/bien-nhan/{dossier}")
def receipt(request: Request, visit: _Signer, dossier: str) -> Response:
    """Show the receipt of a dossier for printing: paper types, no values."""
    papers = visit.papers(DeskState.SIGNED, dossier=dossier)
    if not papers:
        raise NoSuchPageError("dossier")
    waiting = visit.papers(*_UNSIGNED, dossier=dossier)
    code = print_receipt(visit.app, visit.caller("in biên nhận"), dossier, papers)
    return page(
        request,
        "receipt.html",
        visit,
        dossier=dossier,
        papers=[(paper, _kept(visit, paper)) for paper in papers],
        signed_at=max(paper.updated_at for paper in papers),
        waiting=waiting,
        procedure=papers[0].procedure,
        code=code,
        qr=qr_of(request, code),
    )


def _unfinished(visit: Visit, dossier: str) -> int:
    """Return how many papers of a dossier are not yet ready for signing."""
    states = tuple(state for state in _UNSIGNED if state is not DeskState.TO_SIGN)
    return len(visit.papers(*states, dossier=dossier))


def _kept(visit: Visit, paper: DeskPaper) -> str:
    """Say what the store keeps of a signed paper, in Vietnamese."""
    try:
        record = visit.app.archive.current(paper.paper_id)
    except PaperMissingError:
        return "Không còn trong kho"
    return "Chỉ dữ liệu, không giữ ảnh" if record.withheld is not None else "Dữ liệu và ảnh đã ký"


def _fields(visit: Visit, paper: DeskPaper) -> list[FieldView]:
    """Return the fields that have a value, in the order of the paper."""
    record = see_paper(visit.app, visit.caller("ký số giấy tờ"), paper)
    order = list(record.fields)
    views = [view for view in field_views(record) if view.text]
    return sorted(views, key=lambda view: order.index(view.name))
