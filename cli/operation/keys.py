"""`motlan keys`: lists the keys of the installation and accepts a changed key."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.acting import Officer, caller
from cli.installation import installation
from schemas.errors import MotlanError
from storage.known_keys import KeyUse

__all__ = ["keys"]

keys = typer.Typer(help="Khóa của hệ thống: xem, chấp nhận khóa mới.", no_args_is_help=True)


@keys.command("list")
def list_all() -> None:
    """Liệt kê vân tay các khóa của hệ thống, và khóa nào có trên máy này."""
    from app.keys.changes import key_here

    app = installation()
    here: dict[KeyUse, str | None] = {}
    for use in KeyUse:
        try:
            here[use] = key_here(app, use)
        except MotlanError as error:
            here[use] = None
            typer.echo(f"{use}\t{error}", err=True)
    for key in app.known_keys.all():
        mark = "máy này" if key.fingerprint == here[key.use] else "máy khác hoặc khóa trước"
        typer.echo(f"{key.use}\t{key.fingerprint[:16]}\t{key.since:%d/%m/%Y}\t{mark}")


@keys.command("accept")
def accept(
    use: Annotated[KeyUse, typer.Argument(help="Khóa nào: operator, agency, tokens, links.")],
    reason: Annotated[str, typer.Option(help="Vì sao đổi khóa.")],
    only: Annotated[
        bool, typer.Option("--only", help="Các khóa trước không được dùng nữa.")
    ] = False,
    officer: Officer = None,
) -> None:
    """Chấp nhận khóa đang có trên máy này là khóa của hệ thống (khi đổi khóa có chủ ý)."""
    from app.keys.changes import accept_key

    fingerprint = accept_key(installation(), caller(officer, reason), use, only=only)
    typer.echo(f"{use}\t{fingerprint[:16]}\tđã chấp nhận")
