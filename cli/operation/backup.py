"""`motlan backup` and `motlan restore`: a copy of the whole installation, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.acting import Officer, caller
from cli.installation import installation
from schemas.messages.exits import ExitCode

__all__ = ["backup", "restore"]


def backup(
    folder: Annotated[Path, typer.Argument(help="Thư mục chứa mọi bản sao lưu.")],
    officer: Officer = None,
) -> None:
    """Sao lưu toàn bộ: cơ sở dữ liệu (kể cả quầy, đợt số hóa, nhật ký), khóa và kho.

    Chạy được khi hệ thống đang làm việc; lần sau chỉ chép tệp mới. Bản sao có khóa và dữ liệu cá
    nhân: giữ nơi chỉ người quản trị đọc được.
    """
    from app.operation.backup import back_up

    done = back_up(installation(), caller(officer, "sao lưu"), folder)
    for key in done.missed:
        typer.echo(f"{key}\tkhông chép được: mất hoặc hỏng trong kho, chạy motlan scrub")
    typer.echo(f"{done.folder}: {sum(done.rows.values())} dòng, {done.objects} tệp")
    if done.missed:
        raise typer.Exit(ExitCode.STORE)


def restore(
    folder: Annotated[Path, typer.Argument(help="Thư mục chứa mọi bản sao lưu.")],
    at: Annotated[
        str | None, typer.Option(help="Tên một bản sao lưu trong đó; mặc định: bản mới nhất.")
    ] = None,
    officer: Officer = None,
) -> None:
    """Khôi phục từ bản sao lưu vào cơ sở dữ liệu trống; kho trống hoặc còn lại được đối chiếu.

    Sau đó chỉ mục được dựng lại, nhật ký được kiểm tra và mọi tệp của bản sao được đối chiếu.
    """
    from app.operation import backup as copies

    chosen = folder / at if at else copies.newest_backup(folder)
    done = copies.restore(installation(), caller(officer, "khôi phục"), chosen)
    for key in done.missed:
        typer.echo(f"{key}\tkhông khôi phục được")
    for paper_id in done.index.refused:
        typer.echo(f"{paper_id}\tkhông lập chỉ mục: hồ sơ dữ liệu không khớp")
    chain = "nguyên vẹn" if done.audit_intact else "CÓ VẤN ĐỀ, chạy motlan audit verify"
    typer.echo(f"{chosen.name}: {sum(done.rows.values())} dòng, {done.objects} tệp")
    typer.echo(f"chỉ mục {done.index.papers} giấy tờ; nhật ký {done.audit_entries} mục: {chain}")
    if not done.whole:
        raise typer.Exit(ExitCode.STORE)
