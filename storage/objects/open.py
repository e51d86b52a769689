"""Opens an object store by its URL.

    /var/lib/motlan/store                       a local folder
    file:///var/lib/motlan/store                the same
    s3://store.example:8333/papers?secure=0     bucket `papers`, plain HTTP (default is HTTPS)
    s3://store.example/papers?retain_days=3650  every object locked for ten years, by anybody
    file:///var/lib/motlan/store?retain_days=3650   the same, by our own software only
    s3://store.example/papers?retain_days=3650&lock=software     likewise, for a server without
    s3://10.0.0.5:8333/papers?public=https://files.example       how readers outside reach it

The account of an S3 endpoint is passed separately from the URL. A URL that contains one
(`s3://ACCESS:SECRET@host/...`) works too, but is visible to everybody who sees the command line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from storage.errors import InvalidStoreUrlError
from storage.objects.local import LocalStore
from storage.objects.port import ObjectStore
from storage.objects.retention import RetainedStore

if TYPE_CHECKING:
    from storage.objects.s3 import S3Store

__all__ = ["S3Account", "open_bucket", "open_store"]

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = "us-east-1"
_FALSE = frozenset({"0", "false", "no"})


@dataclass(frozen=True, slots=True)
class S3Account:
    """The account for an S3 endpoint."""

    access_key: str = ""
    secret_key: str = field(default="", repr=False)


def open_store(url: str, account: S3Account = S3Account(), *, create: bool = True) -> ObjectStore:
    """Open the store at a URL.

    Args:
        url: Folder, `file://` or `s3://` URL, see the module docstring.
        account: Account for the S3 endpoint, if the URL contains none.
        create: Create a missing bucket (with object lock, so that papers can be made undeletable).

    Raises:
        InvalidStoreUrlError: The URL names no store, or the account is missing.
        StoreUnavailableError: The store does not answer.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return _opened_bucket(parts, account, create=create)
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise InvalidStoreUrlError("file")
        return _retained(LocalStore(Path(unquote(parts.path))), parse_qs(parts.query))
    if parts.scheme or not url:
        raise InvalidStoreUrlError("scheme", scheme=f"{parts.scheme}:")
    return LocalStore(Path(url).expanduser())


def open_bucket(url: str, account: S3Account = S3Account()) -> S3Store:
    """Open the bucket of an S3 address as it is, to read what other programs put there.

    Args:
        url: `s3://` address.
        account: See `open_store`.

    Raises:
        InvalidStoreUrlError: The address names no bucket, or the account is missing.
    """
    return _s3_store(urlsplit(url), account)


def _opened_bucket(parts: SplitResult, account: S3Account, *, create: bool) -> ObjectStore:
    store, query = _s3_store(parts, account), parse_qs(parts.query)
    in_software = query.get("lock", ["server"]) == ["software"]
    if create:
        store.create_bucket(object_lock=not in_software)
    if in_software:
        return _retained(store, query)
    days = _days(query)
    if create and days and store.retention_days() != days:
        store.lock_by_default(days)
    return store


def _retained(store: ObjectStore, query: dict[str, list[str]]) -> ObjectStore:
    days = _days(query)
    return RetainedStore(store, days) if days else store


def _days(query: dict[str, list[str]]) -> int:
    """Return for how many days objects are locked; 0 if the URL does not say."""
    days = query.get("retain_days", [""])[0]
    if not days:
        return 0
    if not days.isdecimal() or int(days) == 0:
        raise InvalidStoreUrlError("retain-days")
    return int(days)


def _s3_store(parts: SplitResult, account: S3Account) -> S3Store:
    bucket = parts.path.strip("/")
    if not parts.hostname or not _BUCKET.fullmatch(bucket):
        raise InvalidStoreUrlError("s3")
    access = unquote(parts.username or "") or account.access_key
    secret = unquote(parts.password or "") or account.secret_key
    if not access or not secret:
        raise InvalidStoreUrlError("account")
    query = parse_qs(parts.query)
    secure = query.get("secure", ["1"])[0].lower() not in _FALSE
    region = query.get("region", [None])[0]
    from minio import Minio  # a third of a second, which a store in a folder does not pay

    from storage.objects.s3 import S3Store
    from storage.objects.s3_wire import http_pool

    client = Minio(
        parts.netloc.rpartition("@")[2],
        access_key=access,
        secret_key=secret,
        secure=secure,
        region=region,
        http_client=http_pool(),
    )
    public = None
    if "public" in query:
        outside = urlsplit(query["public"][0])
        if outside.scheme not in ("http", "https") or not outside.netloc or outside.path.strip("/"):
            raise InvalidStoreUrlError("public")
        public = Minio(
            outside.netloc,
            access_key=access,
            secret_key=secret,
            secure=outside.scheme == "https",
            region=region or _REGION,  # so that nobody has to be asked for it
        )
    return S3Store(client, bucket, public)
