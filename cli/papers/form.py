"""`motlan form`: forms of a dossier, filled from what is on file, to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.forms.fill import fill_form, print_form
from app.subjects import sought
from cli.acting import Officer, Sure, caller
from cli.installation import installation
from cli.render import cell
from schemas.law.blanks import blank, blanks
from schemas.papers.registry import paper_type
from storage.desk.filled_forms import FilledForm

__all__ = ["form"]

form = typer.Typer(help="Tờ khai điền sẵn từ giấy tờ trong kho, để in.", no_args_is_help=True)


@form.command("list")
def list_forms() -> None:
    """Liệt kê tờ khai: mã, tên, căn cứ, thời gian áp dụng, thủ tục."""
    for each in blanks():
        until = f"{each.effective_to:%d/%m/%Y}" if each.effective_to else "nay"
        typer.echo(f"{each.key}\t{each.title}\t{', '.join(each.procedures)}")
        typer.echo(f"  {each.legal_basis} · {each.effective_from:%d/%m/%Y} đến {until}")


@form.command()
def fill(
    key: Annotated[str, typer.Argument(help="Mã tờ khai, ví dụ ct01.")],
    procedure: Annotated[str, typer.Option(help="Mã TTHC, ví dụ 1.004222.")],
    dossier: Annotated[str, typer.Option(help="Mã hồ sơ.")],
    subject: Annotated[str, typer.Option(help="Số định danh của người khai.")],
    out: Annotated[Path, typer.Option(help="Tệp PDF để in.", dir_okay=False)],
    purpose: Annotated[str, typer.Option(help="Mục đích.")] = "điền sẵn tờ khai",
    sure: Sure = False,
    officer: Officer = None,
) -> None:
    """Điền sẵn một tờ khai bằng dữ liệu trong kho và ghi ra tệp PDF để in.

    Ví dụ: motlan form fill ct01 --procedure 1.004222 --dossier H26.12-261122-0001
    --subject 001190012345 --out ct01.pdf
    """
    app = installation()
    by = caller(officer, purpose, procedure=procedure, dossier=dossier)
    filled = fill_form(app, by, key, sought(subject, sure=sure))
    out.write_bytes(print_form(app, by, filled.code))
    console = Console()
    for notice in filled.notices:
        console.print(cell(notice), style="bold red")
    console.print(_table(filled))


def _table(filled: FilledForm) -> Table:
    """Show what was printed, each value with its source, for the person to check."""
    used = blank(filled.blank, filled.day)
    labels = {each.key: each.label.strip(" :") for each in used.fields} if used else {}
    title = cell(f"{used.title if used else filled.blank} · hồ sơ {filled.dossier}")
    table = Table(title=title, title_justify="left", box=None, header_style="bold")
    for name in ("Mục", "In sẵn", "Lấy từ"):
        table.add_column(name, overflow="fold")
    for value in filled.values:
        model = paper_type(value.paper_type)
        source = [model.name if model else value.paper_type, f"mã {value.paper_id[:12]}"]
        source += [f"trang {value.page}"] if value.page else []
        source += [f"cấp ngày {value.issued_on}"] if value.issued_on else []
        table.add_row(cell(labels.get(value.key, "")), cell(value.text), cell(", ".join(source)))
    return table
