"""Lô lưu trữ: batches of the backfill: progress, speed, failures; approve, pause, resume, retry."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response

from app.backfill import steer
from storage.batches.batches import Batch, BatchState
from storage.batches.pace import PaceFigures
from web.pages import BATCHES
from web.presentation.render import go, page
from web.visit import Visit, visitor

__all__ = ["router"]

router = APIRouter(prefix="/lo-luu-tru")

_PAGE = 100
_PURPOSE = "số hóa tài liệu lưu trữ"
_Keeper = Annotated[Visit, Depends(visitor(BATCHES))]
_Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]


@router.get("")
def batches(request: Request, visit: _Keeper) -> Response:
    """Show every batch, newest first."""
    found = [b for b in visit.app.batches.all() if b.state is not BatchState.DRAFT]
    return page(request, "batches.html", visit, batches=[(b, _pace(visit, b)) for b in found])


@router.get("/{name}")
def batch(
    request: Request,
    visit: _Keeper,
    name: _Name,
    after: Annotated[int, Query(alias="sau", ge=-1)] = -1,
) -> Response:
    """Show one batch with its shards and failures."""
    return page(request, "batch.html", visit, **_figures(visit, name, after))


@router.get("/{name}/tien-do")
def progress(request: Request, visit: _Keeper, name: _Name) -> Response:
    """Return only the progress, which the page polls while the batch runs."""
    found = visit.app.batches.get(name)
    return page(request, "batch_progress.html", visit, batch=found, pace=_pace(visit, found))


@router.post("/{name}/duyet")
def approve(visit: _Keeper, name: _Name) -> Response:
    """Approve a planned batch."""
    steer.approve(visit.app, visit.caller(_PURPOSE), name)
    return go(f"/lo-luu-tru/{name}")


@router.post("/{name}/tam-dung")
def pause(visit: _Keeper, name: _Name) -> Response:
    """Pause a batch: no further papers are started."""
    steer.pause(visit.app, visit.caller(_PURPOSE), name)
    return go(f"/lo-luu-tru/{name}")


@router.post("/{name}/tiep-tuc")
def resume(visit: _Keeper, name: _Name) -> Response:
    """Resume a paused batch."""
    steer.resume(visit.app, visit.caller(_PURPOSE), name)
    return go(f"/lo-luu-tru/{name}")


@router.post("/{name}/thu-lai")
def retry(visit: _Keeper, name: _Name, code: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Requeue parked files, all or those with one reason."""
    steer.retry(visit.app, visit.caller(_PURPOSE), name, [code] if code else [])
    return go(f"/lo-luu-tru/{name}")


def _figures(visit: Visit, name: str, after: int) -> dict[str, Any]:
    store = visit.app.batches
    found = store.get(name)
    failures = store.failures(name, limit=_PAGE + 1, after=after)
    return {
        "batch": found,
        "pace": _pace(visit, found),
        "shards": store.shards(name),
        "reasons": store.reasons(name),
        "failures": failures[:_PAGE],
        "next": failures[_PAGE - 1].number if len(failures) > _PAGE else None,
        "now": dt.datetime.now(dt.UTC),
    }


def _pace(visit: Visit, batch: Batch) -> PaceFigures:
    return visit.app.pace.of(batch.name, batch.counts.waiting, dt.datetime.now(dt.UTC))
