"""The `motlan` command: the same steps as the flows, for a person or a script at a terminal.

Exit codes:
    0  everything done
    1  unexpected error
    2  wrong use of the command
    3  at least one file could not be digitised; the others were
    4  the reader's models are not usable
    5  the store does not answer or refuses
    6  a signature is not valid
"""

from __future__ import annotations

import os
import sys

import typer
from rich.console import Console

from cli.commands import COMMANDS
from cli.installation import begin
from cli.lazy import lazy_group
from schemas.errors import MotlanError

__all__ = ["app", "run"]

_EPILOG = (
    "Mã thoát: 0 xong · 1 lỗi ngoài dự kiến · 2 sai cú pháp lệnh · 3 có tệp không số hóa được · "
    "4 mô hình đọc hỏng · 5 kho không đáp ứng · 6 chữ ký không hợp lệ"
)

app = typer.Typer(
    cls=lazy_group(COMMANDS),
    help="Một lần: giấy tờ đọc một lần, kiểm một lần, ký một lần, rồi tìm lại thay vì nộp lại.",
    epilog=_EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback()(begin)


def run() -> None:
    """Run the command; an error of ours becomes one line with a code and a remedy."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    try:
        app()
    except MotlanError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        sys.exit(error.exit_code)
