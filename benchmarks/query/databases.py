"""Databases to measure on, and papers of invented people in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.query.people import entry, text
from storage.papers.search.index import PaperIndex
from tests.servers import PostgresServer, postgres_server

__all__ = ["Cpu", "database", "load", "size_of"]

_BATCH = 2000
_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def database(name: str, folder: Path) -> Iterator[tuple[str, PostgresServer | None]]:
    """An empty `sqlite` or `postgresql` database in a folder: its address, its server."""
    if name == "sqlite":
        yield str(folder / "index.sqlite"), None
    else:
        folder.chmod(0o755)
        with postgres_server(folder / "postgres") as server:
            yield server.create_database("query"), server


def load(index: PaperIndex, first: int, last: int) -> None:
    """Put the papers of numbers `first` to `last` into an index."""
    for start in range(first, last, _BATCH):
        numbers = range(start, min(start + _BATCH, last))
        index.put_entries((entry(n), text(n)) for n in numbers)


def size_of(folder: Path) -> float:
    """Return how much lies in a folder, MB."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


class Cpu:
    """CPU seconds of some processes and of a database server's from now on."""

    def __init__(self, server: PostgresServer | None, pid: int | None = None) -> None:
        """Begin to count.

        Args:
            server: The database, if it is one of its own.
            pid: The process that works; None: this one.
        """
        self._server = server
        self._process = Path(f"/proc/{pid or 'self'}")
        self._start = self._now()

    def used(self) -> float:
        """Return how many were used, more than none."""
        return max(self._now() - self._start, 1e-9)

    def _now(self) -> float:
        return _of_process(self._process) + (_of_server(self._server) if self._server else 0.0)


def _of_server(server: PostgresServer) -> float:
    """Add up the processes that work in the server's folder."""
    seconds = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").resolve() == server.data:
                seconds += _of_process(process)
        except OSError:
            continue
    return seconds


def _of_process(process: Path) -> float:
    """Return the CPU time of all threads, and of children that have ended (proc(5))."""
    numbers = (process / "stat").read_text().rpartition(")")[2].split()
    return sum(map(int, numbers[11:15])) / _TICKS
