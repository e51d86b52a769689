"""The object store in a local folder: the default, with the same contract as S3.

Each object is one file under its key, readable by any program. Beside it a hidden file
`.<name>.meta.json` holds hash, media type, metadata and tags. Linking the finished, fsynced file
into its place makes the write atomic: before it there is nothing, after it everything. A crash
between the link and the hidden file loses only the latter, and writing again repairs it.
Unfinished files are in `.unfinished` and are removed a day later.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NotRequired, TypedDict

from storage.errors import (
    ObjectConflictError,
    ObjectMissingError,
    StoreUnavailableError,
    unwritable,
)
from storage.objects.keys import check_key
from storage.objects.port import ObjectInfo, ObjectStore, sha256_of, verified, verified_chunks

__all__ = ["LocalStore"]

_READ_ONLY = 0o400
_UNFINISHED = ".unfinished"
_STALE_SECONDS = 86_400


class _About(TypedDict):
    sha256: str
    media_type: str
    metadata: dict[str, str]
    tags: NotRequired[dict[str, str]]
    proven: NotRequired[bool]


class LocalStore(ObjectStore):
    """An `ObjectStore` in a folder.

    Safe for several processes and threads on one machine; needs a file system with hard links.
    """

    def __init__(self, folder: Path) -> None:
        """Open a folder; create it if it is missing.

        Args:
            folder: Folder of the objects; its name does not matter.

        Raises:
            StoreUnavailableError: The folder cannot be made.
        """
        self.folder = folder
        self._unfinished = folder / _UNFINISHED
        try:
            self._unfinished.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailableError("folder", source=str(folder)) from error
        self._sweep()

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
        path = self._path(key)
        about = _About(
            sha256=sha256 or sha256_of(data),
            media_type=media_type,
            metadata=dict(metadata or {}),
            tags=dict(tags or {}),
        )
        try:
            self._require_folder()
            _make_folder(path.parent)
            written = self._link_new(path, data)
            if not written and _hash_of(path) != about["sha256"]:
                raise ObjectConflictError(source=key)
            if written or not self._about(path).get("proven", True):
                self._replace(_meta_path(path), json.dumps(about, ensure_ascii=False).encode())
        except OSError as error:
            raise unwritable(error, key) from error
        return written

    def get(self, key: str, sha256: str | None = None) -> bytes:
        """See `ObjectStore.get`."""
        info = self._existing(key)
        return verified(self._path(key).read_bytes(), sha256 or info.sha256, key)

    def stream(self, key: str, chunk_size: int = 1 << 18) -> Iterator[bytes]:
        """See `ObjectStore.stream`."""
        info = self._existing(key)
        with self._path(key).open("rb") as file:
            pieces = iter(lambda: file.read(chunk_size), b"")
            yield from verified_chunks(pieces, info.sha256, key)

    def stat(self, key: str) -> ObjectInfo | None:
        """See `ObjectStore.stat`."""
        path = self._path(key)
        try:
            status = path.stat()
        except FileNotFoundError:
            self._require_folder()
            return None
        about = self._about(path)
        return ObjectInfo(
            key=key,
            size=status.st_size,
            sha256=about["sha256"],
            media_type=about["media_type"],
            modified_at=dt.datetime.fromtimestamp(status.st_mtime, dt.UTC),
            metadata=about["metadata"],
            proven=about.get("proven", True),
        )

    def tags(self, key: str) -> Mapping[str, str]:
        """See `ObjectStore.tags`."""
        path = self._path(key)
        if not path.exists():
            raise ObjectMissingError(source=key)
        return self._about(path).get("tags", {})

    def list(self, prefix: str = "", after: str = "") -> Iterator[str]:
        """See `ObjectStore.list`."""
        self._require_folder()
        start = self.folder / prefix.rpartition("/")[0]
        for folder, subfolders, names in os.walk(start):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            base = Path(folder).relative_to(self.folder).as_posix()
            for name in sorted(names):
                key = name if base == "." else f"{base}/{name}"
                if not name.startswith(".") and key.startswith(prefix) and key > after:
                    yield key

    def purge(self, prefix: str, spare: str = "") -> None:
        """See `ObjectStore.purge`; a folder has neither locks nor versions."""
        for key in list(self.list(prefix)):
            if key != spare:
                self.delete(key)

    def delete(self, key: str) -> None:
        """See `ObjectStore.delete`."""
        path = self._path(key)
        with suppress(FileNotFoundError):
            path.unlink()
        with suppress(FileNotFoundError):
            _meta_path(path).unlink()

    def _link_new(self, path: Path, data: bytes) -> bool:
        """Link a finished file to its name; False if the name is taken."""
        temporary = self._write_temporary(data)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        finally:
            temporary.unlink()
        _sync_folder(path.parent)
        return True

    def _replace(self, path: Path, data: bytes) -> None:
        temporary = self._write_temporary(data)
        try:
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)

    def _write_temporary(self, data: bytes) -> Path:
        """Write a file that is not seen yet; of one that cannot be written nothing stays."""
        temporary = self._unfinished / uuid.uuid4().hex
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(_READ_ONLY)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        return temporary

    def _require_folder(self) -> None:
        """Tell a store that vanished, or was not mounted, from one that holds nothing.

        Raises:
            StoreUnavailableError: The folder is not the one that was opened.
        """
        if not self._unfinished.is_dir():
            raise StoreUnavailableError("gone", source=str(self.folder))

    def _sweep(self) -> None:
        """Remove what crashed writers left behind; nobody writes one object for a day."""
        for path in self._unfinished.iterdir():
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self.folder / check_key(key)

    def _existing(self, key: str) -> ObjectInfo:
        info = self.stat(key)
        if info is None:
            raise ObjectMissingError(source=key)
        return info

    def _about(self, path: Path) -> _About:
        """Read the hidden file; without one the facts come from the content itself."""
        try:
            about: _About = json.loads(_meta_path(path).read_bytes())
        except FileNotFoundError:
            return _unknown(path)
        except ValueError:  # damaged itself: it proves nothing
            return _unknown(path)
        if not _is_about(about):
            return _unknown(path)
        return about


def _unknown(path: Path) -> _About:
    """Return what the content itself tells."""
    return _About(
        sha256=_hash_of(path), media_type="application/octet-stream", metadata={}, proven=False
    )


def _is_about(found: object) -> bool:
    return isinstance(found, dict) and {"sha256", "media_type", "metadata"} <= found.keys()


def _meta_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.meta.json")


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make_folder(folder: Path) -> None:
    """Create a folder and its parents so that they survive a power cut."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        new.mkdir(exist_ok=True)
        _sync_folder(new.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
