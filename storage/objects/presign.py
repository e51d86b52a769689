"""Addresses at which an object store itself gives a file out, for minutes.

Large files then do not pass through the service. The price: from the moment it is made until it
ends such an address can neither be taken back nor be seen in use by us, so it is kept short.
"""

from __future__ import annotations

import datetime as dt

from storage.objects.port import ObjectStore
from storage.objects.retention import RetainedStore
from storage.objects.shelves import Shelves

__all__ = ["presigned"]


def presigned(store: ObjectStore, key: str, lifetime: dt.timedelta) -> str | None:
    """Return an address of one object; None where the store is no server that gives files out.

    It holds the key, which is made of hashes, and the account's name, never its secret.

    Args:
        store: Where the object lies.
        key: See `storage.objects.keys`.
        lifetime: How long the address counts, at least a second.

    Raises:
        StoreUnavailableError: The store does not answer.
    """
    if isinstance(store, RetainedStore):
        return presigned(store.inner, key, lifetime)
    if isinstance(store, Shelves):
        shelf = store.restricted if store.restricted.stat(key) else store.ordinary
        return presigned(shelf, key, lifetime)
    from storage.objects.s3 import S3Store  # imports minio: a third of a second

    return store.presigned(key, lifetime) if isinstance(store, S3Store) else None
