"""`motlan reuse`: what a citizen need not hand in again."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.papers.reuse import reuse as ask
from app.subjects import asked_about
from cli.acting import Officer, Sure, caller
from cli.installation import installation
from cli.render import cell
from storage.papers.reuse.answers import Availability, ReuseAnswer

__all__ = ["reuse"]

_SHOWN = {
    Availability.ON_FILE_VALID: ("có trong kho, còn giá trị", "green"),
    Availability.ON_FILE_EXPIRED: ("có trong kho, hết hiệu lực", "yellow"),
    Availability.ON_FILE_COPY_ONLY: ("trong kho chỉ có bản sao", "yellow"),
    Availability.DATA_LOOKUP_AVAILABLE: ("tra cứu dữ liệu thay thế", "green"),
    Availability.MUST_SUBMIT_ORIGINAL: ("phải nộp bản gốc", "red"),
    Availability.MUST_PRESENT: ("chỉ xuất trình", "cyan"),
    Availability.NOT_ON_FILE: ("chưa có trong kho", "red"),
    Availability.NOT_APPLICABLE: ("không áp dụng", "dim"),
    Availability.NEEDS_OFFICER: ("cán bộ xem xét", "yellow"),
}


def reuse(
    procedure: Annotated[str, typer.Option(help="Mã TTHC, ví dụ 1.004884.")],
    subject: Annotated[
        str, typer.Option(help="Số của người nộp; không có thì ghi --name và --birth.")
    ] = "",
    day: Annotated[
        dt.datetime | None, typer.Option("--on", help="Ngày sử dụng.", formats=["%Y-%m-%d"])
    ] = None,
    name: Annotated[
        str, typer.Option(help="Họ tên, nếu biết: tìm cả giấy tờ không ghi số định danh.")
    ] = "",
    birth: Annotated[str, typer.Option(help="Ngày hoặc năm sinh, ví dụ 1990-05-31.")] = "",
    facts: Annotated[
        list[str] | None,
        typer.Option("--fact", help="Điều kiện của hồ sơ, ví dụ by_proxy=no; nhắc lại được."),
    ] = None,
    dossier: Annotated[
        str,
        typer.Option(help="Mã hồ sơ đang mở cần câu trả lời; bỏ trống khi dùng thử."),
    ] = "",
    sure: Sure = False,
    officer: Officer = None,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Thành phần hồ sơ nào của một thủ tục đã có trong kho, không phải nộp lại.

    Ví dụ: motlan reuse --procedure 1.004884 --subject 001190012345 --dossier H26.12-261122-0001
    """
    by = caller(officer, procedure=procedure, dossier=dossier)
    on = day.date() if day else None
    known = dict(map(_fact, facts or ()))
    app = installation()
    number = asked_about(subject, name, birth, sure=sure)
    asked = ask(app, by, number, day=on, facts=known, name=name, birth=birth)
    answer = asked.answer
    if as_json:
        from api.bodies.reuse import ReuseCheckOut  # what the interface answers

        typer.echo(ReuseCheckOut.of(asked.number, answer).model_dump_json(indent=1))
    else:
        console = Console()
        for notice in answer.notices:
            console.print(cell(notice), style="bold red")
        console.print(_table(answer))
        for key, text in answer.open_conditions.items():
            console.print(cell(f"Chưa rõ có đúng là {text} hay không: --fact {key}=yes|no"))


def _fact(text: str) -> tuple[str, bool]:
    key, _, said = text.partition("=")
    if said not in ("yes", "no"):
        raise typer.BadParameter("viết KHÓA=yes hoặc KHÓA=no", param_hint="--fact")
    return key, said == "yes"


def _table(answer: ReuseAnswer) -> Table:
    title = cell(f"{answer.procedure} {answer.name} · ngày {answer.day:%d/%m/%Y}")
    table = Table(title=title, title_justify="left", box=None, header_style="bold")
    table.add_column("Thành phần", overflow="fold", ratio=4)
    table.add_column("Kết luận", no_wrap=True)
    table.add_column("Lý do", overflow="fold", ratio=4)
    for component in answer.components:
        text, style = _SHOWN[component.availability]
        table.add_row(cell(component.name), f"[{style}]{text}", cell(component.reason))
    return table
