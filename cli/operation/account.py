"""`motlan account`: manages the accounts of the pages."""

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


@account.command("set")
def change(
    name: _Name,
    role: Annotated[
        list[Role] | None, typer.Option(help="Vai trò mới, thay tất cả vai trò cũ.")
    ] = None,
    branch: Annotated[str | None, typer.Option(help="Mã chi nhánh hoặc đại lý mới.")] = None,
    station: Annotated[str | None, typer.Option(help="Mã quầy mới.")] = None,
    key: Annotated[
        str | None, typer.Option(help="Khóa ký của người này: tệp PKCS#12 hoặc URI pkcs11:.")
    ] = None,
    holder: Annotated[
        str | None, typer.Option(help="Tên người ký, đúng như trong chứng thư số.")
    ] = None,
    sso: Annotated[
        bool | None,
        typer.Option(
            "--sso/--no-sso",
            help="Đăng nhập qua cổng đăng nhập chung; ghi lại lần nữa để gắn với người khác.",
        ),
    ] = None,
    officer: Officer = None,
) -> None:
    """Đổi vai trò, nơi làm việc, khóa ký; có hiệu lực ngay với các phiên đang mở."""
    roles = frozenset(role) if role else None
    change = accounts.AccountChange(roles, branch, station, key, holder, sso)
    accounts.change_account(installation(), caller(officer), name, change)


@account.command("list")
def show() -> None:
    """Liệt kê tài khoản, vai trò và nơi làm việc."""
    for found in installation().accounts.all():
        state = "đã đóng" if found.closed else "đang dùng"
        roles = ",".join(sorted(found.roles))
        typer.echo(f"{found.name}\t{roles}\t{found.branch or '-'}\t{state}")
