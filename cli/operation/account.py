"""`motlan account`: who may sign in to the pages."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.installation import installation
from storage.desk.accounts import Role

__all__ = ["account"]

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
) -> None:
    """Thêm tài khoản và in mật khẩu dùng một lần."""
    accounts = installation().accounts
    if sso:
        accounts.add_known_elsewhere(name, frozenset(role), branch, station)
        typer.echo(f"{name}: đăng nhập qua cổng đăng nhập chung")
        return
    password = accounts.add(name, frozenset(role), branch, station)
    typer.echo(f"{name}: mật khẩu dùng một lần {password}")


@account.command()
def reset(name: Annotated[str, typer.Argument(help="Tên tài khoản.")]) -> None:
    """Cấp mật khẩu mới, mở khóa và kết thúc các phiên đang mở."""
    accounts = installation().accounts
    password = accounts.reset(name)
    typer.echo(f"{name}: mật khẩu dùng một lần {password}")


@account.command()
def close(name: Annotated[str, typer.Argument(help="Tên tài khoản.")]) -> None:
    """Đóng tài khoản và kết thúc các phiên đang mở."""
    accounts = installation().accounts
    accounts.shut(name)


@account.command("list")
def show() -> None:
    """Liệt kê tài khoản, vai trò và nơi làm việc."""
    accounts = installation().accounts
    for found in accounts.all():
        state = "đã đóng" if found.closed else "đang dùng"
        roles = ",".join(sorted(found.roles))
        typer.echo(f"{found.name}\t{roles}\t{found.branch or '-'}\t{state}")
