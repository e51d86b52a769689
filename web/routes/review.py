"""Kiểm tra: the picture beside the fields, the doubtful ones first."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from app.desk.answers import Answer
from app.desk.pictures import page_image
from app.desk.settle import choose_type, draft_of, send_back, settle
from pipeline.page.region import read_region
from schemas.record.reading import Point, Polygon
from storage.audit.chain import Action, AuditEvent
from storage.desk.accounts import Role
from storage.desk.worklist import DeskPaper, DeskState
from storage.errors import DeskConflictError
from web import words
from web.errors import NoSuchPageError
from web.fields import field_views
from web.render import go, page
from web.routes.pictures import PaperId
from web.visit import DESK_ROLES, Visit, visitor

__all__ = ["router"]

router = APIRouter()

_Reviewer = Annotated[Visit, Depends(visitor(*DESK_ROLES))]
_OPEN = (DeskState.TO_REVIEW, DeskState.TO_CHECK, DeskState.TO_SIGN)


class Corner(BaseModel):
    """A point on the original page, pixels."""

    model_config = ConfigDict(extra="forbid")

    x: float = Field(ge=-100_000, le=100_000, allow_inf_nan=False)
    y: float = Field(ge=-100_000, le=100_000, allow_inf_nan=False)


class Region(BaseModel):
    """Where a person says that a value stands."""

    model_config = ConfigDict(extra="forbid")

    page: int = Field(ge=1)
    corners: tuple[Corner, Corner, Corner, Corner]

    @property
    def polygon(self) -> Polygon:
        """The corners as the record keeps them."""
        a, b, c, d = (Point(corner.x, corner.y) for corner in self.corners)
        return a, b, c, d


class FieldAnswer(BaseModel):
    """What a person says of one field."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=2000)
    region: Region | None = None
    raw: str | None = Field(default=None, max_length=2000)
    sure: bool = Field(default=False, description="said again after a conflict was told")


class Answers(BaseModel):
    """What a person says of a paper."""

    model_config = ConfigDict(extra="forbid")

    revision: int
    fields: dict[str, FieldAnswer] = Field(max_length=200)
    no_type: bool = Field(default=False, description="the paper is of none of the known types")


@router.get("/kiem-tra")
def queue(request: Request, visit: _Reviewer) -> Response:
    """Show what waits for a person."""
    papers = _queue(visit)
    return page(
        request,
        "queue.html",
        visit,
        review=[p for p in papers if p.state is DeskState.TO_REVIEW],
        check=[p for p in papers if p.state is DeskState.TO_CHECK],
    )


@router.get("/kiem-tra/tiep")
def next_paper(visit: _Reviewer) -> Response:
    """Go to the next paper that waits for this person; to signing when there is none."""
    found = next(iter(_mine(visit)), None)
    if found:
        return go(f"/kiem-tra/{found.paper_id}")
    signs = visit.account.may(Role.OPERATOR, Role.SUPERVISOR, Role.AGENT)
    return go("/ky-va-tra" if signs else "/kiem-tra")


@router.get("/kiem-tra/{paper_id}")
def show(request: Request, visit: _Reviewer, paper_id: PaperId) -> Response:
    """Show one paper; that its values were seen is noted."""
    paper = visit.paper(paper_id)
    if paper.state not in _OPEN:
        raise NoSuchPageError("no-review")
    draft = draft_of(visit.app, paper)
    _note(visit, paper, Action.READ)
    return page(
        request,
        "review.html",
        visit,
        paper=paper,
        record=draft.record,
        fields=field_views(draft.record),
        names=words.paper_names(),
        left=len(_mine(visit)),
    )


@router.post("/kiem-tra/{paper_id}")
def answer(visit: _Reviewer, paper_id: PaperId, answers: Answers) -> JSONResponse:
    """Take what the person says; names what was mistyped, or where to go next."""
    seen = _seen(visit, paper_id, answers.revision)
    said = {
        name: Answer(
            each.text,
            each.region.page if each.region else None,
            each.region.polygon if each.region else None,
            each.raw,
            each.sure,
        )
        for name, each in answers.fields.items()
    }
    name = visit.account.name
    paper, found = settle(visit.app, seen, said, name, no_type=answers.no_type)
    if found.problems:
        return JSONResponse({"problems": dict(found.problems)}, status_code=422)
    if found.changed:
        _note(visit, paper, Action.CORRECT)
    if paper.state is seen.state:
        return JSONResponse({"next": f"/kiem-tra/{paper_id}"})
    return JSONResponse({"next": "/kiem-tra/tiep"})


@router.post("/kiem-tra/{paper_id}/doc-lai")
def read_again(visit: _Reviewer, paper_id: PaperId, region: Region) -> JSONResponse:
    """Read a region that the person drew."""
    app, paper = visit.app, visit.paper(paper_id)
    draft = draft_of(app, paper)
    if region.page > len(draft.pages):
        raise NoSuchPageError()
    image = page_image(app, paper_id, region.page)
    rows = read_region(image, draft.pages[region.page - 1], region.polygon, app.recognizer)
    confidence = min((row.confidence for row in rows), default=0.0)
    return JSONResponse({"text": " ".join(row.text for row in rows), "confidence": confidence})


@router.post("/kiem-tra/{paper_id}/loai")
def set_type(
    visit: _Reviewer,
    paper_id: PaperId,
    revision: Annotated[int, Form()],
    paper_type: Annotated[str, Form(max_length=64)],
) -> Response:
    """Take the paper for another type and extract it anew."""
    seen = _seen(visit, paper_id, revision)
    choose_type(visit.app, seen, paper_type, visit.account.name)
    return go(f"/kiem-tra/{paper_id}")


@router.post("/kiem-tra/{paper_id}/chuyen-lai")
def return_to_review(
    visit: _Reviewer, paper_id: PaperId, revision: Annotated[int, Form()]
) -> Response:
    """Ask for another review."""
    send_back(visit.app, _seen(visit, paper_id, revision), visit.account.name)
    return go("/kiem-tra")


def _queue(visit: Visit) -> list[DeskPaper]:
    states = (DeskState.TO_REVIEW, DeskState.TO_CHECK)
    return visit.app.desk.find(states=states, branch=visit.branch, operator=visit.operator)


def _mine(visit: Visit) -> list[DeskPaper]:
    """Return what this person can do now: a second look is never that of the first."""
    return [
        paper
        for paper in _queue(visit)
        if (
            paper.state is DeskState.TO_REVIEW
            and visit.account.may(Role.OPERATOR, Role.SUPERVISOR, Role.AGENT)
        )
        or (paper.state is DeskState.TO_CHECK and paper.reviewed_by != visit.account.name)
    ]


def _seen(visit: Visit, paper_id: str, revision: int) -> DeskPaper:
    paper = visit.paper(paper_id)
    if paper.revision != revision:
        raise DeskConflictError()
    return paper


def _note(visit: Visit, paper: DeskPaper, action: Action) -> None:
    visit.app.audit.append(
        AuditEvent(
            action=action,
            actor=visit.account.name,
            officer=visit.account.name,
            agency=paper.branch,
            purpose="kiểm tra giấy tờ số hóa",
            procedure=paper.procedure or "",
            dossier=paper.dossier or "",
            paper_id=paper.paper_id,
            request=uuid.uuid4().hex,
        )
    )
