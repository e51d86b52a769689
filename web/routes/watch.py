"""Theo dõi: queues, throughput, comparison of branches and operators, errors; page and CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from app.installation import HANOI
from storage.desk.figures import DeskFigures, TimeSpan
from web.pages import WATCH
from web.presentation.charts import Chart, columns
from web.presentation.render import page
from web.presentation.words import bucket
from web.visit import Visit, visitor

__all__ = ["CSV_HEADERS", "router"]

router = APIRouter(prefix="/theo-doi")

_Watcher = Annotated[Visit, Depends(visitor(WATCH))]
CSV_HEADERS = {"Content-Disposition": "attachment"}


class Period(StrEnum):
    """Period of the figures, including today."""

    DAY = "ngay"
    WEEK = "tuan"
    MONTH = "thang"


_WORDS = {Period.DAY: "Hôm nay", Period.WEEK: "7 ngày", Period.MONTH: "30 ngày"}
_DAYS = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 30}
_Period = Annotated[Period, Query(alias="ky")]
_Table = Literal["hang-cho", "luong", "chi-nhanh", "tai-khoan", "loi-doc"]


@router.get("")
def watch(request: Request, visit: _Watcher, period: _Period = Period.DAY) -> Response:
    """Show all figures of a period."""
    figures, span = _asked(visit, period)
    hourly = period is Period.DAY
    throughput = figures.throughput(span, hourly=hourly)
    return page(
        request,
        "watch.html",
        visit,
        period=period,
        periods=_WORDS,
        hourly=hourly,
        now=span.end,
        queues=figures.queues(span.end, span.branch),
        throughput=throughput,
        chart=_chart(throughput, hourly),
        branches=figures.branches(span),
        operators=figures.operators(span),
        unseen=figures.unseen(span),
        errors=figures.errors(span),
        reading=figures.reading(span),
    )


@router.get("/{table}.csv")
def table(visit: _Watcher, table: _Table, period: _Period = Period.DAY) -> Response:
    """Return one table as CSV for a spreadsheet."""
    figures, span = _asked(visit, period)
    rows: Iterable[Any]
    if table == "hang-cho":
        rows = figures.queues(span.end, span.branch)
    elif table == "luong":
        rows = figures.throughput(span, hourly=period is Period.DAY)
    elif table == "chi-nhanh":
        rows = figures.branches(span)
    elif table == "tai-khoan":
        rows = figures.operators(span)
    else:
        rows = figures.errors(span)
    return Response(_csv([asdict(row) for row in rows]), media_type="text/csv", headers=CSV_HEADERS)


def _asked(visit: Visit, period: Period) -> tuple[DeskFigures, TimeSpan]:
    now = dt.datetime.now(dt.UTC)
    midnight = now.astimezone(HANOI).replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight - dt.timedelta(days=_DAYS[period] - 1)
    return DeskFigures(visit.app.desk.database), TimeSpan(start, now, visit.branch)


def _chart(throughput: list[Any], hourly: bool) -> Chart:
    """Draw the throughput, leaving out the hours before the first paper of the day."""
    shown = throughput
    if hourly:
        busy = [i for i, t in enumerate(shown) if t.received or t.signed or t.failed]
        shown = shown[min(busy[0], max(0, len(shown) - 8)) :] if busy else shown[-8:]
    return columns(
        "Giấy tờ nhận vào và đã ký",
        [bucket(t.begins, short=True) for t in shown],
        [
            ("Nhận vào", [t.received for t in shown]),
            ("Đã ký", [t.signed for t in shown]),
            ("Không đọc được", [t.failed for t in shown]),
        ],
    )


def _csv(rows: list[dict[str, Any]]) -> bytes:
    """Return rows as CSV; the byte order mark tells spreadsheets that it is UTF-8."""
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    if isinstance(value, float):
        return round(value, 2)
    return value.isoformat() if isinstance(value, dt.datetime) else value
