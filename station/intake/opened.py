"""Tells whether anybody still writes a file, or could.

The kernel grants a read lease only where no process has a file open for writing; it grants it to
the owner of the file. For files of others the open files of all processes are looked through, as
far as they can be seen. A writer on another machine of a network share is never seen.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
from enum import Enum
from pathlib import Path

__all__ = ["Writers", "writers_of"]

_NO_LEASE = fcntl.F_UNLCK


class Writers(Enum):
    """Who has a file open for writing."""

    NOBODY = "nobody"
    SOMEBODY = "somebody"
    UNKNOWN = "unknown"
    """Nobody that can be seen, but not all can be."""


def writers_of(path: Path) -> Writers:
    """Tell whether a file is open for writing; `UNKNOWN` also where it cannot be opened."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return Writers.UNKNOWN
    try:
        return _by_lease(descriptor) or _by_processes(os.fstat(descriptor))
    finally:
        os.close(descriptor)


def _by_lease(descriptor: int) -> Writers | None:
    """Ask for a lease and give it back at once; None where the kernel grants none here."""
    try:
        # The signal for a lease that is called back ends a process unless it is one of these.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return Writers.SOMEBODY
    except OSError:
        return None
    with contextlib.suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, _NO_LEASE)
    return Writers.NOBODY


def _by_processes(status: os.stat_result) -> Writers:
    answer = Writers.NOBODY
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal():
            continue
        try:
            if any(_writes(process, link, status) for link in (process / "fd").iterdir()):
                return Writers.SOMEBODY
        except PermissionError:
            answer = Writers.UNKNOWN
        except OSError:  # it ended while it was looked at
            continue
    return answer


def _writes(process: Path, link: Path, status: os.stat_result) -> bool:
    try:
        found = link.stat()
        if (found.st_dev, found.st_ino) != (status.st_dev, status.st_ino):
            return False
        info = (process / "fdinfo" / link.name).read_text("ascii")
    except FileNotFoundError:
        return False
    flags = next(line.split()[1] for line in info.splitlines() if line.startswith("flags:"))
    return int(flags, 8) & os.O_ACCMODE != os.O_RDONLY
