"""Display of batches on a terminal and as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from app.backfill.running.pace import Pace
from cli.render import cell
from storage.batches.batches import Batch, Batches, BatchState, Copies, Failure, ParkReason, Shard

__all__ = [
    "RunScreen",
    "plain",
    "plain_row",
    "show_all",
    "show_failures",
    "show_one",
    "show_plan",
]

_STATES = {
    BatchState.DRAFT: "đang lập",
    BatchState.PLANNED: "chờ duyệt",
    BatchState.APPROVED: "đã duyệt",
    BatchState.PAUSED: "tạm dừng",
}
_LEFT_OUT = {
    "empty": "tệp rỗng",
    "litter": "tệp rác của hệ điều hành",
    "too_large": "tệp quá lớn",
    "not_a_file": "không phải tệp thường",
    "encrypted_member": "có mật khẩu trong tệp nén",
    "damaged_archive": "tệp nén hỏng",
    "archive_in_s3": "tệp nén nằm trong S3",
    "closed_file": "tệp không có quyền đọc",
    "closed_folder": "thư mục không có quyền đọc",
    "nested_too_deep": "tệp nén lồng quá sâu",
    "nested_too_large": "tệp nén lồng quá lớn",
    "same_name": "trùng tên trong một tệp nén",
    "near_match (taken)": "khớp gần đúng với bảng kê (vẫn lấy)",
    "not_in_manifest (taken)": "không có trong bảng kê (vẫn lấy)",
}
_JSON_SECONDS = 10


class RunScreen:
    """Shows a running batch: a bar with rate and time left, or periodic lines of JSON."""

    def __init__(self, batches: Batches, name: str, *, as_json: bool) -> None:
        """Initialise without showing anything."""
        self._batches, self._name, self._as_json = batches, name, as_json
        self._pace, self._looks = Pace(), 0
        columns = (
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
        )
        self._progress = Progress(*columns, console=Console(stderr=True), disable=as_json)
        self._bar = self._progress.add_task(name, total=None, note="bắt đầu")

    def __enter__(self) -> RunScreen:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def update(self, trouble: str | None = None) -> None:
        """Read the counts and show them.

        Args:
            trouble: Current problem of the server, if any.
        """
        counts = self._batches.get(self._name).counts
        speed = self._pace.note(counts.settled, counts.waiting)
        self._looks += 1
        if self._as_json:
            if self._looks % _JSON_SECONDS == 1:
                told = dataclasses.asdict(counts) | {"trouble": trouble}
                told |= dataclasses.asdict(speed) if speed else {}
                typer.echo(json.dumps(told), err=True)
            return
        note = f"{counts.parked} gác lại"
        if speed:
            note += f" · {speed.per_hour:,.0f} giấy tờ/giờ · còn {_duration(speed.seconds_left)}"
        if trouble:
            note += f" · [red]máy chủ Prefect không đáp ứng ({trouble})"
        self._progress.update(self._bar, completed=counts.settled, total=counts.items, note=note)


def plain(
    batch: Batch, shards: Sequence[Shard] = (), reasons: Sequence[ParkReason] = ()
) -> dict[str, Any]:
    """Return a batch as plain values."""
    found = dataclasses.asdict(batch)
    found["finished"] = batch.counts.finished
    if shards:
        found["shards"] = [dataclasses.asdict(shard) for shard in shards]
        found["reasons"] = [dataclasses.asdict(reason) for reason in reasons]
    return found


def plain_row(row: Failure) -> dict[str, Any]:
    """Return a failure as plain values."""
    return dataclasses.asdict(row)


def show_all(batches: Sequence[Batch]) -> None:
    """Print one line per batch."""
    if not batches:
        Console().print("Chưa có đợt nào. Lập kế hoạch: motlan backfill plan …")
        return
    table = _table("Đợt", "Trạng thái", "Tệp", "Đã lưu", "Đã có", "Gác lại", "Thiếu", "Còn chờ")
    for batch in batches:
        counts = batch.counts
        finished = counts.finished and batch.state is BatchState.APPROVED
        numbers = (counts.items, counts.stored, counts.known, counts.parked, counts.missing)
        state = "xong" if finished else _STATES[batch.state]
        if batch.stopped_by:
            state = f"{state}: {batch.stopped_by}"
        table.add_row(batch.name, cell(state), *map(_number, (*numbers, counts.waiting)))
    Console().print(table)


def show_one(batch: Batch, shards: Sequence[Shard], reasons: Sequence[ParkReason]) -> None:
    """Print a batch with its shards and the reasons for parked files."""
    show_all([batch])
    console, table = Console(), _table("Phần", "Tệp", "Đã lưu", "Đã có", "Gác lại", "Còn chờ", "Do")
    for shard in shards:
        c = shard.counts
        numbers = map(_number, (c.items, c.stored, c.known, c.parked, c.waiting))
        table.add_row(str(shard.number), *numbers, cell(shard.runner or ""))
    console.print(table)
    if reasons:
        why = _table("Mã lỗi", "Số tệp", "Ví dụ lý do")
        for reason in reasons:
            why.add_row(reason.error_code, _number(reason.count), cell(reason.example))
        console.print(why)


def show_plan(batch: Batch, copies: Copies, shards: Sequence[Shard]) -> None:
    """Print a plan for the person who has to approve it."""
    table = Table(box=None, show_header=False, title=f"Kế hoạch đợt {batch.name}")
    counts = batch.counts
    table.add_row("Nguồn", cell(batch.source))
    table.add_row("Số tệp", f"{_number(counts.items - counts.missing)} trong {len(shards)} phần")
    table.add_row("Dung lượng", _size(counts.size))
    if copies.hashed:
        table.add_row("Tệp trùng nhau", _number(copies.hashed - copies.different))
        table.add_row("Đã có trong kho", _number(copies.on_file))
    if counts.missing:
        table.add_row("[red]Bảng kê có, nguồn không có", _number(counts.missing))
    for reason, count in sorted(batch.left_out.items()):
        table.add_row(f"Bỏ qua: {_LEFT_OUT.get(reason, reason)}", _number(count))
    console = Console()
    console.print(table)
    if counts.parked or counts.missing:
        console.print(f"Từng tệp bị bỏ qua hoặc thiếu: [bold]motlan backfill failures {batch.name}")
    console.print(f"Xem xong thì duyệt: [bold]motlan backfill approve {batch.name}")


def show_failures(failures: Sequence[Failure], left: int = 0) -> None:
    """Print parked and missing files, and how many more there are."""
    table = _table("Số", "Tệp", "Hộp", "Giá", "Mã lỗi", "Lý do", "Việc cần làm")
    for failure in failures:
        code = failure.error_code or "thiếu"
        where = (failure.reference, failure.box or "", failure.shelf or "")
        why = (failure.reason or "", failure.remedy or "")
        table.add_row(str(failure.number), *map(cell, (*where, code, *why)))
    Console().print(table if failures else "Không có tệp nào bị gác lại.")
    if left > 0:
        Console().print(f"… còn {_number(left)} tệp nữa; bỏ --limit để xem hết.")


def _table(*headings: str) -> Table:
    table = Table(box=None, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _size(size: int) -> str:
    return f"{size / (1 << 30):.2f} GiB" if size >> 30 else f"{size / (1 << 20):.1f} MiB"


def _duration(seconds: float) -> str:
    hours, rest = divmod(round(seconds), 3600)
    if hours >= 48:
        return f"{hours / 24:.1f} ngày"
    return f"{hours} giờ {rest // 60} phút" if hours else f"{rest // 60} phút {rest % 60} giây"
