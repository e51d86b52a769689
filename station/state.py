"""The state of a station, for screens and scripts."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from schemas.protocol.handover import ProgressState
from schemas.record.page import Grade
from station.book import BookEntry, SpoolState
from station.settings import StationSettings
from station.spool import Spool

__all__ = ["PaperShown", "Shown", "screen", "shown"]

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_STATES = {
    SpoolState.SPOOLED: ("chờ gửi", "yellow"),
    SpoolState.SENT: ("đang gửi", "yellow"),
    SpoolState.REFUSED: ("bị từ chối", "bold red"),
    SpoolState.ACKNOWLEDGED: ("đã nhận", "green"),
}
_PROGRESS = {
    ProgressState.WAITING: ("chờ đọc", "cyan"),
    ProgressState.READING: ("đang đọc", "cyan"),
    ProgressState.RESCAN: ("cần quét lại", "bold red"),
    ProgressState.TO_REVIEW: ("cần kiểm tra", "magenta"),
    ProgressState.TO_CHECK: ("chờ kiểm tra lần hai", "magenta"),
    ProgressState.TO_SIGN: ("đã đọc, chờ ký", "blue"),
    ProgressState.SIGNED: ("đã ký", "bold green"),
    ProgressState.FAILED: ("không đọc được", "bold red"),
    ProgressState.REPLACED: ("đã tách hoặc thay bằng bản khác", "dim"),
    ProgressState.REJECTED: ("đã trả lại", "dim"),
}


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class PaperShown(_Value):
    """One paper."""

    paper_id: str
    name: str
    dossier: str | None
    state: SpoolState
    progress: ProgressState | None
    label: str
    code: str | None
    remedy: str | None
    pages: tuple[str, ...]
    taken_at: dt.datetime


class NoticeShown(_Value):
    """One notice of something to do."""

    source: str
    code: str
    what: str
    remedy: str
    at: dt.datetime


class Shown(_Value):
    """The state of a station at one time."""

    branch: str
    station: str
    centre: str
    online: bool
    counts: dict[SpoolState, int]
    notices: tuple[NoticeShown, ...]
    papers: tuple[PaperShown, ...]


def shown(settings: StationSettings, spool: Spool, *, limit: int = 15) -> Shown:
    """Return the state of a station; may be called from any process.

    Args:
        settings: Settings of the station.
        spool: Its spool.
        limit: Papers shown, refused ones first, then the newest.
    """
    notices = spool.book.notices()
    return Shown(
        branch=settings.branch,
        station=settings.station,
        centre=settings.centre.url,
        online=not any(n.source.startswith("centre:") for n in notices),
        counts=spool.book.counts(),
        notices=tuple(
            NoticeShown(
                source=n.source.partition(":")[2],
                code=n.code,
                what=n.what,
                remedy=n.remedy,
                at=n.at,
            )
            for n in notices
        ),
        papers=tuple(map(_paper, spool.book.recent(limit))),
    )


def screen(state: Shown) -> RenderableType:
    """Draw the state for a terminal."""
    line = Text.assemble(
        ("● kết nối", "bold green") if state.online else ("● mất kết nối", "bold red"),
        f" · {state.centre}   ",
        *(
            part
            for kind, (label, style) in _STATES.items()
            for part in ((f"{label} ", ""), (f"{state.counts[kind]}   ", style))
        ),
    )
    parts: list[RenderableType] = [line]
    if state.notices:
        parts.append(Panel(Group(*map(_notice, state.notices)), title="Cần xử lý", style="red"))
    parts.append(_table(state.papers))
    title = f"Trạm quét {state.branch} · quầy {state.station}"
    return Panel(Group(*parts), title=title, border_style="blue")


def _table(papers: tuple[PaperShown, ...]) -> Table:
    table = Table(expand=True, box=None, header_style="bold", padding=(0, 1))
    for name in ("Giờ", "Tệp", "Hồ sơ", "Trạng thái", "Ghi chú"):
        table.add_column(name, overflow="fold", no_wrap=name == "Giờ")
    for paper in papers:
        label = Text(paper.label, style=_style(paper))
        told = f"[{paper.code}] {paper.remedy or ''}" if paper.code else paper.remedy
        note = "; ".join(filter(None, (*paper.pages, told)))
        time = paper.taken_at.astimezone(_HANOI).strftime("%H:%M:%S")
        name = paper.name or paper.paper_id[:12]
        table.add_row(time, Text(name), paper.dossier or "", label, Text(note))
    return table


def _notice(notice: NoticeShown) -> Text:
    where = f"{notice.source}: " if notice.source else ""
    return Text(f"{where}[{notice.code}] {notice.what} → {notice.remedy}")


def _style(paper: PaperShown) -> str:
    return _PROGRESS[paper.progress][1] if paper.progress else _STATES[paper.state][1]


def _paper(line: BookEntry) -> PaperShown:
    label = _PROGRESS[line.progress][0] if line.progress else _STATES[line.state][0]
    pages = tuple(
        f"trang {page.number}: {' '.join(page.reasons)}"
        for page in line.verdict
        if page.grade is Grade.SCAN_AGAIN
    )
    return PaperShown(
        paper_id=line.sha256,
        name=line.name,
        dossier=line.facts.dossier,
        state=line.state,
        progress=line.progress,
        label=label,
        code=line.code,
        remedy=line.remedy,
        pages=pages,
        taken_at=line.taken_at,
    )
