"""Two stores combined into one: papers of restricted access are stored apart from the others.

QCVN 12:2026/BCA 3.5.2.2.7 requires levels 3 and 4 to be kept apart from levels 1 and 2: another
bucket, another account, other keys, if necessary another server. Without a level the restricted
store is used: a paper that nobody has read yet may contain anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from schemas.papers.model import Level
from storage.errors import ObjectMissingError
from storage.objects.port import ObjectInfo, ObjectStore

__all__ = ["Shelves"]


class Shelves(ObjectStore):
    """An `ObjectStore` made of an ordinary and a restricted one."""

    def __init__(self, ordinary: ObjectStore, restricted: ObjectStore) -> None:
        """Combine two stores.

        Args:
            ordinary: For papers of levels 1 and 2.
            restricted: For papers of level 3, and for what has no level yet.
        """
        self.ordinary = ordinary
        self.restricted = restricted

    def shelf(self, level: Level | None) -> ObjectStore:
        """See `ObjectStore.shelf`."""
        return self.ordinary if level in (Level.PUBLIC, Level.INTERNAL) else self.restricted

    def put_new(
        self,
        key: str,
        data: bytes,
        media_type: str,
        metadata: Mapping[str, str] | None = None,
        tags: Mapping[str, str] | None = None,
        sha256: str | None = None,
    ) -> bool:
        """Write into the restricted store; see `ObjectStore.put_new`."""
        return self.restricted.put_new(key, data, media_type, metadata, tags, sha256)

    def get(self, key: str, sha256: str | None = None) -> bytes:
        """See `ObjectStore.get`."""
        try:
            return self.restricted.get(key, sha256)
        except ObjectMissingError:
            return self.ordinary.get(key, sha256)

    def stream(self, key: str, chunk_size: int = 1 << 18) -> Iterator[bytes]:
        """See `ObjectStore.stream`."""
        store = self.restricted if self.restricted.stat(key) else self.ordinary
        return store.stream(key, chunk_size)

    def stat(self, key: str) -> ObjectInfo | None:
        """See `ObjectStore.stat`."""
        return self.restricted.stat(key) or self.ordinary.stat(key)

    def tags(self, key: str) -> Mapping[str, str]:
        """See `ObjectStore.tags`."""
        try:
            return self.restricted.tags(key)
        except ObjectMissingError:
            return self.ordinary.tags(key)

    def list(self, prefix: str = "", after: str = "") -> Iterator[str]:
        """See `ObjectStore.list`; a key in both stores is yielded once."""
        seen = set()
        for key in self.restricted.list(prefix, after):
            seen.add(key)
            yield key
        for key in self.ordinary.list(prefix, after):
            if key not in seen:
                yield key

    def purge(self, prefix: str, spare: str = "") -> dt.datetime | None:
        """See `ObjectStore.purge`; both stores."""
        locks = (self.restricted.purge(prefix, spare), self.ordinary.purge(prefix, spare))
        return max(filter(None, locks), default=None)

    def disturbed(self, prefix: str) -> Iterator[str]:
        """See `ObjectStore.disturbed`; both stores."""
        yield from self.restricted.disturbed(prefix)
        yield from self.ordinary.disturbed(prefix)

    def delete(self, key: str) -> None:
        """See `ObjectStore.delete`."""
        self.restricted.delete(key)
        self.ordinary.delete(key)

    def presigned(self, key: str, lifetime: dt.timedelta) -> str | None:
        """See `ObjectStore.presigned`."""
        shelf = self.restricted if self.restricted.stat(key) else self.ordinary
        return shelf.presigned(key, lifetime)

    def parts(self) -> Mapping[str, ObjectStore]:
        """See `ObjectStore.parts`."""
        return {"thường": self.ordinary, "hạn chế": self.restricted}
