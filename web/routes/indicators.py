"""Indicators of Quyết định 766/QĐ-TTg for the dossiers at the desk or in an uploaded list.

Only the case system knows when a dossier was resolved; its list is read, counted and discarded.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from app.installation import HANOI
from app.papers.reports import count_dossiers
from schemas.record.paper import Channel
from storage.papers.indicators import Counters, DossierFact, as_csv, as_json
from web.pages import WATCH
from web.presentation.render import page
from web.routes.watch import CSV_HEADERS
from web.visit import Visit, visitor

__all__ = ["router"]

router = APIRouter(prefix="/theo-doi")

_Watcher = Annotated[Visit, Depends(visitor(WATCH))]
_COLUMNS = (
    "code",
    "procedure",
    "branch",
    "channel",
    "accepted_on",
    "resolved_on",
    "reused_from_portal",
)
_PURPOSE = "chỉ số theo Quyết định 766/QĐ-TTg"
_MOST_BYTES = 20 << 20
_JSON_HEADERS = {"Cache-Control": "no-store"}
_MOST_DOSSIERS = 1000
_OWN = f"Dưới đây là {_MOST_DOSSIERS} hồ sơ gần nhất mở ở Tiếp nhận."
_SENT = "Dưới đây là hồ sơ trong tệp vừa tải lên."
_WRONG = "Tệp phải là CSV mã UTF-8 có dòng đầu là tên các cột."
_TOO_LONG = f"Tệp quá lớn: tối đa {_MOST_BYTES >> 20} MB. Hãy chia thành nhiều tệp."


@router.get("/chi-so")
def indicators(request: Request, visit: _Watcher) -> Response:
    """Show the indicators of the dossiers opened at the desk."""
    return _page(request, visit, _count(visit, _own(visit)), own=True)


@router.get("/chi-so.csv")
def own_csv(visit: _Watcher) -> Response:
    """Return these indicators as CSV for a spreadsheet."""
    return _file(_count(visit, _own(visit)))


@router.get("/chi-so.json")
def own_json(visit: _Watcher) -> Response:
    """Return these indicators as JSON for another system."""
    return _json(_count(visit, _own(visit)))


@router.post("/chi-so")
def of_list(
    request: Request,
    visit: _Watcher,
    file: Annotated[UploadFile, File()],
    as_: Annotated[Literal["page", "csv", "json"], Form(alias="as")] = "page",
) -> Response:
    """Count the dossiers in a list from the case system."""
    data = file.file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        return _page(request, visit, [], own=False, problem=_TOO_LONG)
    try:
        facts = _read(data.decode("utf-8-sig"))
    except (ValueError, csv.Error) as error:
        told = f"Tệp chưa đúng mẫu: {error}." if isinstance(error, _RowError) else _WRONG
        return _page(request, visit, [], own=False, problem=told)
    mine = [fact for fact in facts if visit.branch in (None, fact.branch)]
    rows = _count(visit, mine)
    if as_ == "page":
        return _page(request, visit, rows, own=False)
    return _file(rows) if as_ == "csv" else _json(rows)


class _RowError(ValueError):
    """A row is malformed; names the row, never its content."""


def _read(text: str) -> list[DossierFact]:
    found = []
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        try:
            found.append(
                DossierFact(
                    code=row["code"],
                    procedure=row["procedure"],
                    branch=row["branch"],
                    channel=Channel(row["channel"]),
                    accepted_on=dt.date.fromisoformat(row["accepted_on"]),
                    resolved_on=_day(row.get("resolved_on")),
                    reused_from_portal=(row.get("reused_from_portal") or "") in ("1", "true"),
                )
            )
        except (ValueError, KeyError, TypeError):
            raise _RowError(f"dòng {number}") from None
    return found


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _own(visit: Visit) -> list[DossierFact]:
    desk, found = visit.app.desk, []
    for dossier in visit.app.dossiers.recent(branch=visit.branch, limit=_MOST_DOSSIERS):
        papers = desk.find(dossier=dossier.dossier, limit=1)
        found.append(
            DossierFact(
                code=dossier.dossier,
                procedure=dossier.procedure or "",
                branch=dossier.branch,
                channel=papers[0].channel if papers else Channel.COUNTER,
                accepted_on=dossier.opened_at.astimezone(HANOI).date(),
            )
        )
    return found


def _count(visit: Visit, facts: Sequence[DossierFact]) -> list[Counters]:
    """Count dossiers; reading the audit chain and the index for this is logged."""
    return count_dossiers(visit.app, visit.caller(_PURPOSE), facts)


def _page(
    request: Request, visit: Visit, rows: list[Counters], *, own: bool, problem: str = ""
) -> Response:
    return page(
        request,
        "indicators.html",
        visit,
        status=422 if problem else 200,
        rows=rows,
        own=own,
        source=_OWN if own else _SENT,
        columns=_COLUMNS,
        problem=problem,
    )


def _file(rows: list[Counters]) -> Response:
    return Response(as_csv(rows).encode("utf-8-sig"), media_type="text/csv", headers=CSV_HEADERS)


def _json(rows: list[Counters]) -> Response:
    return Response(as_json(rows), media_type="application/json", headers=_JSON_HEADERS)
