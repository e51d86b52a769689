"""`motlan backfill report|sample|precision|reprocess`: quality of batches, reprocessing."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from cli.acting import caller
from cli.installation import installation
from cli.render import cell, type_name
from storage.batches.batches import BatchKind

if TYPE_CHECKING:
    from app.backfill.planning.reprocess import Estimate
    from app.backfill.reporting.quality import Precision
    from app.backfill.reporting.report import BatchReport

__all__ = ["add_to"]

Name = Annotated[str, typer.Argument(help="Tên đợt.")]
By = Annotated[str | None, typer.Option(help="Tài khoản người thực hiện.")]
AsJson = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command("report")(show_report)
    app.command()(sample)
    app.command()(precision)
    app.command()(reprocess)


def show_report(name: Name, as_json: AsJson = False) -> None:
    """Báo cáo đợt: giá và hộp, số giấy tờ, phần thiếu; loại; độ lệch tin cậy; lý do gác lại."""
    from app.backfill.reporting.report import report

    app = installation()
    found = report(name, app.batches, app.batch_figures)
    if as_json:
        _print_json(found.plain())
    else:
        _show_report(found)


def sample(
    name: Name,
    output: Annotated[Path, typer.Option("--output", "-o", help="Ghi ra tệp CSV này.")],
    size: Annotated[int, typer.Option(help="Số giấy tờ rút mẫu.", min=1)] = 200,
    by: By = None,
) -> None:
    """Rút mẫu phân tầng (loại × cần xem lại) ra CSV để người kiểm điền cột `right`: 1 hoặc 0.

    Tệp chứa dữ liệu cá nhân: chỉ người tạo đọc được; kiểm xong thì xóa.
    """
    from app.backfill import steer

    rows = steer.draw_sample(installation(), caller(by), name, output, size)
    typer.echo(f"{rows} giá trị cần kiểm: {output}")


def precision(
    sheet: Annotated[Path, typer.Argument(help="Tệp CSV đã điền cột `right`.", exists=True)],
    as_json: AsJson = False,
) -> None:
    """Tính tỷ lệ đúng đạt được và khoảng tin cậy 95 % từ tệp mẫu đã kiểm."""
    from app.backfill.reporting.quality import precision as work_out
    from app.backfill.reporting.quality import read_sheet

    found = work_out(read_sheet(sheet))
    if as_json:
        _print_json([dataclasses.asdict(row) for row in found])
    else:
        _show_precision(found)


def reprocess(
    name: Annotated[str, typer.Option(help="Tên đợt làm lại.")] = "",
    rules: Annotated[
        bool,
        typer.Option("--rules", help="Quy tắc hoặc lược đồ đã đổi: bóc tách lại, không đọc lại."),
    ] = False,
    model: Annotated[bool, typer.Option("--model", help="Mô hình đọc đã đổi: đọc lại.")] = False,
    paper_type: Annotated[
        list[str] | None, typer.Option("--type", help="Chỉ loại giấy tờ này; lặp lại được.")
    ] = None,
    below: Annotated[
        float | None, typer.Option(help="Chỉ giấy tờ có trường kém tin cậy hơn mức này.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ đếm và ước tính.")] = False,
    tries: Annotated[int, typer.Option(help="Số giấy tờ làm thử để ước tính.", min=0)] = 10,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Làm lại có chọn lọc: chỉ giấy tờ mà mô hình hoặc quy tắc mới làm thay đổi.

    Bản cũ giữ nguyên thành phiên bản; giá trị cán bộ đã xác nhận không bị đổi.

    Ví dụ: motlan backfill reprocess --rules --type birth_certificate --dry-run
    """
    from app.backfill import steer
    from app.backfill.planning.reprocess import Search, candidates

    if rules == model:
        raise typer.BadParameter("chọn một trong hai: --rules hoặc --model")
    if not dry_run and not name:
        raise typer.BadParameter("cần --name (hoặc --dry-run)")
    kind = BatchKind.REEXTRACT if rules else BatchKind.REREAD
    app, acting = installation(), caller(by)
    search = Search(kind, frozenset(paper_type or ()), below)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Đang tìm trong kho", total=None)
        watch = lambda seen, _: progress.update(bar, completed=seen)  # noqa: E731
        records = list(candidates(app, search, watch))
    estimate = steer.estimate(app, acting, kind, records, tries)
    if not dry_run:
        reason = f"{kind.value}: {', '.join(paper_type or ['mọi loại'])}"
        steer.replan(app, acting, name, reason, kind, records)
    if as_json:
        told = dataclasses.asdict(estimate) | {"core_hours": estimate.core_hours}
        _print_json(told | {"planned": None if dry_run else name})
    else:
        _show_estimate(estimate, None if dry_run else name)


