"""The caller at the terminal, for the verbs."""

from __future__ import annotations

import getpass
import os
import socket
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.acting import Caller

__all__ = ["Officer", "Sure", "caller"]

_ACTOR = "motlan-cli"

Officer = Annotated[
    str | None,
    typer.Option("--officer", help="Tài khoản của cán bộ; mặc định: người dùng của máy này."),
]

Sure = Annotated[
    bool,
    typer.Option("--sure", help="Số trên giấy đúng như vậy, dù trông không đúng dạng."),
]


def caller(
    officer: str | None = None,
    purpose: str = "",
    *,
    legal_basis: str = "",
    procedure: str = "",
    dossier: str = "",
) -> Caller:
    """Return the caller.

    Args:
        officer: Account of the person; None: the user of this machine.
        purpose: The purpose, as text.
        legal_basis: The law that permits it.
        procedure: Code of the procedure (mã TTHC).
        dossier: Code of the dossier (mã hồ sơ).
    """
    from app.acting import AT_MACHINE, Caller

    return Caller(
        _ACTOR,
        officer or _user(),
        purpose=purpose,
        legal_basis=legal_basis,
        procedure=procedure,
        dossier=dossier,
        address=socket.gethostname(),
        asking=AT_MACHINE,
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a user ID without a name
        return str(os.getuid())
