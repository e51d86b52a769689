"""The spool: durable storage of papers at the station until the centre holds them.

    incoming/<random>         being written; locked by its writer
    papers/<sha256>           bytes; their presence means the station holds the paper
    papers/<sha256>.json      how it was handed in; written before the bytes get their name
    damaged/                  files whose hash did not match their name
    spool.sqlite              the book; can be lost: it is rebuilt from `papers/`

Order of taking a file in: copy and hash it, fsync, write its facts, rename, fsync the folder, write
its row, and only then remove it from the drop folder. A crash between two steps leaves either the
file where it was or the paper in the spool, mostly both; the hash shows that it is the same paper.

Removing: the file is renamed to `.motlan-<sha256>` beside where it was, so that nobody can open it
by its name any more, and unlinked once nobody has it open and it still is what was taken in. If it
is not, it gets its name back and is taken in as another paper.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import stat
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from schemas.protocol.handover import IntakeFacts
from schemas.text.shown import shown_name
from station.book import Notice, SpoolBook, SpoolState
from station.errors import (
    BookDamagedError,
    ChangedFileError,
    SourceError,
    SpoolDamagedError,
    SpoolError,
    SpoolFullError,
    SpoolUnusableError,
    StationRunningError,
)
from station.intake.opened import Writers, writers_of
from station.intake.same_pages import begins_with

__all__ = ["HELD", "Spool", "Taken"]

_CHUNK = 1 << 20
_PAPER = re.compile(r"[0-9a-f]{64}")
HELD = ".motlan-"
"""How the name of a file begins that was taken in and is still to be removed."""
_HELD = re.compile(re.escape(HELD) + r"([0-9a-f]{64})")
_UNSEEN_SECONDS = 60.0
"""How long a file is kept whose writers cannot be seen."""
_REPLACED_WITHIN = dt.timedelta(hours=1)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that the spool holds.

    Attributes:
        sha256: Its hash.
        created: False if the station already had it.
    """

    sha256: str
    created: bool


@dataclass(frozen=True, slots=True)
class _Identity:
    """Identity of a file, to detect that it was replaced or changed."""

    device: int
    inode: int
    size: int
    modified: int

    @classmethod
    def of(cls, status: os.stat_result) -> _Identity:
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


