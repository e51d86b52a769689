"""`motlan serve`: the pages, the interface for other systems, and the reading process."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["serve"]


def serve(
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe.")] = None,
    port: Annotated[int | None, typer.Option(help="Cổng lắng nghe.")] = None,
    workers: Annotated[int | None, typer.Option(help="Số tiến trình đọc.", min=0)] = None,
) -> None:
    """Mở trang làm việc, giao diện cho hệ thống khác và tiến trình đọc.

    Lần đầu chạy in ra địa chỉ và mật khẩu dùng một lần của tài khoản đầu tiên.
    """
    from storage.desk.accounts import Accounts
    from web import serve as pages
    from web.settings import WebSettings

    chosen = {"api_host": host, "api_port": port, "workers": workers}
    given = {key: value for key, value in chosen.items() if value is not None}
    settings = WebSettings().model_copy(update=given)
    settings.folder.mkdir(parents=True, exist_ok=True)
    accounts = Accounts(settings.ledger_url)
    first = pages.first_account(accounts)
    accounts.close()
    typer.echo(f"Mở trình duyệt: http://{settings.api_host}:{settings.api_port}/")
    if first:
        typer.echo(f"Tài khoản đầu tiên: {first[0]}   mật khẩu dùng một lần: {first[1]}")
    pages.serve(settings)
