"""The `motlan` command: the verbs for people and scripts at a terminal.

The exit codes are in `schemas.messages.exits`.
"""

from __future__ import annotations

import gc
import os
import sys

import typer

from cli.commands import COMMANDS
from cli.installation import begin
from cli.lazy import lazy_group
from schemas.errors import MotlanError
from schemas.messages.exits import exit_meanings

__all__ = ["app", "run"]

_EPILOG = "Mã thoát: " + " · ".join(
    f"{code} {meaning['vi']}" for code, meaning in exit_meanings().items()
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
    """Run the command; print an error of ours as one line with code and remedy."""
    os.umask(0o077)  # papers are for the account that this runs under, and for nobody else
    os.environ.setdefault("DO_NOT_TRACK", "1")
    # pydantic would else look through every installed distribution at each start
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    try:
        app()
    except MotlanError as error:
        from rich.console import Console

        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False)
        sys.exit(error.exit_code)
    finally:
        gc.freeze()  # at its end the interpreter would look through all that was imported
