"""Kiểm tra: the page picture next to the fields, doubtful fields first."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from app.desk.answers import Answer
from app.desk.drafts import draft_of
from app.desk.reopen import reopen_some
from app.desk.see import read_region, see_paper
from app.desk.settle import check, retype, review, send_back
from schemas.record.reading import Point, Polygon
from storage.desk.desk_papers import DeskEvent, DeskPaper, DeskState, EventKind
from storage.desk.reasons import WhySentBack
from storage.desk.typed import Typed, keep_typed, mark_open, others_at, typed_of
from storage.errors import ObjectMissingError
from web.errors import NoSuchPageError
from web.pages import FIRST_REVIEW, INTAKE, REVIEW, SIGNING
from web.presentation import words
from web.presentation.fields import field_views
from web.presentation.render import go, page
from web.routes.pictures import PaperId
from web.routes.signing import of_dossier
from web.visit import Visit, visitor

__all__ = ["router"]

router = APIRouter()

_Reviewer = Annotated[Visit, Depends(visitor(REVIEW))]
_PURPOSE = "kiểm tra giấy tờ số hóa"
_PRESENT = dt.timedelta(minutes=10)
"""How long a paper counts as open after a person's last action."""
_OPEN = (DeskState.TO_REVIEW, DeskState.TO_CHECK, DeskState.TO_SIGN)


class Corner(BaseModel):
    """A point on the original page, in pixels."""

    model_config = ConfigDict(extra="forbid")

    x: float = Field(ge=-100_000, le=100_000, allow_inf_nan=False)
    y: float = Field(ge=-100_000, le=100_000, allow_inf_nan=False)


class Region(BaseModel):
    """The region in which, according to a person, a value is."""

    model_config = ConfigDict(extra="forbid")

    page: int = Field(ge=1)
    corners: tuple[Corner, Corner, Corner, Corner]
    field: str = Field(default="", max_length=64, description="that it is read for")

    @property
    def polygon(self) -> Polygon:
        """The corners in the form that the record stores."""
        a, b, c, d = (Point(corner.x, corner.y) for corner in self.corners)
        return a, b, c, d


class FieldAnswer(BaseModel):
    """A person's answer for one field."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=2000)
    region: Region | None = None
    raw: str | None = Field(default=None, max_length=2000)
    sure: bool = Field(default=False, description="said again after a conflict was told")


class Answers(BaseModel):
    """A person's answers for a paper."""

    model_config = ConfigDict(extra="forbid")

    revision: int
    fields: dict[str, FieldAnswer] = Field(max_length=200)
    no_type: bool = Field(default=False, description="the paper is of none of the known types")


class TypedAnswer(FieldAnswer):
    """What a person has typed in one field."""

    settled: bool = Field(default=False, description="Enter was pressed on it")


class TypedAnswers(BaseModel):
    """What a person has typed for a paper but not sent yet."""

    model_config = ConfigDict(extra="forbid")

    revision: int
    fields: dict[str, TypedAnswer] = Field(max_length=200)


@router.get("/kiem-tra")
def queue(request: Request, visit: _Reviewer) -> Response:
    """Show the papers that wait for a person, the person's own first."""
    papers = _queue(visit)
    own = [paper for paper in papers if visit.owns(paper)]
    return page(
        request,
        "queue.html",
        visit,
        own=[p for p in own if p.state is DeskState.TO_REVIEW],
        branch=[p for p in papers if p.state is DeskState.TO_REVIEW and p not in own],
        check=[p for p in papers if p.state is DeskState.TO_CHECK],
        begins=bool(_mine(visit)),
        stored=visit.app.index.doubts_by_type(),
    )


