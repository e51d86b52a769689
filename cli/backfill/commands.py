"""`motlan backfill`: digitises archives of millions of papers, from the plan to the report."""

from __future__ import annotations

import dataclasses
import json
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from app.backfill.planning.plan import SHARD_SIZE
from cli.acting import caller
from cli.backfill import quality, screen
from cli.installation import installation
from schemas.messages.exits import ExitCode
from schemas.record.paper import FormOfPaper
from storage.batches.batches import Batch

__all__ = ["backfill"]


backfill = typer.Typer(
    help="Số hóa hồ sơ cũ theo đợt: lập kế hoạch, duyệt, chạy, theo dõi, làm lại phần lỗi.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="Tên đợt.")]
AsJson = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]
By = Annotated[str | None, typer.Option(help="Tài khoản người thực hiện.")]


@backfill.command()
def plan(
    source: Annotated[
        str,
        typer.Argument(help="Thư mục, tệp nén (zip, tar…) hoặc s3://máy-chủ:cổng/kho/tiền-tố."),
    ],
    name: Annotated[str, typer.Option(help="Tên đợt: chữ thường không dấu, số, gạch nối.")],
    manifest: Annotated[
        Path | None,
        typer.Option(help="Bảng kê CSV/XLSX: file, dossier, type, box, shelf.", exists=True),
    ] = None,
    form: Annotated[
        FormOfPaper, typer.Option(help="Các tệp là bản chính hay loại bản sao nào.")
    ] = FormOfPaper.UNKNOWN,
    shard: Annotated[int, typer.Option(help="Số giấy tờ mỗi phần.", min=1)] = SHARD_SIZE,
    hashed: Annotated[
        bool, typer.Option("--hash", help="Đọc hết tệp ngay để thấy trước tệp trùng.")
    ] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Lập kế hoạch một đợt: liệt kê tệp, đối chiếu bảng kê, chia phần. Chưa chạy gì.

    Ví dụ: motlan backfill plan /mnt/luu-tru/2015 --name hotich-2015 --manifest bangke.xlsx
    """
    from app.backfill import steer
    from app.backfill.planning.manifest import read_manifest
    from app.backfill.planning.plan import PlanOptions
    from app.backfill.planning.sources import open_source

    app = installation()
    batches, opened = app.batches, open_source(source, app.s3_account)
    with closing(opened), Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Đang liệt kê tệp", total=None)
        options = PlanOptions(
            form, shard, hashed, lambda files, _: progress.update(bar, completed=files)
        )
        batch = steer.plan(
            app,
            caller(by),
            name,
            _absolute(source),
            opened,
            manifest=read_manifest(manifest) if manifest else None,
            options=options,
        )
    copies = batches.copies(name)
    if as_json:
        _print_json({**screen.plain(batch), "copies": dataclasses.asdict(copies)})
    else:
        screen.show_plan(batch, copies, batches.shards(name))


@backfill.command()
def approve(name: Name, by: By = None, as_json: AsJson = False) -> None:
    """Duyệt kế hoạch: ghi lại ai duyệt, từ đó mới được chạy."""
    from app.backfill import steer

    _tell(steer.approve(installation(), caller(by), name), as_json)


@backfill.command()
def run(name: Name, by: By = None, as_json: AsJson = False) -> None:
    """Chạy một đợt đã duyệt cho đến khi xong hoặc tạm dừng; ngắt lúc nào cũng được.

    Có PREFECT_API_URL thì giao các phần cho các máy trong work pool; không có thì chạy ngay trên
    máy này. Chạy lại lệnh này là chạy tiếp: giấy tờ đã lưu không làm lại.
    """
    from app.backfill import steer
    from flows.server import has_server

    app = installation()
    run_screen = screen.RunScreen(app.batches, name, as_json=as_json)

    def work() -> None:
        if has_server():
            from flows.backfill import drive

            drive(app.batches, name, run_screen.update)
        else:
            from app.backfill.running.run import run_here

            run_here(app, name, run_screen.update)

    with run_screen:
        batch = steer.begin(app, caller(by), name, work)
    _tell(batch, as_json)
    if batch.counts.parked:
        raise typer.Exit(ExitCode.INPUT)


@backfill.command()
def status(
    name: Annotated[str | None, typer.Argument(help="Tên đợt; không ghi thì xem mọi đợt.")] = None,
    as_json: AsJson = False,
) -> None:
    """Xem các đợt, hoặc từng phần của một đợt và lý do các tệp bị gác lại."""
    batches = installation().batches
    if name is None:
        found = batches.all()
        if as_json:
            _print_json([screen.plain(batch) for batch in found])
        else:
            screen.show_all(found)
        return
    batch, shards, reasons = batches.get(name), batches.shards(name), batches.reasons(name)
    if as_json:
        _print_json(screen.plain(batch, shards, reasons))
    else:
        screen.show_one(batch, shards, reasons)


@backfill.command()
def pause(name: Name, by: By = None, as_json: AsJson = False) -> None:
    """Tạm dừng: làm xong giấy tờ đang đọc rồi nghỉ."""
    from app.backfill import steer

    _tell(steer.pause(installation(), caller(by), name), as_json)


@backfill.command()
def resume(name: Name, by: By = None, as_json: AsJson = False) -> None:
    """Cho đợt đang tạm dừng chạy tiếp (rồi gọi `run`, nếu chưa có máy nào đang chạy)."""
    from app.backfill import steer

    _tell(steer.resume(installation(), caller(by), name), as_json)


@backfill.command()
def retry(
    name: Name,
    failed: Annotated[bool, typer.Option("--failed", help="Mọi tệp bị gác lại.")] = False,
    code: Annotated[
        list[str] | None, typer.Option(help="Chỉ tệp bị gác vì mã lỗi này; lặp lại được.")
    ] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Cho các tệp bị gác lại được thử lần nữa."""
    if not failed and not code:
        raise typer.BadParameter("ghi --failed hoặc --code MÃ_LỖI")
    from app.backfill import steer

    app = installation()
    count = steer.retry(app, caller(by), name, code or ())
    if as_json:
        _print_json({"retried": count, **screen.plain(app.batches.get(name))})
    else:
        typer.echo(f"{count} tệp chờ thử lại. Chạy: motlan backfill run {name}")


@backfill.command()
def failures(
    name: Name,
    limit: Annotated[
        int | None, typer.Option(help="Nhiều nhất bao nhiêu dòng; không ghi thì in hết.", min=1)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Liệt kê tệp bị gác lại hoặc thiếu: hộp, giá, lý do và việc cần làm."""
    batches = installation().batches
    counts = batches.get(name).counts
    found = batches.failures(name, limit=limit or max(1, counts.parked + counts.missing))
    if as_json:
        _print_json([screen.plain_row(failure) for failure in found])
    else:
        screen.show_failures(found, counts.parked + counts.missing - len(found))


def _absolute(source: str) -> str:
    return source if "://" in source else str(Path(source).expanduser().absolute())


def _tell(batch: Batch, as_json: bool) -> None:
    if as_json:
        _print_json(screen.plain(batch))
    else:
        screen.show_all([batch])


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


quality.add_to(backfill)
