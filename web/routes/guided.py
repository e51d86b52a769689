"""Guided scanning, for citizens at a kiosk and for mobile teams; also works offline.

The pages themselves contain no secrets and no personal data, so the browser may cache them; photos
wait in the browser until the centre has answered (`static/queue.js`). They are handed over as from
stations: by hash, with retries.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path as FilePath
from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, JSONResponse

from api.errors import HashMismatchError
from api.http.upload import stream_to
from api.routes.intake import first_look
from app.desk.dossiers.receipt import print_receipt
from app.papers.hand_in import hand_in
from pipeline.intake.receive import receive
from schemas.protocol.handover import HandedOver, PapersIn, PapersKnown
from schemas.record.intake import Intake
from schemas.record.paper import Channel, FormOfPaper
from storage.desk.desk_papers import DeskState
from web.errors import NoSuchPageError
from web.pages import GUIDED, KIOSK
from web.presentation.receipt import qr_of
from web.presentation.render import page
from web.routes.intake import DOSSIER
from web.routes.pictures import PaperId
from web.visit import Visit, visitor

__all__ = ["router"]

router = APIRouter(prefix="/quet")

_HANDOVER = r"^[0-9a-f-]{36}$"
Handover = Annotated[str, Header(pattern=_HANDOVER)]
"""Random identifier that a page gives to one handover by one person."""
_Hand = Annotated[Visit, Depends(visitor(GUIDED))]
_ANYWHERE = "H26"
"""Branch of papers handed in by an account without a branch."""
_GONE = (DeskState.FAILED, DeskState.REPLACED, DeskState.REJECTED)
_WORKER = FilePath(__file__).parents[1] / "static" / "guided-worker.js"
_FORMS = (FormOfPaper.ORIGINAL, FormOfPaper.CERTIFIED_COPY, FormOfPaper.PHOTOCOPY)


@router.get("/{profile}")
def guided(request: Request, _: _Hand, profile: Literal["may", "luu-dong"]) -> Response:
    """Show the steps of a profile."""
    return page(request, "guided.html", kiosk=profile == "may", forms=_FORMS)


@router.get("/phien/hien-tai")
def session(visit: _Hand) -> JSONResponse:
    """Return the form secret of the session: a cached page has an old one or none."""
    return JSONResponse({"csrf": visit.session.csrf})


@router.get("/tho/tho.js")
def worker() -> FileResponse:
    """Return the service worker that caches the pages for offline use."""
    headers = {"Service-Worker-Allowed": "/quet/", "Cache-Control": "no-cache"}
    return FileResponse(_WORKER, media_type="text/javascript", headers=headers)


@router.post("/xem")
async def look(request: Request, _: _Hand) -> JSONResponse:
    """Judge the quality of a photo without storing it."""
    with tempfile.TemporaryFile(prefix="motlan-look-") as body:
        await stream_to(body, request)
        return await run_in_threadpool(_judge, body)


@router.post("/da-co")
def known(visit: _Hand, question: PapersIn) -> JSONResponse:
    """Return which papers need not be sent again."""
    found = visit.app.desk.several(question.papers)
    held = tuple(paper.paper_id for paper in found if paper.state not in _GONE)
    return JSONResponse(PapersKnown(known=held).model_dump(mode="json"))


@router.put("/giay-to/{paper_id}")
async def hand_over(
    request: Request,
    visit: _Hand,
    paper_id: PaperId,
    motlan_dossier: Annotated[str, Header(max_length=64)],
    motlan_received_at: Annotated[dt.datetime, Header()],
    motlan_profile: Annotated[Literal["may", "luu-dong"], Header()],
    motlan_handover: Handover,
    motlan_form: Annotated[FormOfPaper, Header()] = FormOfPaper.ORIGINAL,
) -> JSONResponse:
    """Hand a photo over; after the answer the centre holds it. Idempotent.

    Raises:
        HashMismatchError: The bytes do not have the announced hash.
        InputError: The bytes are not an accepted file.
        NoSuchPageError: The dossier code is invalid.
    """
    if not DOSSIER.fullmatch(motlan_dossier):
        raise NoSuchPageError("dossier-code")
    channel = Channel.KIOSK if motlan_profile == "may" else Channel.MOBILE
    intake = visit.intake(motlan_dossier, None, motlan_form, channel, motlan_received_at)
    with tempfile.TemporaryFile(prefix="motlan-hand-") as body:
        if await stream_to(body, request) != paper_id:
            raise HashMismatchError()
        return await run_in_threadpool(_keep, visit, intake, body, motlan_handover)


@router.get("/bien-nhan/{dossier}")
def receipt(
    request: Request,
    visit: _Hand,
    dossier: str,
    handover: Annotated[str, Query(alias="lan", pattern=_HANDOVER)],
) -> JSONResponse:
    """Return receipt code and QR code for one handover.

    Dossier codes are sequential: a person who types another one gets a code only for their own
    photos.

    Raises:
        NoSuchPageError: Nothing was handed in for this dossier in this handover.
    """
    desk = visit.app.desk
    papers = desk.find(dossier=dossier, operator=visit.account.name)
    held = [p for p in papers if p.handover == handover and p.state not in _GONE]
    if not held:
        raise NoSuchPageError("nothing-handed-in")
    code = print_receipt(visit.app, visit.caller("in biên nhận"), dossier, held, handover)
    return JSONResponse({"code": code, "papers": len(held), "qr": qr_of(request, code)})


def _judge(body: BinaryIO) -> JSONResponse:
    body.seek(0)
    data = body.read()
    file = receive(data, "ảnh")
    pages = first_look(file)
    seen = HandedOver(paper_id=file.sha256, created=False, pages=pages)
    return JSONResponse(seen.model_dump(mode="json"))


def _keep(visit: Visit, intake: Intake, body: BinaryIO, handover: str) -> JSONResponse:
    """Store a photo apart, because anybody who knows a dossier code could hand something in."""
    body.seek(0)
    account, dossier = visit.account, visit.app.dossiers.get(intake.dossier or "")
    strange = KIOSK.opens_for(account)
    own = dossier is not None and dossier.operator == account.name
    place = dossier.branch if dossier and strange else account.branch
    handed = hand_in(
        visit.app,
        visit.caller("số hóa giấy tờ"),
        body.read(),
        "ảnh",
        intake,
        branch=place or _ANYWHERE,
        station=account.station or intake.channel.value,
        handover=handover,
        apart=strange or (visit.operator is not None and not own),
    )
    before = handed.before
    again = before is not None and before.handover != handover
    note = "Đã nộp trước đây: xem biên nhận lần trước hoặc hỏi cán bộ tại quầy." if again else ""
    return JSONResponse({"paper_id": handed.paper.paper_id, "note": note})