def _show_report(found: BatchReport) -> None:
    console = Console()
    shelf = _table("Giá", "Hộp", "Giấy tờ", "Đã lưu", "Đã có", "Gác lại", "Thiếu", "Chờ", "Trang")
    for box in found.boxes:
        counts = (box.items, box.stored, box.known, box.parked, box.missing, box.waiting, box.pages)
        shelf.add_row(cell(box.shelf or "–"), cell(box.box or "–"), *map(str, counts))
    console.print(shelf)
    incomplete = len(found.incomplete_boxes)
    console.print(f"{len(found.boxes)} hộp, {incomplete} hộp chưa đủ.\n")
    types = _table(
        "Loại", "Giấy tờ", "Trang", "Cần xem", "Tin cậy", "Khác bảng kê", "CPU giây/trang"
    )
    for row in found.types:
        sure = "–" if row.confidence is None else f"{row.confidence:.3f}"
        per_page = f"{row.cpu_seconds / row.pages:.2f}" if row.pages else "–"
        numbers = map(str, (row.papers, row.pages, row.for_review))
        otherwise = str(row.declared_otherwise)
        types.add_row(type_name(row.paper_type), *numbers, sure, otherwise, per_page)
    console.print(types)
    for drift in found.drifts:
        if drift.drifted:
            told = f"Phần {drift.shard}: độ tin cậy lệch so với phần đầu (PSI {drift.index:.2f})"
            console.print(f"[yellow]{told}; kiểm tra máy quét và loại hồ sơ.")
    for reason in found.reasons:
        told = f"{reason.count} tệp gác lại: {reason.error_code} {reason.example}"
        console.print(cell(told))


def _show_precision(found: list[Precision]) -> None:
    table = _table("Tầng", "Đã kiểm", "Đúng", "Tỷ lệ đúng", "Khoảng 95 %", "Cách tính")
    for row in found:
        span = f"{row.low:.3f} – {row.high:.3f}"
        counts = (str(row.checked), str(row.right))
        table.add_row(cell(row.stratum), *counts, f"{row.estimate:.3f}", span, row.method)
    Console().print(table if found else "Chưa có dòng nào được điền.")


def _show_estimate(estimate: Estimate, planned: str | None) -> None:
    table = Table(box=None, show_header=False)
    table.add_row("Giấy tờ cần làm lại", str(estimate.papers))
    for paper_type, count in estimate.by_type.items():
        table.add_row(f"  {type_name(paper_type)}", str(count))
    if estimate.tried:
        span = f"{estimate.low:.0%} – {estimate.high:.0%}"
        changed = f"{estimate.changed:.0%} (khoảng 95 %: {span}; đã thử {estimate.tried})"
        table.add_row("Sẽ có bản mới", changed)
        table.add_row("Thời gian", f"{estimate.core_hours:.2f} giờ × nhân CPU")
    console = Console()
    console.print(table)
    if planned:
        console.print(f"Xem xong thì duyệt: [bold]motlan backfill approve {planned}")


def _table(*headings: str) -> Table:
    table = Table(box=None, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))
