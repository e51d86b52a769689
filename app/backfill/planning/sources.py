"""Sources of archived papers: a folder, an archive, an S3 prefix; opened read-only.

    /mnt/archive/2015                     a folder, recursively; archives in it are opened
    /mnt/archive/2015.tar.gz              one archive (zip, tar, tar.gz, tar.bz2, tar.xz)
    s3://host:9000/legacy/scans/2015      all objects under a prefix

A file is identified by a reference within its source: `box1/17.pdf`, or `box1.zip!17.pdf` for a
member of an archive; see `app.backfill.planning.references`. References may contain names of
people; they stay in the database of the ledger.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol
from urllib.parse import urlsplit

import urllib3
from minio.error import MinioException, S3Error

from app.backfill.errors import SourceError
from app.backfill.planning.archives import OpenArchives, members
from app.backfill.planning.references import MEMBER, is_archive, named, parts_of, written
from pipeline.intake.limits import DEFAULT_LIMITS
from storage.errors import StoreUnavailableError
from storage.objects.open import S3Account, open_bucket

__all__ = ["LITTER", "Source", "SourceFile", "open_source"]

LITTER = "litter"
"""Reason for leaving out a file that an operating system or office program left behind."""

_LITTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_GONE = frozenset({"NoSuchKey", "NoSuchBucket"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source.

    Attributes:
        reference: Its reference within the source.
        size: Size in bytes.
        left_out: Why it cannot be a paper, as a short English key; None if it may be one.
    """

    reference: str
    size: int
    left_out: str | None = None


class Source(Protocol):
    """A place from which files are read."""

    def files(self) -> Iterator[SourceFile]:
        """Yield every file, in a stable order."""
        ...

    def read(self, reference: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            SourceError: The file does not exist or cannot be read.
            StoreUnavailableError: The source does not answer at the moment.
        """
        ...

    def close(self) -> None:
        """Close files and connections."""
        ...


def open_source(address: str, account: S3Account = S3Account()) -> Source:
    """Open a source by its address.

    Args:
        address: Folder, archive or `s3://` prefix.
        account: Account of the S3 endpoint.

    Raises:
        SourceError: The source does not exist.
        InvalidStoreUrlError: An `s3://` address names no bucket, or the account is missing.
    """
    if address.startswith("s3://"):
        return _S3Source(address, account)
    path = Path(address).expanduser()
    if path.is_dir():
        return _FolderSource(path)
    if path.is_file() and is_archive(path.name):
        return _ArchiveSource(path)
    raise SourceError("address", source=address)


def judge(name: str, size: int) -> str | None:
    """Return why a file is left out of a plan; None if it is not."""
    lower = PurePosixPath(parts_of(name)[-1]).name.lower()
    if lower in _LITTER or lower.startswith(("._", "~$")) or "__MACOSX/" in name:
        return LITTER
    if size == 0:
        return "empty"
    if size > DEFAULT_LIMITS.file_bytes:
        return "too_large"
    return None


class _FolderSource:
    """A folder, read recursively; links that lead out of it are not followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._archives = OpenArchives()

    def files(self) -> Iterator[SourceFile]:
        closed: list[OSError] = []
        for parent, folders, names in os.walk(self._folder, onerror=closed.append):
            folders.sort()
            for inner in folders:
                if (path := Path(parent, inner)).is_symlink():
                    yield SourceFile(f"{self._reference(path)}/", 0, "not_a_file")
            for name in sorted(names):
                yield from self._file(Path(parent, name))
        for error in closed:
            folder = Path(os.fsdecode(error.filename or self._folder))
            yield SourceFile(f"{self._reference(folder)}/", 0, "closed_folder")

    def _file(self, path: Path) -> Iterator[SourceFile]:
        reference = self._reference(path)
        try:
            size = None if path.is_symlink() or not path.is_file() else path.stat().st_size
        except OSError:  # its folder can be listed but not entered
            yield SourceFile(reference, 0, "closed_file")
            return
        if size is None:
            yield SourceFile(reference, 0, "not_a_file")
        elif size and is_archive(path.name):
            yield from _members(path, f"{reference}{MEMBER}")
        else:
            yield SourceFile(reference, size, judge(reference, size))

    def _reference(self, path: Path) -> str:
        return written(path.relative_to(self._folder).as_posix())

    def read(self, reference: str) -> bytes:
        outer, *chain = parts_of(reference)
        path = (self._folder / named(outer)).resolve()
        if not path.is_relative_to(self._folder):
            raise SourceError("outside")
        _is_no_archive(reference)
        return self._archives.read(path, *chain) if chain else _read(path)

    def close(self) -> None:
        self._archives.close()


class _ArchiveSource:
    """One archive."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archives = OpenArchives()

    def files(self) -> Iterator[SourceFile]:
        return _members(self._path, "")

    def read(self, reference: str) -> bytes:
        _is_no_archive(reference)
        return self._archives.read(self._path, *parts_of(reference))

    def close(self) -> None:
        self._archives.close()


class _S3Source:
    """All objects under a prefix."""

    def __init__(self, address: str, account: S3Account) -> None:
        parts = urlsplit(address)
        bucket, _, prefix = parts.path.strip("/").partition("/")
        if parts.username or parts.password:
            raise SourceError("account-in-address")
        store = open_bucket(parts._replace(path=f"/{bucket}").geturl(), account)
        self._client: Any = store.client
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""

    def files(self) -> Iterator[SourceFile]:
        try:
            for found in self._client.list_objects(self._bucket, self._prefix, recursive=True):
                reference = found.object_name.removeprefix(self._prefix)
                left_out = judge(reference, found.size or 0)
                if is_archive(reference):
                    left_out = "archive_in_s3"
                yield SourceFile(reference, found.size or 0, left_out)
        except S3Error as error:
            raise SourceError("refused", reason=str(error.code)) from error
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
            raise StoreUnavailableError("source-silent") from error

    def read(self, reference: str) -> bytes:
        try:
            response = self._client.get_object(self._bucket, self._prefix + reference)
            with closing(response):
                data = bytes(response.read())
            response.release_conn()
        except S3Error as error:
            if error.code in _GONE:
                raise SourceError("gone") from error
            raise StoreUnavailableError("source-refused", reason=str(error.code)) from error
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
            raise StoreUnavailableError("source-silent") from error
        return data

    def close(self) -> None:
        self._client._http.clear()


def _is_no_archive(reference: str) -> None:
    """Refuse an archive that could not be opened: it must not be processed as one paper."""
    if is_archive(parts_of(reference)[-1]):
        raise SourceError("is-archive")


def _members(path: Path, prefix: str) -> Iterator[SourceFile]:
    try:
        for member in members(path):
            left_out = member.left_out or judge(member.name, member.size)
            yield SourceFile(f"{prefix}{member.name}", member.size, left_out)
    except SourceError:
        yield SourceFile(prefix.removesuffix(MEMBER) or path.name, 0, "damaged_archive")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError("file", reason=str(error.strerror)) from error
