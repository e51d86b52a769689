"""The runner's side of the reader processes: start, assign papers, supervise, replace."""

from __future__ import annotations

import itertools
import multiprocessing.connection
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

from app.backfill.errors import (
    BackfillError,
    ReaderCrashError,
    ReaderMemoryError,
    ReaderTimeError,
)
from app.backfill.running.messages import Ready, Step, Task, TaskReport
from app.backfill.running.processes import available_mib, resident_mib
from app.settings import BackfillSettings

__all__ = ["Lost", "ReaderPool", "ReaderProcess"]

_START = "from app.backfill.running.reading import main; main({})"
"""Not `-m`: the processes that decode files would import this process's main module each time."""
_LOADING_SECONDS = 600.0
_END_SECONDS = 10.0
_FALSE_STARTS = 5
"""If this many readers in a row end while loading, the installation is broken, not a paper."""


class Lost:
    """A reader ended or was killed while it had a paper."""

    def __init__(self, reader: ReaderProcess, error: BackfillError) -> None:
        """Initialise with the reader and the error."""
        self.reader, self.error = reader, error


class ReaderProcess:
    """One reader process."""

    def __init__(self, name: str, settings: BackfillSettings) -> None:
        """Start the process; it sends `Ready` when it has loaded everything.

        Args:
            name: Name under which it claims papers.
            settings: Its limits.
        """
        self.name = name
        self.task: Task | None = None
        self.ready = False
        self.papers = 0
        self.loading_cpu = 0.0
        self._settings = settings
        self._sign_of_life = time.monotonic()
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START.format(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        self.channel: Connection[Task, object] = Connection(ours.detach())

    @property
    def idle(self) -> bool:
        """Whether it is waiting for a paper."""
        return self.ready and self.task is None

    @property
    def worn(self) -> bool:
        """Whether it has read so many papers or grown so large that it should be replaced."""
        large = resident_mib(self._process.pid) > self._settings.recycle_mib
        return self.papers >= self._settings.recycle_papers or large

    def give(self, task: Task) -> None:
        """Send a paper; if the reader has just ended, `receive` or `check` reports it."""
        self.task = task
        self._sign_of_life = time.monotonic()
        try:
            self.channel.send(task)
        except OSError:
            self._process.kill()

    def receive(self) -> TaskReport | None:
        """Receive one message; return it if it is an answer.

        Raises:
            ReaderCrashError: The process has ended.
        """
        try:
            message = self.channel.recv()
        except (EOFError, OSError):
            raise ReaderCrashError() from None
        self._sign_of_life = time.monotonic()
        if isinstance(message, Ready):
            self.ready, self.loading_cpu = True, message.cpu_seconds
        if isinstance(message, TaskReport):
            self.task, self.papers = None, self.papers + 1
            return message
        assert isinstance(message, Ready | Step)  # noqa: S101
        return None

    def check(self) -> None:
        """Check the time and memory limits.

        Raises:
            ReaderTimeError: No message for too long.
            ReaderMemoryError: The process uses too much memory.
        """
        quiet = time.monotonic() - self._sign_of_life
        if self.task is not None and quiet > self._settings.page_seconds:
            raise ReaderTimeError("stuck", seconds=round(self._settings.page_seconds))
        if not self.ready and quiet > _LOADING_SECONDS:
            raise ReaderTimeError("loading")
        if resident_mib(self._process.pid) > self._settings.paper_mib:
            raise ReaderMemoryError("limit", limit=self._settings.paper_mib)

    def end(self) -> None:
        """Close the channel; kill the process if it has a paper or does not end by itself."""
        self.channel.close()
        if self.task is not None or not self.ready:
            self._process.kill()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class ReaderPool:
    """The readers of one runner."""

    def __init__(self, settings: BackfillSettings) -> None:
        """Initialise without starting a reader; the first call of `idle` starts one."""
        self.settings = settings
        self._numbers = itertools.count(1)
        self._readers: list[ReaderProcess] = []
        self._host = f"{socket.gethostname()}:{os.getpid()}"
        self._false_starts = 0
        self.loaded: list[tuple[float, float]] = []
        """When each reader was ready (`time.monotonic`) and the CPU seconds that loading took."""

    def __enter__(self) -> ReaderPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all readers."""
        while self._readers:
            self._readers.pop().end()

    @property
    def name(self) -> str:
        """Host name and process ID, for people."""
        return self._host

    @property
    def busy(self) -> list[ReaderProcess]:
        """Readers that have a paper."""
        return [reader for reader in self._readers if reader.task is not None]

    def idle(self) -> ReaderProcess | None:
        """Return a reader that is waiting for a paper, if memory permits."""
        if available_mib() < self.settings.reserve_mib and self._readers:
            return None
        for reader in [r for r in self._readers if r.idle and r.worn]:
            self._drop(reader)
        if len(self._readers) < self.settings.processes:
            number = next(self._numbers)
            self._readers.append(ReaderProcess(f"{self._host}:{number}", self.settings))
        return next((reader for reader in self._readers if reader.idle), None)

    def news(self, seconds: float) -> Iterator[tuple[ReaderProcess, TaskReport] | Lost]:
        """Wait for answers; yield them and the readers that were lost with a paper.

        Raises:
            BackfillError: Readers keep ending before they have loaded the networks.
        """
        by_channel = {reader.channel: reader for reader in self._readers}
        speaking = multiprocessing.connection.wait(list(by_channel), timeout=seconds)
        for reader in list(self._readers):
            was_ready = reader.ready
            try:
                answer = reader.receive() if reader.channel in speaking else None
                reader.check()
            except BackfillError as error:
                self._drop(reader)
                if reader.task is not None:
                    yield Lost(reader, error)
                elif not reader.ready:
                    self._false_starts += 1
                    if self._false_starts >= _FALSE_STARTS:
                        raise
                continue
            if reader.ready and not was_ready:
                self.loaded.append((time.monotonic(), reader.loading_cpu))
            if answer is not None:
                self._false_starts = 0
                yield reader, answer

    def _drop(self, reader: ReaderProcess) -> None:
        self._readers.remove(reader)
        reader.end()
