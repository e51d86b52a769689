"""`motlan store`: lists, fetches, checks and maintains what is in the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.papers import look
from cli.acting import Officer, caller
from cli.installation import installation
from cli.render import type_name
from schemas.messages.exits import ExitCode
from schemas.record.paper import RenditionKind
from storage.errors import PaperMissingError

__all__ = ["scrub", "store", "whole_id"]

_PROBLEMS = {
    "missing": "mất",
    "corrupt": "hỏng",
    "unproven": "mất mã băm lúc lưu",
    "contradicted": "hồ sơ dữ liệu KHÁC dữ liệu đã ký",
    "disagreed": "khác bản sao, chưa rõ bản nào đúng: cần người xem",
    "unknown": "sổ cái không có, không phải do hệ thống ghi",
    "index": "chỉ mục khác hồ sơ dữ liệu",
    "paper_lost": "mất cả giấy tờ",
    "left_over": "thừa, không gây hại",
    "not_erased": "thuộc giấy tờ đã xóa, chưa xóa hết",
}

store = typer.Typer(help="Xem và lấy giấy tờ trong kho.", no_args_is_help=True)


@store.command("ls")
def list_all(officer: Officer = None) -> None:
    """Liệt kê giấy tờ trong kho: mã, phiên bản, loại, số trang, các bản đang lưu."""
    for record in look.list_papers(installation(), caller(officer)):
        kinds = ",".join(rendition.kind for rendition in record.renditions)
        name = type_name(record.classification.paper_type)
        typer.echo(f"{record.paper_id}\tv{record.version}\t{name}\t{len(record.pages)}\t{kinds}")


@store.command("get")
def get_file(
    paper: Annotated[str, typer.Argument(help="Mã giấy tờ, hoặc phần đầu của mã (từ 8 ký tự).")],
    kind: Annotated[RenditionKind, typer.Option(help="Bản cần lấy.")] = RenditionKind.SEARCHABLE,
    record: Annotated[bool, typer.Option("--record", help="Lấy hồ sơ dữ liệu JSON.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Ghi ra tệp này.")] = None,
    officer: Officer = None,
) -> None:
    """Lấy một bản của giấy tờ ra tệp; mã băm được kiểm tra khi đọc."""
    app, by = installation(), caller(officer)
    paper_id = whole_id(paper)
    found = app.archive.load(paper_id)
    if record:
        look.read_fields(app, by, found, found.fields)
        data, suffix = found.model_dump_json(indent=1).encode(), ".json"
    else:
        rendition = found.rendition(kind)
        if rendition is None:
            raise PaperMissingError("rendition", rendition=kind.value, source=paper_id[:16])
        data = look.download(app, by, paper_id, rendition)
        suffix = ".pdf" if rendition.media_type == "application/pdf" else ""
    path = output or Path(f"{paper_id[:16]}{suffix}")
    path.write_bytes(data)
    typer.echo(str(path))


@store.command("check")
def check() -> None:
    """Thử kho: ghi một lần, khóa, phiên bản, tiếng Việt... đảm bảo nào có thật."""
    from storage.objects.guarantees import check_store

    lacking = False
    for part, store in installation().archive.store.parts().items():
        name = f"{part}\t" if part else ""
        for result in check_store(store):
            mark = {True: "có", False: "KHÔNG", None: "không áp dụng"}[result.holds]
            typer.echo(f"{name}{result.guarantee}\t{mark}\t{result.detail}")
            lacking |= result.holds is False
    if lacking:
        raise typer.Exit(ExitCode.STORE)


@store.command("migrate")
def migrate() -> None:
    """Cập nhật bảng của các cơ sở dữ liệu sau khi nâng cấp; chạy lại không đổi gì."""
    from storage.migrate import migrate

    settings = installation().settings
    for url in dict.fromkeys((settings.index_url, settings.ledger_url, settings.audit_url)):
        name = url.name if isinstance(url, Path) else "PostgreSQL"
        typer.echo(f"{name}\t{migrate(url)}")


@store.command("purge")
def purge(officer: Officer = None) -> None:
    """Xóa nốt dữ liệu của giấy tờ đã xóa mà kho vừa hết thời hạn khóa; chạy hằng ngày."""
    from app.papers.life import standing

    for done in standing.purge(installation(), caller(officer)):
        until = done.locked_until
        state = f"khóa đến {until:%d/%m/%Y}" if until else "đã xóa hết"
        typer.echo(f"{done.tombstone.paper_id}\t{state}")


@store.command("replicate")
def replicate(officer: Officer = None) -> None:
    """Chép sang bản sao (MOTLAN_REPLICA) những tệp còn thiếu, bỏ tệp đã xóa; chạy hằng ngày."""
    from app.papers import replica

    done = replica.replicate(installation(), caller(officer, "giữ bản sao của kho"))
    for key in done.missed:
        typer.echo(
            f"{key}\tkhông chép được: mất hoặc hỏng trong kho, hoặc bản sao có nội dung khác"
        )
    typer.echo(f"{done.objects} tệp giống nhau, {done.copied} chép mới, {done.dropped} bỏ đi")
    if done.missed:
        raise typer.Exit(ExitCode.STORE)


def scrub(
    replica: Annotated[
        str | None,
        typer.Option(help="Địa chỉ bản sao để khôi phục tệp hỏng, mất; mặc định MOTLAN_REPLICA."),
    ] = None,
    officer: Officer = None,
) -> None:
    """Đọc lại toàn bộ kho: tìm tệp mất, hỏng, thừa, xóa chưa hết; khôi phục từ bản sao nếu có."""
    from rich.console import Console
    from rich.progress import Progress

    from app.papers.life import upkeep
    from storage.objects.open import open_store

    app = installation()
    copy = app.replica if app.settings.replica else None
    if replica:
        copy = open_store(replica, app.s3_account, create=False)
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("Kiểm tra kho", total=None)
        done = upkeep.scrub(
            app,
            caller(officer),
            copy,
            lambda done, total: progress.update(bar, completed=done, total=total),
        )
    report = done.report
    for finding in report.findings:
        mended = "\tđã khôi phục" if finding.healed else ""
        typer.echo(f"{finding.key}\t{_PROBLEMS[finding.problem]}{mended}")
    for anchor in done.anchors:
        typer.echo(
            f"nhật ký mục {anchor.entry}\tsổ cái bị sửa: bản ghi {anchor.first}-{anchor.last}"
        )
    state = "nguyên vẹn" if done.intact else "CÓ VẤN ĐỀ"
    size = f"{report.size / 1e6:,.1f} MB"
    typer.echo(f"{report.papers} giấy tờ, {report.objects} tệp, {size}: {state}")
    if not done.intact:
        raise typer.Exit(ExitCode.STORE)


def whole_id(start: str) -> str:
    """Return the only paper whose identifier has the given prefix."""
    if len(start) == 64:
        return start
    matches = [pid for pid, _ in installation().archive.papers() if pid.startswith(start)]
    if len(start) < 8 or len(matches) != 1:
        raise PaperMissingError("prefix", matches=len(matches), source=start)
    return matches[0]
