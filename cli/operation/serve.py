"""`motlan serve`: starts the pages, the API for other systems and the reading process."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.acting import caller
from cli.installation import installation

__all__ = ["serve"]


def serve(
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe.")] = None,
    port: Annotated[int | None, typer.Option(help="Cổng lắng nghe.")] = None,
    workers: Annotated[int | None, typer.Option(help="Số tiến trình đọc.", min=0)] = None,
) -> None:
    """Mở trang làm việc, giao diện cho hệ thống khác và tiến trình đọc.

    Lần đầu chạy in ra địa chỉ và mật khẩu dùng một lần của tài khoản đầu tiên.
    """
    from app.accounts import first_account
    from web import serve as pages

    place = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    given: dict[str, object] = {"api": place} if place else {}
    if workers is not None:
        given["workers"] = workers
    app = installation(**given)
    first = first_account(app, caller(purpose="mở trang làm việc lần đầu"))
    typer.echo(f"Mở trình duyệt: http://{app.settings.api.host}:{app.settings.api.port}/")
    if first:
        typer.echo(f"Tài khoản đầu tiên: {first[0]}   mật khẩu dùng một lần: {first[1]}")
    pages.serve(app)
