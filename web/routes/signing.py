"""Ký và trả: what will be signed, the signature, the receipt."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import JSONResponse

from app.desk.receipt import print_receipt
from app.desk.see import see_paper
from app.desk.sign import sign
from storage.desk.work_queue import DeskPaper, DeskState
from web.errors import NoSuchPageError
from web.fields import FieldView, field_views
from web.pages import SIGNING
from web.receipt import qr_svg
from web.render import page
from web.routes.pictures import PaperId
from web.visit import Visit, visitor

__all__ = ["router"]

router = APIRouter()

_Signer = Annotated[Visit, Depends(visitor(SIGNING))]


@router.get("/ky-va-tra")
def queue(request: Request, visit: _Signer) -> Response:
    """Show what waits to be signed, dossier by dossier, with what every paper says."""
    papers = _find(visit, (DeskState.TO_SIGN,))
    groups: dict[str, list[tuple[DeskPaper, list[FieldView]]]] = {}
    for paper in papers:
        groups.setdefault(paper.dossier or "", []).append((paper, _fields(visit, paper)))
    unfinished = {dossier: visit.app.desk.counts(dossier=dossier) for dossier in groups if dossier}
    return page(request, "signing.html", visit, groups=groups, unfinished=unfinished)


@router.post("/ky-va-tra/{paper_id}")
def sign_paper(visit: _Signer, paper_id: PaperId, revision: Annotated[int, Form()]) -> JSONResponse:
    """Sign and store one paper as the signer saw it.

    Raises:
        DeskConflictError: It has changed since.
    """
    seen = visit.seen(paper_id, revision)
    outcome = sign(visit.app, visit.caller("ký số giấy tờ"), seen)
    return JSONResponse({"note": outcome.note or ""})


@router.get("/bien-nhan/{dossier}")
def receipt(request: Request, visit: _Signer, dossier: str) -> Response:
    """Show the receipt of a dossier, to be printed: kinds of papers, no values."""
    papers = _find(visit, (DeskState.SIGNED,), dossier)
    if not papers:
        raise NoSuchPageError("dossier")
    code = print_receipt(visit.app, visit.caller("in biên nhận"), dossier, papers)
    address = f"{str(request.base_url).rstrip('/')}/trang-thai?ma={code}"
    picture = base64.b64encode(qr_svg(address).encode()).decode()
    return page(
        request,
        "receipt.html",
        visit,
        dossier=dossier,
        papers=papers,
        procedure=papers[0].procedure,
        code=code,
        qr=f"data:image/svg+xml;base64,{picture}",
    )


def _find(
    visit: Visit, states: tuple[DeskState, ...], dossier: str | None = None
) -> list[DeskPaper]:
    return visit.app.desk.find(
        states=states, branch=visit.branch, operator=visit.operator, dossier=dossier
    )


def _fields(visit: Visit, paper: DeskPaper) -> list[FieldView]:
    """Return the fields that have a value, in the order of the paper."""
    record = see_paper(visit.app, visit.caller("ký số giấy tờ"), paper)
    order = list(record.fields)
    views = [view for view in field_views(record) if view.text]
    return sorted(views, key=lambda view: order.index(view.name))
