"""Who stands at the terminal, as the verbs are told."""

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
    bool, typer.Option("--sure", help="Số trên giấy đúng như vậy, dù trông như mất số 0 ở đầu.")
]


def caller(
    officer: str | None = None,
    purpose: str = "",
    *,
    legal_basis: str = "",
    procedure: str = "",
    dossier: str = "",
) -> Caller:
    """Return who acts.

    Args:
        officer: Account of the person; the user of this machine where None.
        purpose: Why, in words.
        legal_basis: Under which law.
        procedure: Mã TTHC that it is for.
        dossier: Mã hồ sơ that it is for.
    """
    from app.acting import Caller

    return Caller(
        _ACTOR,
        officer or _user(),
        purpose=purpose,
        legal_basis=legal_basis,
        procedure=procedure,
        dossier=dossier,
        address=socket.gethostname(),
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container runs under a number that has no name
        return str(os.getuid())
