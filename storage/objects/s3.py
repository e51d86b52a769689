"""The object store behind any S3 endpoint, through the minio SDK.

Two things for which the SDK has no public interface are here and nowhere else, each covered by a
contract test:

* a conditional put (`If-None-Match: *`): `put_object` would send the header as user metadata, so
  the SDK's own single-part put is called;
* Vietnamese metadata and tags: S3 headers are ASCII, so values travel percent-encoded.

How bytes travel is said in `storage.objects.s3_wire`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import urllib3
from minio import Minio
from minio.commonconfig import COMPLIANCE
from minio.deleteobjects import DeleteObject
from minio.error import MinioException, S3Error
from minio.objectlockconfig import DAYS, ObjectLockConfig

from storage.errors import (
    ObjectConflictError,
    ObjectCorruptError,
    ObjectMissingError,
    StorageError,
    StoreUnavailableError,
)
from storage.objects import s3_wire as wire
from storage.objects.keys import check_key
from storage.objects.port import ObjectInfo, ObjectStore, sha256_of, verified, verified_chunks
from storage.objects.trials import Guarantee, Trial

__all__ = ["S3Store"]

_TAGGING = "x-amz-tagging"
_ABSENT = frozenset({"NoSuchKey", "NoSuchObject", "NoSuchVersion"})
_NO_LOCK = frozenset(
    {"ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration", "InvalidRequest"}
)
_NO_TAGS = frozenset({"NotImplemented", "InvalidArgument", "MethodNotAllowed"})
"""Error codes of servers without tags, for the header or for the request."""
_LOST_RACE = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})


class S3Store(ObjectStore):
    """An `ObjectStore` in one bucket."""

    def __init__(self, client: Minio, bucket: str, public: Minio | None = None) -> None:
        """Use a bucket.

        Args:
            client: A client with the account and the pool to use.
            bucket: Its name; see `create_bucket` for creating one.
            public: The same server as reached from outside, with a region; only its URL is used,
                in `presigned`.
        """
        self.client = client
        self.bucket = bucket
        self._public = public or client
        self._knows_tags = True

    def create_bucket(self, *, object_lock: bool = False) -> bool:
        """Create the bucket unless it exists.

        Args:
            object_lock: Whether objects can be locked against deletion (also keeps versions).

        Returns:
            True if this call created it.
        """
        with self._answers():
            if self.client.bucket_exists(self.bucket):
                return False
            self.client.make_bucket(self.bucket, object_lock=object_lock)
            return True

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
        sha256 = sha256 or sha256_of(data)
        headers = wire.headers(sha256, media_type, metadata or {})
        tagging = {_TAGGING: wire.encoded_tags(tags)} if tags and self._knows_tags else {}
        with self._answers(check_key(key)):
            written = self._put(key, data, headers, tagging)
        if written:
            return True
        if self._existing(key).sha256 != sha256:
            raise ObjectConflictError(source=key)
        return False

    def _put(self, key: str, data: bytes, headers: dict[str, str], tagging: dict[str, str]) -> bool:
        """Write; False if the key is taken. Leaves tags out if the server does not support them."""
        try:
            self.client._put_object(self.bucket, key, data, headers={**headers, **tagging})
        except S3Error as error:
            if error.code in _LOST_RACE:
                return False
            if not tagging or error.code not in _NO_TAGS:
                raise
            written = self._put(key, data, headers, {})
            self._knows_tags = False
            return written
        return True

    def get(self, key: str, sha256: str | None = None) -> bytes:
        """See `ObjectStore.get`."""
        with self._answers(key), self._open(key) as response:
            expected = sha256 or self._hash(key, response.headers)
            return verified(response.read(), expected, key)

    def stream(self, key: str, chunk_size: int = 1 << 18) -> Iterator[bytes]:
        """See `ObjectStore.stream`."""
        with self._answers(key), self._open(key) as response:
            expected = self._hash(key, response.headers)
            yield from verified_chunks(response.stream(chunk_size), expected, key)

    def stat(self, key: str) -> ObjectInfo | None:
        """See `ObjectStore.stat`."""
        with self._answers(check_key(key)):
            try:
                found = self.client.stat_object(self.bucket, key)
            except S3Error as error:
                if error.code in _ABSENT:
                    return None
                raise
        metadata = wire.user_metadata(found.metadata)
        written = metadata.pop(wire.HASH, "")
        return ObjectInfo(
            key=key,
            size=found.size,
            sha256=written or self._hash_of_content(key),
            media_type=found.content_type,
            modified_at=found.last_modified,
            metadata=metadata,
            version_id=found.version_id,
            proven=bool(written),
        )

    def tags(self, key: str) -> Mapping[str, str]:
        """See `ObjectStore.tags`."""
        with self._answers(check_key(key)):
            try:
                return dict(self.client.get_object_tags(self.bucket, key) or {})
            except S3Error as error:
                if error.code in _NO_TAGS:
                    return {}
                raise

    def list(self, prefix: str = "", after: str = "") -> Iterator[str]:
        """See `ObjectStore.list`."""
        with self._answers(prefix):
            for item in self.client.list_objects(
                self.bucket, prefix=prefix, recursive=True, start_after=after or None
            ):
                yield item.object_name

    def purge(self, prefix: str, spare: str = "") -> dt.datetime | None:
        """See `ObjectStore.purge`; a lock in governance mode is lifted, if the account may."""
        with self._answers(prefix):
            for key in list(self.list(prefix)):
                if key != spare:
                    self.delete(key)
            locks = [
                self._remove_version(item)
                for item in self._all_versions(prefix)
                if item.object_name != spare and not item.is_delete_marker
            ]
            left = [until for until in locks if until is not None]
            if left:
                return max(left)
            for marker in self._all_versions(prefix):
                if marker.object_name != spare and marker.is_delete_marker:
                    self.client.remove_object(self.bucket, marker.object_name, marker.version_id)
            return None

    def disturbed(self, prefix: str) -> Iterator[str]:
        """See `ObjectStore.disturbed`: keys with a delete marker, or with more than one version."""
        with self._answers(prefix):
            found = Counter(
                item.object_name
                for item in self._all_versions(prefix)
                for _ in range(2 if item.is_delete_marker else 1)
            )
        yield from sorted(key for key, versions in found.items() if versions > 1)

    def _all_versions(self, prefix: str) -> tuple[Any, ...]:
        return tuple(
            self.client.list_objects(
                self.bucket, prefix=prefix, recursive=True, include_version=True
            )
        )

    def _remove_version(self, item: Any) -> dt.datetime | None:
        """Remove one version for good; return the end of its lock if that forbids it."""
        target = DeleteObject(item.object_name, item.version_id)
        errors = list(
            self.client.remove_objects(self.bucket, [target], bypass_governance_mode=True)
        )
        if not errors:
            return None
        until = self._locked_until(item.object_name, item.version_id)
        if until is None:
            code = errors[0].code
            raise StoreUnavailableError("refused", reason=str(code), source=item.object_name)
        return until

    def delete(self, key: str) -> None:
        """See `ObjectStore.delete`."""
        with self._answers(check_key(key)):
            self.client.remove_object(self.bucket, key)

    def presigned(self, key: str, lifetime: dt.timedelta) -> str:
        """See `ObjectStore.presigned`; whoever has the address gets the object."""
        with self._answers(check_key(key)):
            address: str = self._public.presigned_get_object(
                self.bucket,
                key,
                expires=lifetime,
                response_headers={
                    "response-cache-control": "no-store",
                    "response-content-disposition": "inline",
                },
            )
            return address

    def lock_by_default(self, days: int) -> None:
        """Lock every object that is written from now on against deletion by anybody.

        Compliance mode: neither the administrator nor the server's owner account can shorten it.

        Args:
            days: How long, from the moment of writing.

        Raises:
            StoreUnavailableError: The bucket was not created with object lock.
        """
        config = ObjectLockConfig(COMPLIANCE, days, DAYS)
        with self._answers():
            self.client.set_object_lock_config(self.bucket, config)

    def retention_days(self) -> int | None:
        """Return for how many days new objects are locked, or None if they are not."""
        with self._answers():
            try:
                config = self.client.get_object_lock_config(self.bucket)
            except S3Error as error:
                if error.code in _NO_LOCK:
                    return None
                raise
        if config.mode != COMPLIANCE or config.duration is None:
            return None
        return int(config.duration) * (1 if config.duration_unit == DAYS else 365)

    def locked_until(self, key: str) -> dt.datetime | None:
        """Return until when an object is locked, or None if it is not."""
        with self._answers(key):
            return self._locked_until(key)

    def _locked_until(self, key: str, version_id: str | None = None) -> dt.datetime | None:
        try:
            retention = self.client.get_object_retention(self.bucket, key, version_id)
        except S3Error as error:
            if error.code in _NO_LOCK:
                return None
            raise
        if retention is None or retention.retain_until_date is None:
            return None
        until: dt.datetime = retention.retain_until_date
        return until.replace(tzinfo=dt.UTC) if until.tzinfo is None else until

    def versions(self, key: str) -> tuple[str, ...]:
        """Return the identifiers of all contents ever written under a key, newest first."""
        with self._answers(key):
            found = self.client.list_objects(
                self.bucket, prefix=key, recursive=True, include_version=True
            )
            return tuple(
                item.version_id
                for item in found
                if item.object_name == key and not item.is_delete_marker
            )

    def version_content(self, key: str, version_id: str) -> bytes:
        """Return one of the contents ever written under a key, also after a deletion."""
        with self._answers(key):
            response = self.client.get_object(self.bucket, key, version_id=version_id)
            try:
                return bytes(response.read())
            finally:
                response.close()
                response.release_conn()

    def trials(self) -> Mapping[Guarantee, Trial]:
        """See `ObjectStore.trials`."""
        return {
            Guarantee.DAMAGE_REFUSED: self._try_damage,
            Guarantee.VERSIONED: self._try_versions,
            Guarantee.LOCKED: self._try_lock,
            Guarantee.ENCRYPTED_TRANSPORT: self._try_transport,
        }

    def _try_damage(self, key: str) -> tuple[bool, str]:
        """Send content that does not match its checksum."""
        headers = wire.headers(sha256_of(b"intact"), "text/plain", {})
        try:
            self.client._put_object(self.bucket, check_key(key), b"damaged", headers=headers)
        except S3Error as error:
            return True, f"Tệp hỏng trên đường truyền bị từ chối ({error.code})."
        return False, "Máy chủ nhận cả tệp hỏng trên đường truyền."

    def _try_versions(self, key: str) -> tuple[bool, str]:
        self.put_new(key, b"kept", "text/plain")
        self.delete(key)
        kept = any(self.version_content(key, v) == b"kept" for v in self.versions(key))
        return kept, "Xóa chỉ ẩn tệp, nội dung còn." if kept else "Xóa là mất hẳn nội dung."

    def _try_lock(self, key: str) -> tuple[bool, str]:
        days = self.retention_days()
        if days is None:
            return False, "Chưa đặt thời hạn khóa mặc định cho kho (retain_days)."
        self.put_new(key, b"locked", "text/plain")
        until = self.locked_until(key)
        if until is None or until < dt.datetime.now(dt.UTC):
            return False, "Tệp mới không nhận được thời hạn khóa."
        for version in self.versions(key):
            try:
                self.client.remove_object(self.bucket, key, version_id=version)
            except S3Error as error:
                if error.code == "AccessDenied":
                    continue
                return False, f"Máy chủ từ chối phép thử ({error.code})."
            return False, "Xóa được tệp đang khóa."
        return True, f"Tệp bị khóa {days} ngày, không ai xóa được."

    def _try_transport(self, _: str) -> tuple[bool, str]:
        secure = bool(self.client._base_url.is_https)
        return (
            secure,
            "Kết nối TLS." if secure else "Kết nối không mã hóa; chỉ dùng nội bộ một máy.",
        )

    def _existing(self, key: str) -> ObjectInfo:
        info = self.stat(key)
        if info is None:
            raise ObjectMissingError(source=key)
        return info

    @contextmanager
    def _open(self, key: str) -> Iterator[Any]:
        response = self.client.get_object(self.bucket, check_key(key))
        try:
            yield response
        finally:
            response.close()
            response.release_conn()

    def _hash(self, key: str, headers: Mapping[str, str]) -> str:
        return wire.user_metadata(headers).get(wire.HASH) or self._hash_of_content(key)

    def _hash_of_content(self, key: str) -> str:
        """Hash an object that another program wrote and that therefore has no stored hash."""
        digest = hashlib.sha256()
        with self._open(key) as response:
            for chunk in response.stream(1 << 18):
                digest.update(chunk)
        return digest.hexdigest()

    @contextmanager
    def _answers(self, key: str | None = None) -> Iterator[None]:
        """Translate exceptions of the SDK into our errors; messages never contain credentials."""
        try:
            yield
        except StorageError:
            raise
        except S3Error as error:
            if error.code in _ABSENT:
                raise ObjectMissingError(source=key) from error
            if error.code in ("BadDigest", "XAmzContentChecksumMismatch"):
                raise ObjectCorruptError("on-the-way", source=key) from error
            raise StoreUnavailableError("refused", reason=str(error.code), source=key) from error
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
            reason = type(error).__name__
            raise StoreUnavailableError("silent", reason=reason, source=key) from error
