"""Watches the drop folder and decides which files are ready to be taken in.

File events come late or never (network shares, missed events), so they only wake the watcher;
polling decides what is ready: a file is taken in when size, time and inode were the same at several
checks, nobody has it open for writing (`station.intake.opened`) and its content is complete
(`station.intake.complete`). Writers close a PDF or TIFF between two pages and open it again: such a
file has to be unchanged for longer. Folders inside the drop folder can represent dossiers.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import watchfiles

from schemas.text.shown import shown_name
from station.book import Notice
from station.errors import FolderNameError, IncompleteFileError, SourceError
from station.intake.complete import FileEnd, end_of
from station.intake.opened import Writers, writers_of
from station.spool import HELD

__all__ = ["DropFolder", "ReadyFile", "Steadiness", "wake_on_change"]

_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".filepart", ".lock", ".swp")
_LITTER = {"thumbs.db", "desktop.ini"}
_DOUBTFUL_SETTLES = 5
"""How many times longer a file must be unchanged whose end says nothing."""
_RESTART_SECONDS = 1.0
_DOSSIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{3,63}")

_Look = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """A file that is ready to be taken in.

    Attributes:
        path: Path of the file.
        dossier: Code of the dossier that its folder represents, or None.
    """

    path: Path
    dossier: str | None


@dataclass(slots=True)
class _Seen:
    look: _Look
    times: int
    since: float


@dataclass(slots=True)
class Steadiness:
    """Counts how often each file was unchanged; does not access the file system.

    Attributes:
        checks: How many checks in a row must agree.
    """

    checks: int
    _seen: dict[Path, _Seen] = field(default_factory=dict)

    def look(self, path: Path, look: _Look, now: float) -> float | None:
        """Record a check of a file.

        Args:
            path: The file.
            look: Inode, size and modification time.
            now: Seconds of a monotonic clock.

        Returns:
            For how many seconds it has been unchanged, after enough checks; else None.
        """
        seen = self._seen.get(path)
        if seen is None or seen.look != look:
            self._seen[path] = seen = _Seen(look, 0, now)
        seen.times += 1
        return now - seen.since if seen.times >= self.checks else None

    def forget_others(self, present: set[Path]) -> None:
        """Forget files that are gone."""
        for path in self._seen.keys() - present:
            del self._seen[path]


class DropFolder:
    """A folder that a scanner or a person puts files into."""

    def __init__(
        self,
        folder: Path,
        *,
        checks: int = 3,
        settle: float = 0.0,
        folders_are_dossiers: bool = True,
        incomplete_after: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Watch a folder.

        Args:
            folder: Where files arrive.
            checks: How many checks in a row must agree before a file is taken in.
            settle: Seconds that a file must be unchanged to which pages may still be added.
            folders_are_dossiers: Whether the names of subfolders are dossier codes; otherwise
                files in subfolders are ignored.
            incomplete_after: Seconds after which an unchanged incomplete file is reported.
            clock: Returns seconds.
        """
        self.folder = folder
        self._steadiness = Steadiness(checks)
        self._settle = settle
        self._folders_are_dossiers = folders_are_dossiers
        self._incomplete_after = incomplete_after
        self._clock = clock

    def look(self) -> tuple[list[ReadyFile], list[Notice], bool]:
        """Check all files once.

        Returns:
            Files that are ready, oldest first; notices about the others; whether a file is being
            written, so that it is worth checking again soon.
        """
        ready: list[tuple[int, ReadyFile]] = []
        notices: list[Notice] = []
        present = set()
        waiting = False
        for path, dossier in self._files(notices):
            try:
                status = path.lstat()
            except OSError:
                continue  # gone since the folder was listed
            present.add(path)
            look = (status.st_ino, status.st_size, status.st_mtime_ns)
            steady = self._steadiness.look(path, look, self._clock())
            end = FileEnd.MISSING if steady is None else end_of(path)
            if steady is None or steady < self._settles(end):
                waiting = True
            elif end is FileEnd.MISSING:
                self._tell(notices, path, steady, IncompleteFileError())
            elif writers_of(path) is Writers.SOMEBODY:
                waiting = True
                self._tell(notices, path, steady, IncompleteFileError("open"))
            else:
                ready.append((status.st_mtime_ns, ReadyFile(path, dossier)))
        self._steadiness.forget_others(present)
        return [r for _, r in sorted(ready, key=lambda pair: pair[0])], notices, waiting

    def _settles(self, end: FileEnd) -> float:
        """Return the seconds that a file with such an end must be unchanged."""
        if end is FileEnd.EXTENSIBLE:
            return self._settle
        return self._settle * _DOUBTFUL_SETTLES if end is FileEnd.DOUBTFUL else 0.0

    def _tell(self, notices: list[Notice], path: Path, steady: float, why: SourceError) -> None:
        """Report a file that is kept waiting, once it has been so for long."""
        if steady >= self._incomplete_after:
            notices.append(Notice.of(why, shown_name(path.name)))

    def held(self) -> list[Path]:
        """Return files that the spool took in and that are still to be removed."""
        folders = [self.folder]
        try:
            entries = list(self.folder.iterdir())
            folders += [p for p in entries if p.is_dir() and not p.is_symlink()]
            return [p for f in folders for p in f.iterdir() if p.name.startswith(HELD)]
        except OSError:
            return []

    def _files(self, notices: list[Notice]) -> Iterator[tuple[Path, str | None]]:
        """Yield files with the dossier they belong to."""
        for path in _entries(self.folder):
            if path.is_file() and not path.is_symlink():
                yield path, None
            elif self._folders_are_dossiers and path.is_dir() and not path.is_symlink():
                yield from self._of_dossier(path, notices)

    def _of_dossier(self, folder: Path, notices: list[Notice]) -> Iterator[tuple[Path, str | None]]:
        files = [p for p in _entries(folder) if p.is_file() and not p.is_symlink()]
        if files and not _DOSSIER.fullmatch(folder.name):
            error = FolderNameError("waiting", files=len(files))
            notices.append(Notice.of(error, shown_name(folder.name)))
            return
        for path in files:
            yield path, folder.name


def _entries(folder: Path) -> list[Path]:
    """List files with their final names, without hidden and half-written ones."""
    try:
        return sorted(path for path in folder.iterdir() if _counts(path.name))
    except FileNotFoundError:
        return []


def _counts(name: str) -> bool:
    lower = name.lower()
    if lower.startswith((".", "~")) or lower in _LITTER:
        return False
    return not lower.endswith((*_UNFINISHED, "~"))


def wake_on_change(
    folder: Path, wake: Callable[[], None], stop: threading.Event, *, polling: bool
) -> None:
    """Call a function whenever something in a folder changes, until stopped.

    The watching begins again where it fails: the watcher does not bear names that are not UTF-8,
    nor a folder that is away for a while.

    Args:
        folder: Watched with all its subfolders.
        wake: Called without arguments.
        stop: Ends the watching.
        polling: Poll instead of using kernel events: for network shares.
    """
    while not stop.is_set():
        try:
            _wake_on_change(folder, wake, stop, polling=polling)
        except Exception:  # the watcher's own error has no public name
            wake()
            stop.wait(_RESTART_SECONDS)


def _wake_on_change(
    folder: Path, wake: Callable[[], None], stop: threading.Event, *, polling: bool
) -> None:
    changes = watchfiles.watch(
        folder,
        stop_event=stop,
        force_polling=polling,
        debounce=200,
        rust_timeout=1000,
        yield_on_timeout=False,
        raise_interrupt=False,
    )
    for _ in changes:
        wake()
