"""`motlan doctor`: is this machine fit for its work, and what to do if not."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer

from app.operation.health import MachineRole, checks_of, run_checks
from cli.installation import installation
from schemas.messages.exits import ExitCode

__all__ = ["doctor"]


def doctor(
    role: Annotated[
        MachineRole,
        typer.Option(help="centre: trung tâm; reader: máy đọc; lookup: máy chỉ tra cứu."),
    ] = MachineRole.CENTRE,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Kiểm tra máy này: thiết đặt, khóa, đồng hồ, cơ sở dữ liệu, kho, chỉ mục, mô hình, ổ đĩa.

    Không ghi gì vào dữ liệu; riêng phần thử bảo đảm của kho ghi vài tệp nhỏ dưới probe/.
    """
    found = list(run_checks(installation(), checks_of(role)))
    if as_json:
        rows = [dataclasses.asdict(each) for each in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for each in found:
            mark = "tốt" if each.ok else f"LỖI [{each.code}]"
            typer.echo(f"{each.name}\t{mark}\t{each.found}")
            if each.remedy:
                typer.echo(f"\t→ {each.remedy}")
    if not all(each.ok for each in found):
        raise typer.Exit(ExitCode.USAGE)
