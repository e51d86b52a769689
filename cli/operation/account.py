"""`motlan account`: who may sign in to the pages."""

from __future__ import annotations

from typing import Annotated

import typer

from app import accounts
from cli.acting import Officer, caller
from cli.installation import installation
from storage.desk.accounts import Role

__all__ = ["account"]

_Name = Annotated[str, typer.Argument(help="Tên tài khoản.")]

account = typer.Typer(help="Tài khoản của trang làm việc.", no_args_is_help=True)


@account.command()
def add(
    name: Annotated[str, typer.Argument(help="Tên tài khoản, không dùng họ tên người.")],
    role: Annotated[list[Role], typer.Option(help="Vai trò; có thể ghi nhiều lần.")],
    branch: Annotated[str, typer.Option(help="Mã chi nhánh hoặc đại lý; trống: tất cả.")] = "",
    station: Annotated[str, typer.Option(help="Mã quầy.")] = "",
    sso: Annotated[
        bool, typer.Option("--sso", help="Chỉ đăng nhập qua cổng đăng nhập chung (OIDC).")
    ] = False,
    officer: Officer = None,
) -> None:
    """Thêm tài khoản và in mật khẩu dùng một lần."""
    password = accounts.add_account(
        installation(),
        caller(officer),
        name,
        frozenset(role),
        branch,
        station,
        known_elsewhere=sso,
    )
    if password is None:
        typer.echo(f"{name}: đăng nhập qua cổng đăng nhập chung")
    else:
        typer.echo(f"{name}: mật khẩu dùng một lần {password}")


@account.command()
def reset(name: _Name, officer: Officer = None) -> None:
    """Cấp mật khẩu mới, mở khóa và kết thúc các phiên đang mở."""
    password = accounts.reset_account(installation(), caller(officer), name)
    typer.echo(f"{name}: mật khẩu dùng một lần {password}")


@account.command()
def close(name: _Name, officer: Officer = None) -> None:
    """Đóng tài khoản và kết thúc các phiên đang mở."""
    accounts.close_account(installation(), caller(officer), name)


@account.command("list")
def show() -> None:
    """Liệt kê tài khoản, vai trò và nơi làm việc."""
    for found in installation().accounts.all():
        state = "đã đóng" if found.closed else "đang dùng"
        roles = ",".join(sorted(found.roles))
        typer.echo(f"{found.name}\t{roles}\t{found.branch or '-'}\t{state}")
