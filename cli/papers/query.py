"""`motlan query` and `motlan reindex`: find papers, rebuild the index."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Annotated

import typer

from app.papers.look import find
from app.subjects import sought
from cli.acting import Officer, Sure, caller
from cli.installation import installation
from schemas.messages.exits import ExitCode
from storage.papers.search.index import PaperQuery

__all__ = ["query", "reindex"]


def query(
    subject: Annotated[
        str | None, typer.Option(help="Số của người hoặc tổ chức có tên trên giấy tờ.")
    ] = None,
    paper_type: Annotated[
        str | None, typer.Option("--type", help="Loại giấy tờ, ví dụ birth_certificate.")
    ] = None,
    number: Annotated[str | None, typer.Option(help="Số, ký hiệu, ví dụ 05/QĐ-UBND.")] = None,
    dossier: Annotated[str | None, typer.Option(help="Mã hồ sơ.")] = None,
    text: Annotated[
        str | None, typer.Option(help="Từ trong nội dung, có dấu hay không dấu.")
    ] = None,
    valid_on: Annotated[
        dt.datetime | None, typer.Option(help="Còn hiệu lực vào ngày này.", formats=["%Y-%m-%d"])
    ] = None,
    limit: Annotated[int, typer.Option(help="Nhiều nhất bao nhiêu giấy tờ.", min=1, max=500)] = 50,
    sure: Sure = False,
    officer: Officer = None,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Tìm giấy tờ đã có trong kho.

    Ví dụ: motlan query --subject 001190012345 --type birth_certificate
    """
    wanted = PaperQuery(
        subject_id=sought(subject, sure=sure) if subject else None,
        paper_types=(paper_type,) if paper_type else (),
        number=number,
        dossier=dossier,
        text=text,
        valid_on=valid_on.date() if valid_on else None,
        limit=limit,
    )
    entries = find(installation(), caller(officer), wanted).entries
    if as_json:
        rows = [dataclasses.asdict(entry) for entry in entries]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
    elif entries:
        from cli.papers.found import show  # rich: not for a question of a machine

        show(entries)
    else:
        typer.echo("Không có giấy tờ nào trong kho phù hợp.")


def reindex(officer: Officer = None) -> None:
    """Dựng lại chỉ mục từ kho: kho là bản gốc, chỉ mục bỏ đi được bất cứ lúc nào."""
    from rich.console import Console
    from rich.progress import Progress

    from app.papers.life import upkeep

    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("Lập chỉ mục", total=None)
        done = upkeep.reindex(
            installation(),
            caller(officer),
            lambda done, total: progress.update(bar, completed=done, total=total),
        )
        progress.update(bar, completed=done.papers, total=done.papers)
    for paper_id in done.refused:
        typer.echo(f"{paper_id}\tkhông nhận: hồ sơ dữ liệu không khớp sổ cái hoặc dữ liệu đã ký")
    typer.echo(f"Đã lập chỉ mục {done.papers} giấy tờ.")
    if done.refused:
        raise typer.Exit(ExitCode.STORE)
