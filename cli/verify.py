"""`motlan verify`: is a signed PDF what it claims to be?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.workshop import workshop

__all__ = ["verify"]

_INVALID_EXIT_CODE = 6


def verify(
    file: Annotated[Path, typer.Argument(help="Tệp PDF đã ký.", exists=True, dir_okay=False)],
    trust: Annotated[
        list[Path] | None, typer.Option(help="Chứng thư gốc tin cậy (PEM); mặc định theo cấu hình.")
    ] = None,
    online: Annotated[
        bool, typer.Option(help="Hỏi tình trạng thu hồi chứng thư qua mạng (OCSP, CRL).")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
) -> None:
    """Kiểm tra chữ ký, chứng thư, thay đổi sau khi ký và dữ liệu đính kèm của một tệp PDF.

    Mã thoát 0 khi hợp lệ, 6 khi không hợp lệ hoặc chưa kết luận được.
    """
    from pipeline.seal.trust import Trust  # imports pyHanko: seconds
    from pipeline.seal.verify import verify_pdf

    verdict = verify_pdf(
        file.read_bytes(), Trust.from_files(trust or [workshop().trust], online=online)
    )
    if as_json:
        typer.echo(verdict.to_json())
    else:
        style = "green" if verdict.valid else "red"
        Console(soft_wrap=True).print(verdict.summary, style=style, markup=False, highlight=False)
    if not verdict.valid:
        raise typer.Exit(_INVALID_EXIT_CODE)
