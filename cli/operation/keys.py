"""`motlan keys`: lists the keys of the installation and accepts a changed key."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cli.acting import Officer, caller
from cli.installation import installation
from schemas.errors import MotlanError
from storage.known_keys import KeyUse

__all__ = ["keys"]


class _OwnKey(StrEnum):
    """The keys that an installation makes itself."""

    AUDIT = KeyUse.AUDIT
    TOKENS = KeyUse.TOKENS
    LINKS = KeyUse.LINKS


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
    use: Annotated[
        KeyUse, typer.Argument(help="Khóa nào: operator, agency, audit, tokens, links.")
    ],
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


@keys.command("renew")
def renew(
    use: Annotated[_OwnKey, typer.Argument(help="Khóa nào: audit, tokens, links.")],
    reason: Annotated[str, typer.Option(help="Vì sao đổi khóa.")],
    officer: Officer = None,
) -> None:
    """Thay khóa do hệ thống tự tạo; dừng mọi tiến trình trước, chép khóa cho máy khác sau."""
    from app.keys.changes import renew_key
    from app.keys.own import KEY_FILES

    app, own = installation(), KeyUse(use)
    fingerprint = renew_key(app, caller(officer, reason), own)
    path = app.settings.api_folder / KEY_FILES[own]
    typer.echo(f"{use}\t{fingerprint[:16]}\tđã thay; chép {path} sang các máy khác và nơi lưu giữ")
