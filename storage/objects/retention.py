"""A retention lock in software, for stores without one: nothing is deleted before its time.

Deleting hides an object instead, under `hidden/`, as a server with versions does; purging removes
hidden objects whose retention has ended. It protects against every command and mistake of ours. It
does not protect against people who can write to the disks: there `storage.papers.integrity.scrub`
and a second store are the guarantee (NĐ 356/2025/NĐ-CP; QCVN 12:2026/BCA 2.2.9.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from storage.errors import ObjectCorruptError
from storage.objects.port import ObjectInfo, ObjectStore
from storage.objects.trials import Guarantee, Trial

__all__ = ["HIDDEN", "RetainedStore"]

HIDDEN = "hidden/"
_UNTIL = "until"


class RetainedStore(ObjectStore):
    """An `ObjectStore` wrapper that keeps every object for a number of days."""

    def __init__(
        self,
        inner: ObjectStore,
        days: int,
        *,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Wrap a store.

        Args:
            inner: Store of the objects; used only through this wrapper.
            days: How long an object stays, from the moment of writing.
            clock: Returns the time, UTC.
        """
        self.inner = inner
        self.days = days
        self._clock = clock

    def put_new(
        self,
        key: str,
        data: bytes,
        media_type: str,
        metadata: Mapping[str, str] | None = None,
        tags: Mapping[str, str] | None = None,
        sha256: str | None = None,
    ) -> bool:
        """See `ObjectStore.put_new`."""
        return self.inner.put_new(key, data, media_type, metadata, tags, sha256)

    def get(self, key: str, sha256: str | None = None) -> bytes:
        """See `ObjectStore.get`."""
        return self.inner.get(key, sha256)

    def stream(self, key: str, chunk_size: int = 1 << 18) -> Iterator[bytes]:
        """See `ObjectStore.stream`."""
        return self.inner.stream(key, chunk_size)

    def stat(self, key: str) -> ObjectInfo | None:
        """See `ObjectStore.stat`."""
        return self.inner.stat(key)

    def tags(self, key: str) -> Mapping[str, str]:
        """See `ObjectStore.tags`."""
        return self.inner.tags(key)

    def list(self, prefix: str = "", after: str = "") -> Iterator[str]:
        """See `ObjectStore.list`; hidden objects are left out."""
        return (key for key in self.inner.list(prefix, after) if not key.startswith(HIDDEN))

    def delete(self, key: str) -> None:
        """Hide an object; remove it if its retention has ended. See `ObjectStore.delete`."""
        info = self.inner.stat(key)
        if info is None:
            return
        until = info.modified_at + dt.timedelta(days=self.days)
        if until > self._clock():
            self._keep_hidden(key, info, until)
        self.inner.delete(key)

    def disturbed(self, prefix: str) -> Iterator[str]:
        """See `ObjectStore.disturbed`; what was deleted before its retention ended."""
        kept = self.inner.list(HIDDEN + prefix)
        yield from sorted({key.removeprefix(HIDDEN).rpartition("/")[0] for key in kept})
        yield from self.inner.disturbed(prefix)

    def purge(self, prefix: str, spare: str = "") -> dt.datetime | None:
        """See `ObjectStore.purge`; hidden objects are removed when their retention has ended."""
        for key in list(self.list(prefix)):
            if key != spare:
                self.delete(key)
        left = []
        for key in list(self.inner.list(HIDDEN + prefix)):
            until = self._until(key)
            if until > self._clock():
                left.append(until)
            else:
                self.inner.delete(key)
        return max(left, default=None)

    def presigned(self, key: str, lifetime: dt.timedelta) -> str | None:
        """See `ObjectStore.presigned`."""
        return self.inner.presigned(key, lifetime)

    def trials(self) -> Mapping[Guarantee, Trial]:
        """See `ObjectStore.trials`."""
        return {**self.inner.trials(), Guarantee.SOFTWARE_LOCK: self._try_lock}

    def _try_lock(self, key: str) -> tuple[bool, str]:
        self.put_new(f"{key}/one", b"locked", "text/plain")
        until = self.purge(f"{key}/")
        kept = until is not None and until > dt.datetime.now(dt.UTC)
        if not kept or self.hidden(f"{key}/one") != (b"locked",):
            return False, "Xóa được tệp chưa hết thời hạn lưu."
        return True, f"Phần mềm giữ tệp {self.days} ngày; người vào được ổ đĩa vẫn xóa được."

    def hidden(self, key: str) -> tuple[bytes, ...]:
        """Return the contents under a key that were deleted before their retention ended."""
        return tuple(map(self.inner.get, self.inner.list(f"{HIDDEN}{key}/")))

    def _keep_hidden(self, key: str, info: ObjectInfo, until: dt.datetime) -> None:
        """Copy first: a crash in between leaves the object in both places, never in none."""
        try:
            data = self.inner.get(key)
        except ObjectCorruptError:
            return  # not what was to be kept; whoever mends it puts the right content here
        place = f"{HIDDEN}{key}/{info.sha256}"
        said = {_UNTIL: until.isoformat()}
        self.inner.put_new(place, data, info.media_type, said, self.inner.tags(key), info.sha256)

    def _until(self, hidden: str) -> dt.datetime:
        info = self.inner.stat(hidden)
        if info is None:
            return self._clock()
        said = info.metadata.get(_UNTIL)
        return (
            dt.datetime.fromisoformat(said)
            if said
            else info.modified_at + dt.timedelta(days=self.days)
        )
