"""Intake: stations hand papers over and query which the centre holds and their progress.

Handing over is idempotent and can be retried after any crash: bytes, ledger, work queue and answer
follow one another, repeating a step changes nothing, and `known` names only papers that completed
all steps.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Iterator
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Path, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from api.access.stations import StationAccess, station_access
from api.errors import HashMismatchError, IntakeFactsError
from api.http.upload import check_announced, stream_to
from api.routes import problems
from app.desk.regroup import supersede
from app.papers.hand_in import hand_in
from pipeline.errors import InputError
from pipeline.intake.look import PageLook, verdict_of
from pipeline.intake.receive import Received
from schemas.protocol.handover import (
    HandedOver,
    IntakeFacts,
    PageVerdict,
    PaperProgress,
    PapersIn,
    PapersKnown,
    PapersProgress,
    ProgressState,
    Sha256,
)
from schemas.record.intake import Intake
from storage.desk.desk_papers import DeskPaper, JudgedPage

__all__ = ["first_look", "router"]

router = APIRouter(prefix="/v1/intake", tags=["intake"])

_LOOK_PAGES = 4
_LOOK_SECONDS = 2.0
"""Time limit, because the clerk waits; the reading processes judge the rest of a stack."""
_FACTS = [
    {
        "name": name,
        "in": "header",
        "required": field.is_required(),
        "description": f"{field.description or name.replace('_', ' ')}, percent-encoded",
        "schema": {"type": "string", "maxLength": 200},
    }
    for name, field in (
        (f"Motlan-Intake-{n.replace('_', '-')}", f) for n, f in IntakeFacts.model_fields.items()
    )
]


@router.put(
    "/papers/{paper_id}",
    responses=problems(409, 413, 415),
    openapi_extra={
        "parameters": _FACTS,
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"format": "binary"}}},
        },
    },
)
async def hand_over(
    paper_id: Annotated[Sha256, Path(description="SHA-256 of the bytes")],
    request: Request,
    access: Annotated[StationAccess, Depends(station_access)],
) -> HandedOver:
    """Hand a paper over; after the answer the centre holds it. Idempotent.

    Raises:
        IntakeFactsError: The intake facts are missing or malformed.
        WrongStationError: The account belongs to another station.
        TooLargeError: The file exceeds the size limit.
        HashMismatchError: The bytes do not have the announced hash.
        InputError: The bytes are not an accepted file.
    """
    facts = _facts(request)
    await run_in_threadpool(access.check, facts)
    check_announced(request)
    with tempfile.TemporaryFile(prefix="motlan-intake-") as file:
        if await stream_to(file, request) != paper_id:
            raise HashMismatchError()
        return await run_in_threadpool(_keep, access, facts, file)


@router.post("/known", responses=problems())
def known(
    question: PapersIn, access: Annotated[StationAccess, Depends(station_access)]
) -> PapersKnown:
    """Return which papers the centre already holds, so that they are not sent again.

    A paper that came from another station or for another dossier is not among them: handed over, it
    is linked with this dossier, too, and the clerk is told.
    """
    found = access.services.app.desk.several(question.papers)
    dossiers = question.dossiers
    known = (p.paper_id for p in found if _complete(access, p, dossiers.get(p.paper_id)))
    return PapersKnown(known=tuple(known))


@router.post("/progress", responses=problems())
def progress(
    question: PapersIn, access: Annotated[StationAccess, Depends(station_access)]
) -> PapersProgress:
    """Return the progress of the station's papers."""
    found = access.services.app.desk.several(question.papers)
    own = (p for p in found if access.owns(p) or list(_further(access, p)))
    return PapersProgress(papers=tuple(map(_progress, own)))


def _complete(access: StationAccess, paper: DeskPaper, dossier: str | None) -> bool:
    """Tell whether handing a paper over at this station would change nothing any more."""
    if access.owns(paper) and dossier in (None, paper.dossier):
        return True
    if dossier is None or dossier not in _further(access, paper):
        return False
    entry = access.services.app.index.get(paper.paper_id)
    return entry is None or entry.belongs_to(dossier)


def _further(access: StationAccess, paper: DeskPaper) -> Iterator[str]:
    """Yield the other dossiers for which this station has handed a paper in."""
    for other in access.services.app.hand_ins.of(paper.paper_id):
        if access.client.may_hand_in_for(other.branch, other.station):
            yield other.dossier


def _facts(request: Request) -> IntakeFacts:
    try:
        facts = IntakeFacts.from_headers(request.headers)
    except ValidationError as error:
        wrong = sorted({".".join(map(str, e["loc"])) for e in error.errors()})
        raise IntakeFactsError("places", places=", ".join(wrong)) from None
    if facts.received_at.tzinfo is None:
        raise IntakeFactsError("places", places="received_at")
    return facts


def _keep(access: StationAccess, facts: IntakeFacts, body: BinaryIO) -> HandedOver:
    """Store the bytes, put the paper on the work queue and judge its first pages."""
    body.seek(0)
    kept = hand_in(
        access.services.app,
        access.caller(facts),
        body.read(),
        "",
        Intake.of(facts),
        branch=facts.branch,
        station=facts.station,
    )
    _replace(access, facts, kept.file)
    told = HandedOver(paper_id=kept.file.sha256, created=kept.created, elsewhere=kept.elsewhere)
    try:
        return told.model_copy(update={"pages": first_look(kept.file)})
    except InputError as error:  # stored nevertheless: the desk shows it with the reason
        return told.model_copy(update={"problem": error.code, "remedy": error.remedy()})


def _replace(access: StationAccess, facts: IntakeFacts, file: Received) -> None:
    """Replace the earlier paper of the same station with whose pages this one begins."""
    app = access.services.app
    for old in app.desk.several([facts.replaces] if facts.replaces else []):
        if access.owns(old) and old.is_open and old.paper_id != file.sha256:
            supersede(app, access.caller(facts), old, app.desk.get(file.sha256))


def first_look(file: Received) -> tuple[PageVerdict, ...]:
    """Judge the first page, and more pages until the time limit."""
    until = time.monotonic() + _LOOK_SECONDS
    pages = []
    for look in itertools.islice(verdict_of(file), _LOOK_PAGES):
        pages.append(_verdict(look))
        if time.monotonic() > until:
            break
    return tuple(pages)


def _verdict(look: PageLook) -> PageVerdict:
    return PageVerdict(number=look.number, grade=look.quality.grade, reasons=look.quality.reasons)


def _progress(paper: DeskPaper) -> PaperProgress:
    return PaperProgress(
        paper_id=paper.paper_id,
        state=ProgressState(paper.state),
        pages=tuple(map(_page, paper.pages)),
        code=paper.error_code,
    )


def _page(page: JudgedPage) -> PageVerdict:
    return PageVerdict(number=page.number, grade=page.quality.grade, reasons=page.quality.reasons)
