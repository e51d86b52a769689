"""Opens an object store by its address.

    /var/lib/motlan/store                       a local folder
    file:///var/lib/motlan/store                the same
    s3://store.example:8333/papers?secure=0     bucket `papers`, plain HTTP (default is HTTPS)
    s3://store.example/papers?retain_days=3650  every object locked for ten years, by anybody

The account of an S3 endpoint comes from the environment (`MOTLAN_S3_ACCESS_KEY`,
`MOTLAN_S3_SECRET_KEY`). An address that carries one (`s3://ACCESS:SECRET@host/...`) works too, but
is seen by everybody who sees the command line.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from minio import Minio

from storage.errors import InvalidStoreUrlError
from storage.local import LocalStore
from storage.objects import ObjectStore
from storage.s3 import S3Store, http_pool

__all__ = ["open_store"]

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_FALSE = frozenset({"0", "false", "no"})


def open_store(url: str, *, create: bool = True) -> ObjectStore:
    """Open the store of an address.

    Args:
        url: Folder, `file://` or `s3://` address, see the module's text.
        create: Make a missing bucket (with object lock, so that papers can be made undeletable).

    Raises:
        InvalidStoreUrlError: The address names no store, or the account is missing.
        StoreUnavailableError: The store does not answer.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3":
        store = _s3_store(parts)
        if create:
            store.create_bucket(object_lock=True)
            _set_retention(store, parse_qs(parts.query).get("retain_days", [""])[0])
        return store
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise InvalidStoreUrlError("A file address has three slashes: file:///folder.")
        return LocalStore(Path(unquote(parts.path)))
    if parts.scheme or not url:
        raise InvalidStoreUrlError(f"No store is known for {parts.scheme or 'an empty'} address.")
    return LocalStore(Path(url).expanduser())


def _set_retention(store: S3Store, days: str) -> None:
    """Set the lock of new objects, unless it is set already."""
    if not days:
        return
    if not days.isdecimal() or int(days) == 0:
        raise InvalidStoreUrlError("retain_days is a number of days.")
    if store.retention_days() != int(days):
        store.lock_by_default(int(days))


def _s3_store(parts: SplitResult) -> S3Store:
    bucket = parts.path.strip("/")
    if not parts.hostname or not _BUCKET.fullmatch(bucket):
        raise InvalidStoreUrlError("An S3 address is s3://host:port/bucket.")
    access = unquote(parts.username or "") or os.environ.get("MOTLAN_S3_ACCESS_KEY", "")
    secret = unquote(parts.password or "") or os.environ.get("MOTLAN_S3_SECRET_KEY", "")
    if not access or not secret:
        raise InvalidStoreUrlError(
            "The account is missing: set MOTLAN_S3_ACCESS_KEY and MOTLAN_S3_SECRET_KEY."
        )
    query = parse_qs(parts.query)
    secure = query.get("secure", ["1"])[0].lower() not in _FALSE
    client = Minio(
        parts.netloc.rpartition("@")[2],
        access_key=access,
        secret_key=secret,
        secure=secure,
        region=query.get("region", [None])[0],
        http_client=http_pool(),
    )
    return S3Store(client, bucket)
