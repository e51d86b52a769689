"""Trạng thái: progress of a dossier for the holder of its receipt; no sign-in, no names.

An unknown code looks like a code whose dossier has no papers, and both count towards the rate
limit, so guessing codes is slow and useless (`storage.desk.receipts`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access.gate import address_of
from storage.desk.desk_papers import DeskPaper, DeskState
from web.errors import TooOftenError
from web.office import Office
from web.presentation.render import page
from web.visit import office_of

__all__ = ["router"]

router = APIRouter()

_PER_MINUTE = 20
"""Rate limit of one IP address, shared by a whole waiting room behind it."""
_TIME_TO_LOOK = dt.timedelta(hours=4)
"""Until then a doubt about a picture is the clerk's, who has the citizen at the counter."""
_STEPS: tuple[tuple[str, tuple[DeskState, ...]], ...] = (
    ("Đang đọc", (DeskState.WAITING, DeskState.READING)),
    ("Cán bộ đang xem lại ảnh", (DeskState.RESCAN, DeskState.FAILED)),
    ("Cán bộ đang kiểm tra", (DeskState.TO_REVIEW, DeskState.TO_CHECK)),
    ("Chờ ký số", (DeskState.TO_SIGN,)),
    ("Đã số hóa xong", (DeskState.SIGNED,)),
)


@dataclass(frozen=True, slots=True)
class Status:
    """Progress of a dossier.

    Attributes:
        steps: Name of each step and the number of papers there, in order.
        papers: Total number of papers.
        done: Number of papers signed and stored.
        wanted: Whether the citizen has to return to the counter.
        updated: Time of the last change, UTC.
    """

    steps: tuple[tuple[str, int], ...]
    papers: int
    done: int
    wanted: bool
    updated: dt.datetime


@router.get("/trang-thai")
def board(
    request: Request, code: Annotated[str, Query(alias="ma", max_length=40)] = ""
) -> Response:
    """Show the form, or the progress of the dossier of a receipt code.

    Raises:
        TooOftenError: Too many requests.
    """
    if not code:
        return page(request, "board.html", code="", status_=None, unknown=False)
    office = office_of(request)
    if not office.services.limiter.allow(f"board {address_of(request)}", _PER_MINUTE):
        raise TooOftenError()
    found = _status(office, code)
    return page(
        request,
        "board.html",
        status=200 if found else 404,
        code=code,
        status_=found,
        unknown=found is None,
    )


def _status(office: Office, code: str) -> Status | None:
    receipt = office.app.receipts.of_code(code)
    if receipt is None:
        return None
    gone = (DeskState.REPLACED, DeskState.REJECTED)
    states = [state for state in DeskState if state not in gone]
    papers = [
        paper
        for paper in office.app.desk.find(states=states, dossier=receipt.dossier)
        if (paper.handover == receipt.handover if receipt.handover else not paper.apart)
    ]
    return _of(papers, office.app.clock()) if papers else None


def _is_old(paper: DeskPaper, now: dt.datetime) -> bool:
    """Tell whether nobody at the counter has put right what the machine doubts."""
    return now - paper.updated_at > _TIME_TO_LOOK


def _of(papers: list[DeskPaper], now: dt.datetime) -> Status:
    steps = tuple((word, sum(p.state in states for p in papers)) for word, states in _STEPS)
    again = _STEPS[1][1]
    return Status(
        steps=steps,
        papers=len(papers),
        done=sum(p.state is DeskState.SIGNED for p in papers),
        wanted=any(p.state in again and _is_old(p, now) for p in papers),
        updated=max(p.updated_at for p in papers),
    )
