"""Reads members of zip and tar archives one at a time in memory; nothing is unpacked to disk.

A member can be larger than its header states or decompress to a thousand times its size, so reading
stops at the size limit of one file. Nested archives are opened, too, within limits; what exceeds
the limits is reported.
"""

from __future__ import annotations

import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

from app.backfill.errors import SourceError
from app.backfill.planning.references import MEMBER, is_archive, is_zip, named, written
from pipeline.intake.limits import DEFAULT_LIMITS

__all__ = ["Member", "OpenArchives", "members"]

_DEEPEST = 3
"""Maximum depth of nested archives, not counting the outermost."""
_NESTED_BYTES = 8
"""Maximum total size of the archives in an archive, in multiples of the limit of a file."""
_KEPT_OPEN = 4
_ENCRYPTED = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,  # a compression that this Python does not support
    ValueError,  # a header with impossible values, a name that is not text
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; `name` is its reference in the archive."""

    name: str
    size: int
    left_out: str | None = None


@dataclass(slots=True)
class _Nested:
    """Remaining limits for nested archives."""

    depth: int = 0
    bytes_left: int = 0

    def deeper(self) -> _Nested:
        return replace(self, depth=self.depth + 1)


def members(path: Path) -> Iterator[Member]:
    """Yield the files of an archive in archive order, including those of nested archives.

    Raises:
        SourceError: The archive is damaged.
    """
    nested = _Nested(bytes_left=_NESTED_BYTES * DEFAULT_LIMITS.file_bytes)
    try:
        yield from _listed(path, path.name, nested)
    except _BROKEN as error:
        raise SourceError("archive", reason=type(error).__name__) from error


def _listed(file: Path | IO[bytes], name: str, nested: _Nested) -> Iterator[Member]:
    return _zip_members(file, nested) if is_zip(name) else _tar_members(file, nested)


def _zip_members(file: Path | IO[bytes], nested: _Nested) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            member = Member(written(info.filename), info.file_size)
            if info.flag_bits & _ENCRYPTED:
                yield replace(member, left_out="encrypted_member")
            elif archive.NameToInfo[info.filename] is not info:
                yield replace(member, left_out="same_name")  # reading by name finds another
            else:
                yield from _looked_into(member, partial(archive.open, info), nested)


def _tar_members(file: Path | IO[bytes], nested: _Nested) -> Iterator[Member]:
    with _tar(file) as archive:
        for info in archive:
            if info.isfile():
                member = Member(written(info.name), info.size)
                yield from _looked_into(member, partial(archive.extractfile, info), nested)
            elif not info.isdir():
                yield Member(written(info.name), 0, "not_a_file")
            _forget(archive)


def _looked_into(
    member: Member, opened: Callable[[], IO[bytes] | None], nested: _Nested
) -> Iterator[Member]:
    """Yield a member, or its content if it is an archive."""
    if not is_archive(member.name) or member.size == 0:
        yield member
        return
    if nested.depth >= _DEEPEST:
        yield replace(member, left_out="nested_too_deep")
        return
    if member.size > min(nested.bytes_left, DEFAULT_LIMITS.file_bytes):
        yield replace(member, left_out="nested_too_large")
        return
    nested.bytes_left -= member.size
    inner = nested.deeper()
    try:
        file = opened()
        data = _bounded(file) if file else b""
        for found in _listed(io.BytesIO(data), member.name, inner):
            yield replace(found, name=f"{member.name}{MEMBER}{found.name}")
    except (SourceError, RuntimeError, *_BROKEN):
        yield replace(member, left_out="damaged_archive")
    nested.bytes_left = inner.bytes_left


class OpenArchives:
    """Keeps the last few archives open, so that reading members in archive order is one pass."""

    def __init__(self) -> None:
        """Initialise without opening any archive."""
        self._open: dict[tuple[Path, tuple[str, ...]], _ZipReader | _TarReader] = {}

    def read(self, path: Path, *chain: str) -> bytes:
        """Return the bytes of a member.

        Args:
            path: The archive.
            *chain: References of the nested archives, then of the member.

        Raises:
            SourceError: The archive or member is missing, damaged or too large.
        """
        try:
            return self._reader(path, chain[:-1]).read(named(chain[-1]))
        except KeyError:
            raise SourceError("member-missing") from None
        except RuntimeError as error:  # raised by zipfile for an encrypted member
            raise SourceError("member-password") from error
        except _BROKEN as error:
            raise SourceError("archive", reason=type(error).__name__) from error

    def close(self) -> None:
        """Close all archives."""
        while self._open:
            self._open.popitem()[1].close()

    def _reader(self, path: Path, chain: tuple[str, ...]) -> _ZipReader | _TarReader:
        key = (path, chain)
        reader = self._open.pop(key, None)
        if reader is None:
            data = self._reader(path, chain[:-1]).read(named(chain[-1])) if chain else None
            name = chain[-1] if chain else path.name
            reader = (_ZipReader if is_zip(name) else _TarReader)(path if data is None else data)
        self._open[key] = reader  # the most recently used archive is last
        while len(self._open) > _KEPT_OPEN:
            self._open.pop(next(iter(self._open))).close()
        return reader


class _ZipReader:
    def __init__(self, file: Path | bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file)
        self.close = self._archive.close

    def read(self, name: str) -> bytes:
        with self._archive.open(name) as file:
            return _bounded(file)


class _TarReader:
    """Reads a tar forward; restarts only for a member before the current position."""

    def __init__(self, file: Path | bytes) -> None:
        self._file = file
        self._archive = self._begin()

    def read(self, name: str) -> bytes:
        found = self._search(name)
        if found is None:
            self.close()
            self._archive = self._begin()
            found = self._search(name)
        if found is None:
            raise KeyError(name)
        file = self._archive.extractfile(found)
        if file is None:
            raise KeyError(name)
        return _bounded(file)

    def _begin(self) -> tarfile.TarFile:
        return _tar(io.BytesIO(self._file) if isinstance(self._file, bytes) else self._file)

    def _search(self, name: str) -> tarfile.TarInfo | None:
        while (info := self._archive.next()) is not None:
            _forget(self._archive)
            if info.name == name and info.isfile():
                return info
        return None

    def close(self) -> None:
        self._archive.close()


def _tar(file: Path | IO[bytes]) -> tarfile.TarFile:
    if isinstance(file, Path):
        return tarfile.open(file, "r:*")
    return tarfile.open(fileobj=file, mode="r:*")


def _forget(archive: tarfile.TarFile) -> None:
    """Drop the member list that tarfile keeps: a tar of millions must not exhaust the memory."""
    archive.members = []  # type: ignore[attr-defined]


def _bounded(file: IO[bytes]) -> bytes:
    data = file.read(DEFAULT_LIMITS.file_bytes + 1)
    if len(data) > DEFAULT_LIMITS.file_bytes:
        raise SourceError("member-size")
    return data
