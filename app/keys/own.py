"""Keys that an installation generates at its first start; keep copies away from the store.

All machines of an installation need the same keys: the database has the fingerprint of each
(`storage.known_keys`), so that a machine without them does not generate its own.
"""

from __future__ import annotations

import json
import os
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path

from storage.errors import KeyUnknownError
from storage.known_keys import KeyUse, KnownKeys, fingerprint_of

__all__ = ["KEY_FILES", "installation_key", "new_token_key", "replace_private", "write_private"]

KEY_FILES = {
    KeyUse.AUDIT: "audit.key",
    KeyUse.TOKENS: "token_key.json",
    KeyUse.LINKS: "link.key",
}
"""Files of the keys in the folder `api` of an installation."""

_PRIVATE = 0o600
_BYTES = 32


def installation_key(
    folder: Path,
    use: KeyUse,
    known: KnownKeys,
    make: Callable[[], bytes] = lambda: secrets.token_bytes(_BYTES),
) -> bytes:
    """Return a key of the installation; generate it if the installation has none yet.

    Args:
        folder: Folder of the installation's keys.
        use: Use of the key.
        known: The known keys of the installation.
        make: Generates a new key.

    Raises:
        KeyMissingError: The installation has a key, but this machine does not.
        KeyUnknownError: The installation has another key.
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
        if made:  # another machine was first; the key generated here protects nothing
            path.unlink()
        error.source = str(path)
        raise
    return key


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that only its owner may read; it is complete and durable once visible.

    Raises:
        FileExistsError: Another process created it in the meantime.
    """
    unfinished = _unfinished(path, data)
    try:
        os.link(unfinished, path)
    finally:
        unfinished.unlink()


def replace_private(path: Path, data: bytes) -> None:
    """Put new contents in place of a file at once; only its owner may read it."""
    _unfinished(path, data).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def new_token_key() -> bytes:
    """Return a new key that signs tokens, as the file holds it."""
    from joserfc.jwk import ECKey

    return json.dumps(ECKey.generate_key("P-256").as_dict(private=True)).encode()


def _unfinished(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
    except BaseException:
        unfinished.unlink()
        raise
    return unfinished
