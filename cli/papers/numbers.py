"""`motlan person`: numbers of one person that no card on file ties together."""

from __future__ import annotations

from typing import Annotated

import typer

from app.papers.life import numbers as verbs
from cli.acting import Officer, Sure, caller
from cli.installation import installation
from schemas.text.shown import shown_name

__all__ = ["person"]

person = typer.Typer(help="Các số của cùng một người: xem, gộp, tách.", no_args_is_help=True)

_Number = Annotated[str, typer.Argument(help="Số định danh, CMND, hộ chiếu hoặc mã số thuế.")]
_Other = Annotated[str, typer.Argument(help="Số kia của cùng người đó.")]
_Reason = Annotated[
    str,
    typer.Option(help="Căn cứ, ví dụ: giấy xác nhận số CMND của Công an phường."),
]
_Who = Annotated[str, typer.Option(help="Tài khoản của cán bộ chịu trách nhiệm.")]
_Basis = Annotated[str, typer.Option("--legal-basis", help="Căn cứ pháp lý.")]


@person.command()
def numbers(number: _Number, sure: Sure = False, officer: Officer = None) -> None:
    """Các số khác của người này và căn cứ của từng số."""
    found = verbs.numbers_of(installation(), caller(officer), number, sure=sure)
    for other, because in found.items():
        typer.echo(f"{other}\t{shown_name(because)}")
    if not found:
        typer.echo("Chưa biết số nào khác của người này.")


@person.command()
def link(
    number: _Number,
    other: _Other,
    reason: _Reason,
    officer: _Who,
    legal_basis: _Basis = "",
    sure: Sure = False,
) -> None:
    """Ghi nhận hai số là của cùng một người; từ đó tìm theo số nào cũng ra giấy tờ của cả hai."""
    by = caller(officer, reason, legal_basis=legal_basis)
    verbs.link_numbers(installation(), by, number, other, sure=sure)
    typer.echo("Đã ghi nhận hai số là của cùng một người.")


@person.command()
def part(
    number: _Number,
    other: _Other,
    reason: _Reason,
    officer: _Who,
    legal_basis: _Basis = "",
    sure: Sure = False,
) -> None:
    """Bỏ ghi nhận hai số là của cùng một người."""
    by = caller(officer, reason, legal_basis=legal_basis)
    done = verbs.part_numbers(installation(), by, number, other, sure=sure)
    typer.echo("Đã bỏ ghi nhận." if done else "Chưa ai ghi nhận hai số này là của một người.")