@router.post("/kiem-tra/kho")
def from_the_store(
    visit: _Reviewer, paper_type: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """Put papers on file whose values nobody has looked at on the queue."""
    types = (paper_type,) if paper_type else ()
    by = visit.caller(_PURPOSE)
    reopen_some(visit.app, by, types, branch=visit.branch or "")
    return go("/kiem-tra")


@router.get("/kiem-tra/tiep")
def next_paper(
    visit: _Reviewer,
    dossier: Annotated[str, Query(alias="ho-so", max_length=64)] = "",
    after: Annotated[str, Query(alias="sau", max_length=64)] = "",
) -> Response:
    """Go to the next paper of a dossier, or of the person's own papers if none is named.

    Papers of others are never opened automatically: people choose them from the queue. `after` is
    the paper that the person leaves unfinished: the ones behind it come first, itself last.
    """
    mine = _behind(_mine(visit, dossier), after)
    busy = others_at(visit.app.desk.database, visit.account.name, visit.app.clock() - _PRESENT)
    found = next((p for p in mine if p.paper_id not in busy), next(iter(mine), None))
    if found:
        return go(f"/kiem-tra/{found.paper_id}")
    if not SIGNING.opens_for(visit.account):
        return go(REVIEW.address)
    if not dossier:
        return go(SIGNING.address)
    signs = visit.papers(DeskState.TO_SIGN, dossier=dossier)
    known = visit.app.dossiers.get(dossier)
    return go(f"{INTAKE.address}/{dossier}" if known and not signs else of_dossier(dossier))


@router.get("/kiem-tra/{paper_id}")
def show(request: Request, visit: _Reviewer, paper_id: PaperId) -> Response:
    """Show one paper; the access to its values is logged."""
    paper = visit.paper(paper_id)
    if paper.state is DeskState.SIGNED:
        return go(f"/giay-to/{paper_id}")
    if paper.state not in _OPEN:
        raise NoSuchPageError("no-review")
    record = see_paper(visit.app, visit.caller(_PURPOSE), paper)
    database, name, now = visit.app.desk.database, visit.account.name, visit.app.clock()
    mark_open(database, paper_id, name, paper.revision, now)
    kept = typed_of(database, paper_id, name) or Typed(paper.revision, {})
    return page(
        request,
        "review.html",
        visit,
        paper=paper,
        typed=kept.answers,
        sent_back=_sent_back(visit, paper),
        stale=bool(kept.answers) and kept.revision != paper.revision,
        others=others_at(database, name, now - _PRESENT).get(paper_id, ()),
        record=record,
        fields=field_views(record, draft_of(visit.app, paper).pages),
        names=words.paper_names(),
        onward=_onward(paper),
        left=sum(p.paper_id != paper_id for p in _mine(visit, paper.dossier or "")),
    )


@router.post("/kiem-tra/{paper_id}")
def answer(visit: _Reviewer, paper_id: PaperId, answers: Answers) -> JSONResponse:
    """Apply the person's answers; return invalid values or the next address."""
    seen = visit.seen(paper_id, answers.revision)
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
    verb = check if seen.state is DeskState.TO_CHECK else review
    by = visit.caller(_PURPOSE)
    paper, found = verb(visit.app, by, seen, said, no_type=answers.no_type)
    if found.problems:
        return JSONResponse({"problems": dict(found.problems)}, status_code=422)
    if paper.state is seen.state:
        return JSONResponse({"next": f"/kiem-tra/{paper_id}"})
    return JSONResponse({"next": _onward(seen)})


def _sent_back(visit: Visit, paper: DeskPaper) -> DeskEvent | None:
    """Return who sent a paper back and why, until it is reviewed again."""
    settled = (EventKind.SENT_BACK, EventKind.REVIEWED)
    last = [event for event in visit.app.desk.events(paper.paper_id) if event.kind in settled]
    return last[-1] if last and last[-1].kind is EventKind.SENT_BACK else None


def _behind(papers: list[DeskPaper], paper_id: str) -> list[DeskPaper]:
    """Return papers in the order in which they come after one of them, which is the last."""
    here = next((at for at, paper in enumerate(papers, 1) if paper.paper_id == paper_id), 0)
    return papers[here:] + papers[:here]


def _onward(paper: DeskPaper) -> str:
    """Return the address of the page after a paper: its dossier is finished first."""
    return f"/kiem-tra/tiep?ho-so={paper.dossier}" if paper.dossier else "/kiem-tra/tiep"


@router.post("/kiem-tra/{paper_id}/dang-go")
def keep(visit: _Reviewer, paper_id: PaperId, typed: TypedAnswers) -> JSONResponse:
    """Store what the person has typed but not sent; return whether the paper has changed."""
    paper = visit.paper(paper_id)
    if paper.state in _OPEN:
        answers = {
            name: each.model_dump(mode="json", exclude_defaults=True)
            for name, each in typed.fields.items()
        }
        kept = Typed(typed.revision, answers)
        database, now = visit.app.desk.database, visit.app.clock()
        keep_typed(database, paper_id, visit.account.name, kept, now)
    return JSONResponse({"changed": paper.revision != typed.revision})


@router.post("/kiem-tra/{paper_id}/doc-lai")
def read_again(visit: _Reviewer, paper_id: PaperId, region: Region) -> JSONResponse:
    """Read a region that the person drew."""
    paper, by = visit.paper(paper_id), visit.caller(_PURPOSE)
    try:
        found = read_region(visit.app, by, paper, region.page, region.polygon, region.field)
    except ObjectMissingError:
        raise NoSuchPageError() from None
    return JSONResponse({"raw": found.raw, "text": found.text, "confidence": found.confidence})


@router.post("/kiem-tra/{paper_id}/loai")
def set_type(
    visit: _Reviewer,
    paper_id: PaperId,
    revision: Annotated[int, Form()],
    paper_type: Annotated[str, Form(max_length=64)],
) -> Response:
    """Change the type of the paper and extract its fields again."""
    retype(visit.app, visit.caller(_PURPOSE), visit.seen(paper_id, revision), paper_type)
    return go(f"/kiem-tra/{paper_id}")


@router.post("/kiem-tra/{paper_id}/chuyen-lai")
def return_to_review(
    visit: _Reviewer,
    paper_id: PaperId,
    revision: Annotated[int, Form()],
    why: Annotated[WhySentBack, Form()],
) -> Response:
    """Ask for another review, and say why."""
    seen = visit.seen(paper_id, revision)
    send_back(visit.app, visit.caller(_PURPOSE), seen, why)
    return go("/kiem-tra")


def _queue(visit: Visit, dossier: str = "") -> list[DeskPaper]:
    return visit.papers(DeskState.TO_REVIEW, DeskState.TO_CHECK, dossier=dossier or None)


def _mine(visit: Visit, dossier: str = "") -> list[DeskPaper]:
    """Return what this person does next; nobody makes the second check of their own review.

    Without a dossier these are the person's own papers, and for pure checkers the second checks.
    """
    first = FIRST_REVIEW.opens_for(visit.account)
    return [
        paper
        for paper in _queue(visit, dossier)
        if (paper.state is DeskState.TO_REVIEW and first and (dossier or visit.owns(paper)))
        or (
            paper.state is DeskState.TO_CHECK
            and paper.reviewed_by != visit.account.name
            and (dossier or not first)
        )
    ]
