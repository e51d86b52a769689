"""Keys that an installation makes at its first start; keep copies apart from the store.

All machines of an installation need the same: the database knows the fingerprint of each
(`storage.known_keys`), so that a machine without them makes none of its own.
"""

from __future__ import annotations

import os
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path

from storage.errors import KeyUnknownError
from storage.known_keys import KeyUse, KnownKeys, fingerprint_of

__all__ = ["KEY_FILES", "installation_key", "write_private"]

KEY_FILES = {
    KeyUse.AUDIT: "audit.key",
    KeyUse.TOKENS: "token_key.json",
    KeyUse.LINKS: "link.key",
}
"""Where the keys lie, in the folder `api` of an installation."""

_PRIVATE = 0o600
_BYTES = 32


def installation_key(
    folder: Path,
    use: KeyUse,
    known: KnownKeys,
    make: Callable[[], bytes] = lambda: secrets.token_bytes(_BYTES),
) -> bytes:
    """Return a key of the installation, made where the installation has none yet.

    Args:
        folder: Where the keys of the installation lie.
        use: What it is for.
        known: The keys that the installation has.
        make: Makes a new one.

    Raises:
        KeyMissingError: The installation has one, and it is not here.
        KeyUnknownError: The installation has another one.
    """
    path = folder / KEY_FILES[use]
    made = False
    if not path.exists():
        known.require_none(use, str(path))
        try:
            write_private(path, make())
            made = True
        except FileExistsError:  # another process of this machine was first
            pass
    key = path.read_bytes()
    try:
        known.check(use, fingerprint_of(key))
    except KeyUnknownError as error:
        if made:  # another machine was first; what was made here protects nothing
            path.unlink()
        error.source = str(path)
        raise
    return key


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that nobody else may read; it is whole and durable when it is seen.

    Raises:
        FileExistsError: Another process made it meanwhile.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.link(unfinished, path)
    finally:
        unfinished.unlink()
