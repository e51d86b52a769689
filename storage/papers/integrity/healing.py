"""Reads objects with their hashes, and repairs them from a second store with the same keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from storage.errors import ObjectConflictError, ObjectCorruptError, ObjectMissingError
from storage.objects.keys import paper_prefix, record_version, tombstone_key
from storage.objects.port import ObjectStore, sha256_of
from storage.objects.tags import level_of
from storage.papers.integrity.findings import Damage

__all__ = ["Healer"]


@dataclass(frozen=True, slots=True)
class Healer:
    """A store under repair; without a replica only a lost hash can be written again."""

    store: ObjectStore
    replica: ObjectStore | None

    def read(self, key: str, digest: str | None) -> tuple[bytes | None, Damage | None]:
        """Return the content of an object, and what is wrong with it.

        Args:
            key: Where it lies.
            digest: The hash that it must have, where one is known.
        """
        info = self.store.stat(key)
        if info is None:
            return None, Damage.MISSING
        try:
            data = self.store.get(key)
        except ObjectMissingError:
            return None, Damage.MISSING
        except ObjectCorruptError:
            return None, Damage.CORRUPT
        if digest is not None and sha256_of(data) != digest:
            return None, Damage.CORRUPT
        return data, None if info.proven else Damage.UNPROVEN

    def heal(self, key: str, digest: str | None, data: bytes | None) -> bytes | None:
        """Put an object right.

        Args:
            key: Where it lies.
            digest: The hash that it must have, where one is known.
            data: Its content, where only the hash that it was stored with is lost.

        Returns:
            Its content, None where nothing could be done.
        """
        if data is not None and digest is not None:  # proven by what refers to it
            return self._replace(key, data, "application/octet-stream")
        if self.replica is None:
            return None
        try:
            copy, info = self.replica.get(key), self.replica.stat(key)
        except (ObjectCorruptError, ObjectMissingError):
            return None
        if info is None or not info.proven or (digest is not None and sha256_of(copy) != digest):
            return None
        return self._replace(key, copy, info.media_type)

    def differs(self, key: str, data: bytes) -> bool:
        """Tell whether the second store has other content that is as well proven as ours."""
        info = self.replica.stat(key) if self.replica else None
        return info is not None and info.proven and info.sha256 != sha256_of(data)

    def put_right(self, key: str, is_right: Callable[[bytes], bool]) -> bool:
        """Replace an object by its copy, if that is right; tells whether it was."""
        try:
            copy = self.replica.get(key) if self.replica else None
        except (ObjectCorruptError, ObjectMissingError):
            copy = None
        if copy is None or not is_right(copy):
            return False
        return self._replace(key, copy, "application/json") is not None

    def keys(self, prefix: str) -> Iterable[str]:
        """Return the keys of both stores under a prefix."""
        here = set(self.store.list(prefix))
        return sorted(here | set(self.replica.list(prefix) if self.replica else ()))

    def copies(self, paper_id: str) -> Iterable[str]:
        """Return the keys that the second store has of a paper."""
        return list(self.replica.list(paper_prefix(paper_id))) if self.replica else []

    def copy_paper(self, paper_id: str) -> list[str]:
        """Copy a whole paper from the second store, its records last; returns its keys.

        An erased paper is not brought back. What is copied is checked afterwards like the rest.
        """
        keys = list(self.copies(paper_id))
        if tombstone_key(paper_id) in keys:
            return []
        records = [key for key in keys if record_version(key)]
        others = [key for key in keys if key not in records]
        return [key for key in (*others, *records) if self.heal(key, None, None) is not None]

    def _replace(self, key: str, data: bytes, media_type: str) -> bytes | None:
        about = (self.replica or self.store).stat(key) or self.store.stat(key)
        media_type = about.media_type if about and about.proven else media_type
        metadata = about.metadata if about else None
        try:
            tags = (self.replica or self.store).tags(key)
        except ObjectMissingError:
            tags = None
        self.store.delete(key)
        shelf = self.store.shelf(level_of(tags or {}))
        try:
            shelf.put_new(key, data, media_type, metadata, tags)
        except ObjectConflictError:
            return None
        return data
