"""Members of zip and tar archives, one at a time and in memory: nothing is unpacked to disk.

A member can be larger than its header says, or unpack to a thousand times its size; so it is read
up to the limit of one file and not a byte further.
"""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.backfill.errors import SourceError
from pipeline.intake.limits import DEFAULT_LIMITS

__all__ = ["MEMBER", "Member", "OpenArchives", "is_archive", "members"]

MEMBER = "!"
"""Stands between the name of an archive and that of its member."""

_TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_ZIP = ".zip"
_KEPT_OPEN = 4
_ENCRYPTED = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,  # a compression that this Python does not know
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    name: str
    size: int
    left_out: str | None = None


def is_archive(name: str) -> bool:
    """Tell by its name whether a file is an archive that can be looked into."""
    return name.lower().endswith((*_TAR, _ZIP))


def members(path: Path) -> Iterator[Member]:
    """Yield the files of an archive in its order.

    Raises:
        SourceError: It is damaged.
    """
    try:
        if path.name.lower().endswith(_ZIP):
            yield from _zip_members(path)
        else:
            yield from _tar_members(path)
    except _BROKEN as error:
        raise SourceError("archive", reason=type(error).__name__) from error


def _zip_members(path: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                locked = "encrypted_member" if info.flag_bits & _ENCRYPTED else None
                yield Member(info.filename, info.file_size, locked)


def _tar_members(path: Path) -> Iterator[Member]:
    with tarfile.open(path, "r:*") as archive:
        for info in archive:
            if info.isfile():
                yield Member(info.name, info.size)
            elif not info.isdir():
                yield Member(info.name, 0, "not_a_file")
            _forget(archive)


class OpenArchives:
    """Keeps the last few archives open, so that reading them in their order is one pass."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._open: dict[Path, _ZipReader | _TarReader] = {}

    def read(self, path: Path, member: str) -> bytes:
        """Return the bytes of a member.

        Raises:
            SourceError: Archive or member is missing, damaged or too large.
        """
        try:
            reader = self._open.pop(path, None)
            if reader is None:
                is_zip = path.name.lower().endswith(_ZIP)
                reader = _ZipReader(path) if is_zip else _TarReader(path)
            self._open[path] = reader  # the last one used stands last
            while len(self._open) > _KEPT_OPEN:
                self._open.pop(next(iter(self._open))).close()
            return reader.read(member)
        except KeyError:
            raise SourceError("member-missing") from None
        except RuntimeError as error:  # zipfile's word for an encrypted member
            raise SourceError("member-password") from error
        except _BROKEN as error:
            raise SourceError("archive", reason=type(error).__name__) from error

    def close(self) -> None:
        """Close them all."""
        while self._open:
            self._open.popitem()[1].close()


class _ZipReader:
    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self.close = self._archive.close

    def read(self, name: str) -> bytes:
        with self._archive.open(name) as file:
            return _bounded(file)


class _TarReader:
    """Goes forward through a tar; begins again only for a member that lies behind."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archive = tarfile.open(path, "r:*")  # noqa: SIM115

    def read(self, name: str) -> bytes:
        found = self._search(name)
        if found is None:
            self.close()
            self._archive = tarfile.open(self._path, "r:*")  # noqa: SIM115
            found = self._search(name)
        if found is None:
            raise KeyError(name)
        file = self._archive.extractfile(found)
        if file is None:
            raise KeyError(name)
        return _bounded(file)

    def _search(self, name: str) -> tarfile.TarInfo | None:
        while (info := self._archive.next()) is not None:
            _forget(self._archive)
            if info.name == name and info.isfile():
                return info
        return None

    def close(self) -> None:
        self._archive.close()


def _forget(archive: tarfile.TarFile) -> None:
    """Drop the list of members that tarfile keeps: a tar of millions must not fill the memory."""
    archive.members = []  # type: ignore[attr-defined]


def _bounded(file: IO[bytes]) -> bytes:
    data = file.read(DEFAULT_LIMITS.file_bytes + 1)
    if len(data) > DEFAULT_LIMITS.file_bytes:
        raise SourceError("member-size")
    return data