class Spool:
    """The spool in a folder of its own."""

    def __init__(self, folder: Path, *, keep_free: int = 0) -> None:
        """Open a spool; create it if it is missing; rebuild a damaged book.

        Args:
            folder: Its folder, on a local disk, readable by nobody else.
            keep_free: Bytes of the disk that are kept free.

        Raises:
            SpoolUnusableError: The folder cannot be used.
        """
        self.folder = folder
        self._keep_free = keep_free
        self._incoming, self._papers = folder / "incoming", folder / "papers"
        with _disk():
            for part in (folder, self._incoming, self._papers):
                part.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        self.book = self._open_book()

    def close(self) -> None:
        """Close the book."""
        self.book.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Lock the spool: only one process may watch and send.

        Raises:
            StationRunningError: Another process is.
        """
        with (self.folder / "station.lock").open("ab") as file:
            if not _lock(file):
                raise StationRunningError()
            yield

    def take(self, source: Path, facts: IntakeFacts, *, remove: bool = False) -> Taken:
        """Take a file in; durable when this returns.

        Args:
            source: The file; links are not followed.
            facts: How it was handed in.
            remove: Remove the file once the spool holds it.

        Raises:
            SourceError: It cannot be read, or changed in the meantime.
            SpoolFullError: The disk has no room; the file stays where it is.
            SpoolUnusableError: The spool cannot be written.
        """
        with _reading(source) as file:
            seen = _Identity.of(os.fstat(file.fileno()))
            self._check_room(seen.size)
            with _disk(), self._temporary() as temporary:
                digest = _copy(file, temporary)
                if _identity(source) != seen:
                    raise ChangedFileError(source=source.name)
                name = shown_name(source.name)
                facts = self._with_replaced(temporary, digest, name, facts)
                created = self._keep(temporary, digest, seen.size, name, facts)
        if remove and _identity(source) == seen:
            self._put_aside(source, source.with_name(f"{HELD}{digest}"))
        return Taken(digest, created)

    def _put_aside(self, source: Path, held: Path) -> None:
        if held.exists():  # another file of the same content is still looked at
            return
        with _disk(), contextlib.suppress(FileNotFoundError):
            source.rename(held)
        self.let_go(held)

    def let_go(self, held: Path) -> bool:
        """Remove a file that was taken in, unless it is no longer what was taken in.

        Args:
            held: The file, under the name that `take` gave it.

        Returns:
            Whether it is gone; else somebody has it open, or it has to be looked at again later.

        Raises:
            SpoolUnusableError: It cannot be removed or renamed.
        """
        known = _HELD.fullmatch(held.name)
        status = _status(held)
        if status is None or known is None:
            return status is None
        writers = writers_of(held)
        unseen = dt.datetime.now(dt.UTC).timestamp() - status.st_ctime < _UNSEEN_SECONDS
        if writers is Writers.SOMEBODY or (writers is Writers.UNKNOWN and unseen):
            return False
        with _disk():
            if self._holds(known[1]) and _hash(held) == known[1]:
                held.unlink(missing_ok=True)
            else:
                self._give_back(held, known[1])
        return True

    @contextlib.contextmanager
    def opened(self, sha256: str) -> Iterator[BinaryIO]:
        """Open the bytes of a paper for reading, after checking their hash.

        Raises:
            SpoolDamagedError: They are lost or altered.
        """
        try:
            file = (self._papers / sha256).open("rb")
        except OSError as error:
            raise SpoolDamagedError("unreadable", source=sha256[:12]) from error
        with file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise SpoolDamagedError(source=sha256[:12])
            file.seek(0)
            yield file

    def recover(self, facts: IntakeFacts) -> int:
        """Recover from a crash; call it before work begins.

        Args:
            facts: Used for bytes whose own facts were lost.

        Returns:
            How many papers were entered into the book again.
        """
        with _disk():
            for leftover in self._incoming.iterdir():
                _remove_if_nobody_writes(leftover)
            known = self.book.known()
            names = {path.name for path in self._papers.iterdir()}
            for name in names:
                if name.endswith(".json") and name.removesuffix(".json") not in names | known:
                    (self._papers / name).unlink()
            found = [n for n in sorted(names - known) if _PAPER.fullmatch(n)]
            return sum(self._adopted(name, facts) for name in found)

    def purge(self, before: dt.datetime) -> int:
        """Remove the bytes of papers that the centre acknowledged before a given time.

        Returns:
            How many.
        """
        removable = self.book.removable(before)
        for line in removable:
            with _disk():
                (self._papers / line.sha256).unlink(missing_ok=True)
                self._facts_path(line.sha256).unlink(missing_ok=True)
            self.book.forget_bytes(line.sha256)
        return len(removable)

    def _holds(self, sha256: str) -> bool:
        return self.book.line(sha256) is not None

    def _give_back(self, held: Path, sha256: str) -> None:
        """Let a file that was changed after it was taken in be found again."""
        line = self.book.line(sha256)
        name = Path(line.name if line and line.name else f"{sha256[:12]}.bin")
        for number in range(1, 1000):
            target = held.with_name(
                name.name if number == 1 else f"{name.stem}~{number}{name.suffix}"
            )
            if not target.exists():
                held.rename(target)
                return

    def _with_replaced(
        self, temporary: Path, digest: str, name: str, facts: IntakeFacts
    ) -> IntakeFacts:
        """Say which paper a file replaces: the one of its name with whose pages it begins."""
        since = facts.received_at - _REPLACED_WITHIN
        for line in self.book.of_name(name, since):
            same = line.facts.dossier == facts.dossier and line.sha256 != digest
            if same and begins_with(temporary, self._papers / line.sha256):
                return facts.model_copy(update={"replaces": line.sha256})
        return facts

    def _keep(self, temporary: Path, digest: str, size: int, name: str, facts: IntakeFacts) -> bool:
        """Give finished bytes their final name and their row in the book."""
        line = self.book.line(digest)
        if line and line.at_rest and not line.is_of_another(facts):
            return False
        if line is None or line.state in (SpoolState.REFUSED, SpoolState.ACKNOWLEDGED):
            about = json.dumps({"name": name, "facts": facts.model_dump(mode="json")})
            with self._temporary() as facts_file:
                _write(facts_file, about.encode())
                facts_file.replace(self._facts_path(digest))
        temporary.replace(self._papers / digest)
        _sync_folder(self._papers)
        return self.book.add(digest, size, name, facts)

    def _adopted(self, sha256: str, facts: IntakeFacts) -> bool:
        """Enter bytes without a row; what is wrong with one paper is told and stops no other.

        Raises:
            SpoolError: The spool itself cannot be used.
        """
        try:
            return self._adopt(sha256, facts)
        except SpoolError:
            raise
        except Exception as error:
            told = SpoolDamagedError("unreadable", source=sha256[:12])
            told.__cause__ = error
            self.book.tell(f"recovery:{sha256}", [Notice.of(told, "")])
            return False

    def _adopt(self, sha256: str, facts: IntakeFacts) -> bool:
        """Enter bytes without a row into the book; set aside those that do not match their name."""
        path = self._papers / sha256
        with path.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
        if not whole:
            (self.folder / "damaged").mkdir(mode=_PRIVATE, exist_ok=True)
            path.replace(self.folder / "damaged" / sha256)
            return False
        name = ""
        with contextlib.suppress(OSError, ValueError, KeyError):
            about = json.loads(self._facts_path(sha256).read_bytes())
            facts = IntakeFacts.model_validate(about["facts"])
            name = shown_name(str(about["name"]))
        return self.book.add(sha256, path.stat().st_size, name, facts)

    def _open_book(self) -> SpoolBook:
        path = self.folder / "spool.sqlite"
        try:
            return SpoolBook(path)
        except BookDamagedError:
            mark = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
            for suffix in ("", "-wal", "-shm"):
                part = path.with_name(path.name + suffix)
                if part.exists():
                    part.replace(part.with_name(f"{part.name}.damaged-{mark}"))
            return SpoolBook(path)

    def _check_room(self, size: int) -> None:
        with _disk():
            free = shutil.disk_usage(self.folder).free
        if free - size < self._keep_free:
            raise SpoolFullError("keep-free", free=free >> 20, keep=self._keep_free >> 20)

    def _facts_path(self, sha256: str) -> Path:
        return self._papers / f"{sha256}.json"

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[Path]:
        """Create a temporary file, locked so that `recover` leaves it alone."""
        path = self._incoming / uuid.uuid4().hex
        with path.open("xb") as file:
            _lock(file)
            try:
                yield path
            finally:
                path.unlink(missing_ok=True)


def _copy(source: BinaryIO, target: Path) -> str:
    """Copy and fsync a file; return the SHA-256."""
    digest = hashlib.sha256()
    with target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _write(target: Path, data: bytes) -> None:
    with target.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file: no symlink, which could point anywhere, and no pipe."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, "?")
        raise SourceError("unopened", reason=reason, source=path.name) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SourceError("not-a-file", source=path.name)
    with os.fdopen(descriptor, "rb") as file:
        yield file


def _identity(path: Path) -> _Identity | None:
    try:
        return _Identity.of(path.lstat())
    except OSError:
        return None


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lock(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _remove_if_nobody_writes(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        if _lock(file):
            path.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _disk() -> Iterator[None]:
    """Translate errors of the operating system into those for the clerk."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise SpoolFullError("writing") from error
        name = errno.errorcode.get(error.errno or 0, "?")
        raise SpoolUnusableError("writing", reason=name) from error
