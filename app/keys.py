"""Keys that an installation makes at its first start; keep copies apart from the store."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

__all__ = ["secret_key", "write_private"]

_PRIVATE = 0o600
_BYTES = 32


def secret_key(path: Path) -> bytes:
    """Return a secret of 32 bytes, made where there is none."""
    if not path.exists():
        write_private(path, secrets.token_bytes(_BYTES))
    return path.read_bytes()


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that nobody else may read; it is durable when this returns.

    Raises:
        FileExistsError: Another process made it meanwhile.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)
