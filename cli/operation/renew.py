"""`motlan renew`: adds fresh timestamps to signed files before the proof of time expires."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.acting import Officer, caller
from cli.errors import NoServerError
from cli.installation import installation
from schemas.messages.exits import ExitCode

__all__ = ["renew"]


def renew(
    days: Annotated[
        int, typer.Option(min=0, help="Gia hạn các tệp có bằng chứng hết hạn trong số ngày này.")
    ] = 180,
    schedule: Annotated[
        str | None,
        typer.Option(
            help="Chạy theo lịch cron (giờ Việt Nam) trên máy chủ Prefect, ví dụ '0 2 * * *'."
        ),
    ] = None,
    officer: Officer = None,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Bổ sung và gia hạn dấu thời gian của các giấy tờ đã ký trong kho.

    Gồm giấy tờ ký lúc máy chủ dấu thời gian không trả lời và giấy tờ có dấu thời gian sắp hết hạn.
    Chạy lại bao nhiêu lần cũng được. Mã thoát: 0 xong, 75 còn giấy tờ phải chờ máy chủ, 6 có tệp
    không còn hợp lệ.
    """
    from flows.renewal import run_renewal, serve_renewal  # imports Prefect, which takes seconds
    from flows.server import has_server

    if schedule is not None:
        if not has_server():
            raise NoServerError()
        serve_renewal(schedule, days)
        return
    done = run_renewal(installation(), caller(officer, "gia hạn dấu thời gian"), days)
    if as_json:
        typer.echo(done.model_dump_json(indent=1))
    else:
        typer.echo(f"đã gia hạn {len(done.renewed)} giấy tờ")
        if done.waiting:
            typer.echo(f"{len(done.waiting)} giấy tờ phải chờ: {done.reason}")
        for paper_id, code in done.refused.items():
            typer.echo(f"{paper_id[:16]}\t[{code}] không gia hạn được, cần người kiểm tra")
    if done.refused:
        raise typer.Exit(ExitCode.INVALID)
    if done.waiting:
        raise typer.Exit(ExitCode.LATER)
