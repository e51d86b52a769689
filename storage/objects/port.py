"""The port to the object store: write once, read verified, list.

An object never changes: `put_new` writes to a free key, accepts the same content again and refuses
other content. So a retry after any crash is safe and writing twice changes nothing.
Implementations: `storage.objects.local` (a folder) and `storage.objects.s3` (any S3 endpoint), and
two over others: `storage.objects.shelves`, `storage.objects.retention`. One contract test runs
against all (`tests/storage/objects/test_objects.py`). A class that is derived from `ObjectStore`
need not say what it cannot do: the last five methods have an answer for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from storage.errors import ObjectCorruptError
from storage.objects.trials import Guarantee, Trial

if TYPE_CHECKING:
    from schemas.papers.model import Level

__all__ = ["ObjectInfo", "ObjectStore", "sha256_of", "verified", "verified_chunks"]

MAX_METADATA = 1024
"""Maximum bytes of encoded user metadata: half of what S3 allows; facts belong in JSON objects."""

_WRONG_HASH = "The content does not have the hash it was stored with."


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What is known about an object without reading it.

    Attributes:
        key: Its key.
        size: Bytes.
        sha256: Hash of the content as it was written, hexadecimal.
        media_type: MIME type given by the writer.
        modified_at: When it was written, UTC.
        metadata: Small facts given by the writer; keys lower-case ASCII, values any text.
        version_id: Version identifier, if the server keeps versions.
        proven: Whether the hash is the one that was written; where that is lost, it is computed
            from the content and proves nothing.
    """

    key: str
    size: int
    sha256: str
    media_type: str
    modified_at: dt.datetime
    metadata: Mapping[str, str] = field(default_factory=dict)
    version_id: str | None = None
    proven: bool = True


class ObjectStore(Protocol):
    """A store of immutable objects."""

    def put_new(
        self,
        key: str,
        data: bytes,
        media_type: str,
        metadata: Mapping[str, str] | None = None,
        tags: Mapping[str, str] | None = None,
        sha256: str | None = None,
    ) -> bool:
        """Write an object unless it is already there; durable when this returns.

        Args:
            key: See `storage.objects.keys.check_key`.
            data: The whole content.
            media_type: MIME type, e.g. `application/pdf`.
            metadata: Small facts, at most `MAX_METADATA` bytes encoded; no personal data needed.
            tags: What rules of the bucket go by, see `storage.objects.tags`; no personal data. A
                server that knows no tags stores the object without them.
            sha256: Hash of the content where the caller has just computed it.

        Returns:
            True if this call wrote it, False if the same content was there before.

        Raises:
            ObjectConflictError: The key has other content.
            InvalidKeyError: The key is outside the layout.
            StoreUnavailableError: The store does not answer.
        """
        ...

    def get(self, key: str, sha256: str | None = None) -> bytes:
        """Return an object's content after comparing its hash.

        Args:
            key: Where it lies.
            sha256: The hash that it must have; that with which it was written where None.

        Raises:
            ObjectMissingError: Nothing stands under the key.
            ObjectCorruptError: The content is not what was written.
            StoreUnavailableError: The store does not answer.
        """
        ...

    def stream(self, key: str, chunk_size: int = 1 << 18) -> Iterator[bytes]:
        """Yield an object's content in chunks; the hash is checked after the last one.

        Raises:
            ObjectMissingError, ObjectCorruptError, StoreUnavailableError: As for `get`.
        """
        ...

    def stat(self, key: str) -> ObjectInfo | None:
        """Return what is known about an object, or None if there is none."""
        ...

    def tags(self, key: str) -> Mapping[str, str]:
        """Return the tags of an object; none if the server does not support tags.

        Raises:
            ObjectMissingError: No object has the key.
            StoreUnavailableError: The store does not answer.
        """
        ...

    def list(self, prefix: str = "", after: str = "") -> Iterator[str]:
        """Yield the keys that begin with a prefix, in no guaranteed order.

        Args:
            prefix: The whole store if empty.
            after: Only keys that come later in the alphabet; found without reading the others.
        """
        ...

    def purge(self, prefix: str, spare: str = "") -> dt.datetime | None:
        """Remove all content ever written under a prefix, as far as no lock forbids it.

        Locked content is hidden at once; purging again after the lock has ended removes it.

        Args:
            prefix: Ends with a slash.
            spare: One key to keep.

        Returns:
            None if nothing is left, else when the last lock ends, UTC.

        Raises:
            StoreUnavailableError: The store does not answer; call again.
        """
        ...

    def delete(self, key: str) -> None:
        """Remove an object: for caches and spools only, never for a paper.

        Raises:
            StoreUnavailableError: The store refuses (locked) or does not answer.
        """
        ...

    def presigned(self, key: str, lifetime: dt.timedelta) -> str | None:
        """Return a presigned URL at which the store itself serves an object, for minutes.

        Large files then do not pass through the service. The price: until it expires, such a URL
        can neither be revoked nor its use be observed by us, so its lifetime is short. It contains
        the key, which consists of hashes, and the account's name, never its secret.

        Args:
            key: Key of the object.
            lifetime: How long the URL is valid, at least a second.

        Returns:
            None if the store cannot serve files itself.

        Raises:
            StoreUnavailableError: The store does not answer.
        """
        return None

    def disturbed(self, prefix: str) -> Iterator[str]:
        """Yield the keys under a prefix that somebody hid or wrote over; kept versions show it.

        Raises:
            StoreUnavailableError: The store does not answer.
        """
        return iter(())

    def shelf(self, level: Level | None) -> ObjectStore:
        """Return the store for files made from papers of a level; itself if there is only one.

        Args:
            level: None if not yet known.
        """
        return self

    def parts(self) -> Mapping[str, ObjectStore]:
        """Return the stores that this one is made of, by their Vietnamese names; itself alone."""
        return {"": self}

    def trials(self) -> Mapping[Guarantee, Trial]:
        """Return the tests of guarantees that only some stores give; none here."""
        return {}


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def verified(data: bytes, expected_sha256: str, key: str) -> bytes:
    """Return bytes after checking their hash.

    Raises:
        ObjectCorruptError: The hash is different.
    """
    if sha256_of(data) != expected_sha256:
        raise ObjectCorruptError(source=key)
    return data


def verified_chunks(chunks: Iterator[bytes], expected_sha256: str, key: str) -> Iterator[bytes]:
    """Pass chunks on and check the hash of the whole at the end.

    Raises:
        ObjectCorruptError: The whole has another hash.
    """
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != expected_sha256:
        raise ObjectCorruptError(source=key)
