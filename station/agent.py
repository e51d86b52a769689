"""The agent: takes in files that arrive in the drop folder, and uploads them to the centre.

One thread polls the folder, one listens for its changes, one talks to the centre. They share only
the spool: each may die at any moment, together or alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from schemas.errors import MotlanError
from schemas.text.shown import shown_name
from station.book import Notice
from station.centre import Centre
from station.errors import SourceError, SpoolError, StationError
from station.intake.watch import DropFolder, ReadyFile, wake_on_change
from station.send import Sender
from station.settings import StationSettings
from station.spool import Spool

__all__ = ["Agent", "opened_spool", "running"]

_PURGE_SECONDS = 3600.0
_SPOOL_NOTICE = "spool:"
_DROP_NOTICE = "drop:"


def opened_spool(settings: StationSettings) -> Spool:
    """Open the spool of a station.

    Raises:
        SpoolUnusableError: The folder cannot be used.
    """
    return Spool(settings.spool.expanduser(), keep_free=settings.keep_free_mib << 20)


class Agent:
    """The work of a station, without threads; `running` runs it in threads."""

    def __init__(self, settings: StationSettings, spool: Spool, centre: Centre) -> None:
        """Connect folder, spool and centre."""
        drop = settings.drop
        self.settings = settings
        self.spool = spool
        self.sender = Sender(spool, centre)
        self.drop = DropFolder(
            drop.folder.expanduser(),
            checks=drop.checks,
            settle=drop.settle_seconds,
            folders_are_dossiers=drop.folders_are_dossiers,
            incomplete_after=drop.incomplete_after,
        )

    def take_ready(self) -> tuple[int, bool]:
        """Look at the drop folder and take in what is ready.

        Returns:
            How many files were taken in, and whether others are still being written.

        Raises:
            SpoolError: The spool cannot take files now; they stay where they are.
        """
        ready, notices, waiting = self.drop.look()
        for file in ready:
            try:
                self._take(file)
            except SourceError as error:
                waiting |= error.temporary
                notices.append(Notice.of(error, shown_name(file.path.name)))
        for held in self.drop.held():
            waiting |= not self.spool.let_go(held)
        self.spool.book.tell(_DROP_NOTICE, notices)
        return len(ready), waiting

    def _take(self, file: ReadyFile) -> None:
        """Take a file in.

        Raises:
            SourceError: It stays where it is; the next one may be fine.
            SpoolError: The spool cannot take any file now.
        """
        try:
            facts = self.settings.facts(dossier=file.dossier)
            self.spool.take(file.path, facts, remove=True)
        except StationError:
            raise
        except Exception as error:  # one file must not stop the station
            raise SourceError("unexpected", reason=type(error).__name__) from error


@contextmanager
def running(
    settings: StationSettings, spool: Spool, *, failed: Callable[[BaseException], None]
) -> Iterator[Agent]:
    """Run the agent in the background as long as the block lasts.

    Args:
        settings: Settings of the station.
        spool: Its spool; left open.
        failed: Called with the error that ended a thread: the process should end, too.

    Raises:
        StationRunningError: Another process works on this spool.
        SettingsError: The account's secret is missing.
    """
    settings.drop.folder.expanduser().mkdir(parents=True, exist_ok=True)
    with spool.alone(), Centre(settings) as centre:
        agent = Agent(settings, spool, centre)
        spool.recover(settings.facts())
        threads = _Threads(agent, failed)
        threads.start()
        try:
            yield agent
        finally:
            threads.end()


class _Threads:
    """The three threads of a running agent."""

    def __init__(self, agent: Agent, failed: Callable[[BaseException], None]) -> None:
        self._agent = agent
        self._failed = failed
        self._stop = threading.Event()
        self._changed = threading.Event()
        self._taken = threading.Event()
        self._threads = [
            threading.Thread(target=self._guarded, args=(work,), name=work.__name__, daemon=True)
            for work in (self._listen, self._take, self._send)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._stop.set()
        self._changed.set()
        self._taken.set()
        for thread in self._threads:
            thread.join()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self._failed(error)

    def _listen(self) -> None:
        drop = self._agent.settings.drop
        wake_on_change(
            drop.folder.expanduser(), self._changed.set, self._stop, polling=drop.polling
        )

    def _take(self) -> None:
        drop = self._agent.settings.drop
        while not self._stop.is_set():
            self._changed.clear()
            taken, waiting = 0, True
            with self._spool_trouble_shown():
                taken, waiting = self._agent.take_ready()
            if taken:
                self._taken.set()
            if waiting:
                self._stop.wait(drop.check_seconds)
            else:
                self._changed.wait(drop.rescan_seconds)

    def _send(self) -> None:
        settings, sender = self._agent.settings, self._agent.sender
        purge_at = 0.0
        while not self._stop.is_set():
            self._taken.clear()
            again = False
            with self._spool_trouble_shown():
                again = sender.round()
                if time.monotonic() >= purge_at:
                    sender.purge(settings.keep_days)
                    purge_at = time.monotonic() + _PURGE_SECONDS
            if not again:
                self._taken.wait(settings.poll_seconds)

    @contextmanager
    def _spool_trouble_shown(self) -> Iterator[None]:
        """Continue after temporary trouble: a full disk, an unavailable network share."""
        book = self._agent.spool.book
        try:
            yield
        except SpoolError as error:
            if not error.temporary:
                raise
            self._tell(error)
            self._stop.wait(1.0)
        else:
            if any(n.source.startswith(_SPOOL_NOTICE) for n in book.notices()):
                book.tell(_SPOOL_NOTICE, [])

    def _tell(self, error: MotlanError) -> None:
        """Write a notice, if possible."""
        try:
            self._agent.spool.book.tell(_SPOOL_NOTICE, [Notice.of(error, "")])
        except SpoolError:
            return
