"""Runs one shard: leases papers from the ledger and assigns them to reader processes.

A runner can be killed at any moment. Store and ledger are authoritative for what is done; the next
runner finds the items that still wait and the leases that have expired.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace

from app.backfill.errors import ReaderFaultError, SourceError
from app.backfill.planning.sources import Source
from app.backfill.running.messages import Task, TaskReport, caller_of
from app.backfill.running.readers import Lost, ReaderPool, ReaderProcess
from app.backfill.running.reading import result_of
from app.installation import App
from app.operation.logs import told
from app.papers.attach import attach
from app.papers.hand_in import take_in
from app.settings import BackfillSettings
from schemas.errors import MotlanError
from schemas.record.intake import Intake
from schemas.record.paper import Channel
from storage.batches.batches import Batch, BatchKind, BatchState, Item, ItemState
from storage.errors import StorageError, StoreUnavailableError
from storage.objects.port import sha256_of
from storage.papers.ledger import LedgerEntry, PaperState

__all__ = ["Ending", "ShardRunner"]

_log = logging.getLogger(__name__)

_LOOK = 1.0
"""Seconds between two checks of the readers when nothing happens."""
_BEATS = 3
"""Heartbeats per lease."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0


class Ending:
    """How a run ended."""

    FINISHED = "finished"
    PAUSED = "paused"
    HELD = "held by another runner"


@dataclass(slots=True)
class _Held:
    """An item assigned to a reader; `attempts` includes the current one."""

    item: Item
    paper_id: str
    attempts: int


@dataclass(slots=True)
class _Outage:
    """Tracks how long the store or the database has not answered."""

    since: float | None = None
    pause: float = _FIRST_PAUSE
    until: float = 0.0

    def begins(self, patience: float) -> bool:
        """Record a failure; return whether the outage has lasted too long."""
        now = time.monotonic()
        self.since = self.since or now
        self.until = now + self.pause
        self.pause = min(_LONGEST_PAUSE, 2 * self.pause)
        return now - self.since > patience

    def ends(self) -> None:
        self.since, self.pause, self.until = None, _FIRST_PAUSE, 0.0


@dataclass(slots=True)
class ShardRunner:
    """Runs one shard.

    Attributes:
        batch: The batch; it must be approved.
        shard: Number of the shard.
        source: Source of the files; None for papers on file.
        app: The installation.
        pool: The readers.
        settings: Limits.
    """

    batch: Batch
    shard: int
    source: Source | None
    app: App
    pool: ReaderPool
    settings: BackfillSettings
    _queue: deque[Item] = field(default_factory=deque)
    _held: dict[str, _Held] = field(default_factory=dict)
    _outage: _Outage = field(default_factory=_Outage)
    _faults: int = 0
    _paused: bool = False
    _alive_at: float = 0.0

    @property
    def _named(self) -> dict[str, str | int]:
        """Which shard this is, for a log line."""
        return {"batch": self.batch.name, "shard": self.shard}

    def run(self) -> str:
        """Process the waiting items of the shard.

        Returns:
            How the run ended, see `Ending`.

        Raises:
            StoreUnavailableError: The store or the database did not answer for `outage_seconds`.
            BackfillError: No reader can be started.
        """
        name, number, me = self.batch.name, self.shard, self.pool.name
        if not self.app.batches.hold(name, number, me, self.settings.lease_seconds):
            return Ending.HELD
        stop = threading.Event()
        heart = threading.Thread(target=self._beat, args=(stop,), daemon=True)
        heart.start()
        try:
            self._queue.extend(self.app.batches.waiting(name, number))
            self._work()
        finally:
            stop.set()
            heart.join()
            self.app.batches.let_go(name, number, me)
        return Ending.PAUSED if self._paused else Ending.FINISHED

    def _work(self) -> None:
        while (self._queue and not self._paused) or self._held:
            self._alive_at = time.monotonic()
            try:
                self._hand_out()
                for news in self.pool.news(_LOOK):
                    self._take(news)
            except StoreUnavailableError as error:
                _log.warning("waits", extra={**self._named, **told(error)})
                if self._outage.begins(self.settings.outage_seconds):
                    raise

    # Assigning papers

    def _hand_out(self) -> None:
        """Give every idle reader a paper; each item is considered at most once."""
        for _ in range(len(self._queue)):
            if self._paused or time.monotonic() < self._outage.until:
                return
            reader = self.pool.idle()
            if reader is None:
                return
            item = self._queue.popleft()
            try:
                later = self._begin(item, reader)
            except StoreUnavailableError:
                self._queue.appendleft(item)
                raise
            if later:
                self._queue.append(later)

    def _begin(self, item: Item, reader: ReaderProcess) -> Item | None:
        """Assign an item to a reader.

        Returns:
            The item if another worker holds its paper; it is then tried again later.
        """
        if self.batch.kind is not BatchKind.DIGITIZE:
            self._begin_again(item, reader)
            return None
        ledger, paper_id = self.app.archive.ledger, item.paper_id
        if paper_id is None or ledger.entry(paper_id) is None:
            paper_id = self._take_in(item)
        if paper_id is None:
            return None
        item = replace(item, paper_id=paper_id)
        if not ledger.claim(paper_id, reader.name, self.settings.lease_seconds):
            return None if self._is_done(item, paper_id) else item
        self._held[reader.name] = _Held(item, paper_id, self.app.batches.begin(item))
        reader.give(Task(paper_id, self._intake(item)))
        return None

    def _begin_again(self, item: Item, reader: ReaderProcess) -> None:
        """Assign a paper on file that is to be reprocessed.

        The ledger has no lease for it, because it is already stored; the lease of the shard keeps
        others away, and if two processes write the same next version, the store accepts the first.
        """
        paper_id = item.paper_id or ""
        self._held[reader.name] = _Held(item, paper_id, self.app.batches.begin(item))
        reader.give(Task(paper_id, self._intake(item), self.batch.kind))

    def _take_in(self, item: Item) -> str | None:
        """Store the bytes of a file; return their hash, or None if they are not a paper."""
        intake = self._intake(item)
        try:
            assert self.source is not None  # noqa: S101
            data, name = self.source.read(item.reference), f"tệp số {item.number}"
            if item.paper_id and item.paper_id != sha256_of(data):
                raise SourceError("changed")
            by = caller_of(intake)
            kept = take_in(self.app, by, data, name, intake, batch=self.batch.name)
        except MotlanError as error:
            if error.temporary:
                raise
            self.app.batches.park(item, error.code, error.text(), remedy=error.remedy())
            return None
        self.app.batches.identify(item, kept.file.sha256)
        return kept.file.sha256

    def _is_done(self, item: Item, paper_id: str) -> bool:
        """Settle an item whose paper cannot be claimed because it is on file."""
        entry = self.app.archive.ledger.entry(paper_id)
        if entry is None or entry.state is not PaperState.INDEXED:
            return False
        intake = self._intake(item)
        record = attach(self.app, caller_of(intake), paper_id, intake)
        state = ItemState.STORED if self._is_ours(item, entry) else ItemState.KNOWN
        self.app.batches.settle(item, state, result_of(record, 0.0))
        return True

    def _intake(self, item: Item) -> Intake:
        return Intake(
            dt.datetime.now(dt.UTC),
            Channel.BACKFILL,
            self.batch.form_of_paper,
            item.dossier,
            operator=self.batch.approved_by,
        )

    # Collecting results

    def _take(self, news: tuple[ReaderProcess, TaskReport] | Lost) -> None:
        reader = news.reader if isinstance(news, Lost) else news[0]
        held = self._held.pop(reader.name)
        try:
            if isinstance(news, Lost):
                self._try_again(held, news.error, reader.name)
            else:
                self._hear(held, news[1], reader.name)
        except StoreUnavailableError:
            self._queue.append(held.item)  # completed work is detected when the item's turn comes
            raise

    def _hear(self, held: _Held, answer: TaskReport, worker: str) -> None:
        if answer.status == "again":
            self._after_outage(held, worker)
        elif answer.status == "halt":
            self._halt(held, answer, worker)
        elif answer.status == "fault":
            fault = ReaderFaultError("place", reason=answer.reason or "")
            self._try_again(held, fault, worker)
        else:
            self._outage.ends()
            self._faults = 0
            self._settle(held, answer)

    def _settle(self, held: _Held, answer: TaskReport) -> None:
        if answer.status == "failed":
            code, reason = answer.error_code or "", answer.reason or ""
            self._park(held, code, reason, answer.cpu_seconds, answer.remedy or "")
            return
        entry = self.app.archive.ledger.entry(held.paper_id)
        ours = answer.status == "stored" or (entry is not None and self._is_ours(held.item, entry))
        state = ItemState.STORED if ours else ItemState.KNOWN
        self.app.batches.settle(held.item, state, answer.result)

    def _after_outage(self, held: _Held, worker: str) -> None:
        """Handle an outage that a reader reported: the paper is not at fault."""
        _log.warning("waits for the store", extra=self._named)
        self.app.batches.take_back(held.item)
        self.app.archive.ledger.release(held.paper_id, worker)
        self._queue.appendleft(held.item)
        if self._outage.begins(self.settings.outage_seconds):
            raise StoreUnavailableError("readers")

    def _halt(self, held: _Held, answer: TaskReport, worker: str) -> None:
        """Pause the batch: keys or settings are unusable, and every paper would fail."""
        facts = {"code": answer.error_code, "told": answer.reason}
        _log.error("batch paused", extra={**self._named, **facts})
        self.app.batches.take_back(held.item)
        self.app.archive.ledger.release(held.paper_id, worker)
        self._queue.appendleft(held.item)
        self._faults += 1
        self._outage.begins(self.settings.outage_seconds)
        if self._faults >= self.settings.attempts:
            self.app.batches.pause(self.batch.name, answer.error_code)
            self._paused = True

    def _try_again(self, held: _Held, error: MotlanError, worker: str) -> None:
        """Requeue a paper whose reader was lost, or park it."""
        self.app.archive.ledger.release(held.paper_id, worker)
        if held.attempts < self.settings.attempts:
            self._queue.appendleft(held.item)
        elif self.batch.kind is not BatchKind.DIGITIZE or not self._is_done(
            held.item, held.paper_id
        ):
            told = f"{error.text()}; đã thử {held.attempts} lần"
            self._park(held, error.code, told, remedy=error.remedy())

    def _park(
        self, held: _Held, code: str, reason: str, cpu_seconds: float = 0.0, remedy: str = ""
    ) -> None:
        if self.batch.kind is BatchKind.DIGITIZE:
            self.app.archive.ledger.fail(held.paper_id, code)
        self.app.batches.park(held.item, code, reason, cpu_seconds, remedy)

    def _is_ours(self, item: Item, entry: LedgerEntry) -> bool:
        """Return whether a worker of this batch stored the paper on file and then died."""
        if self.batch.kind is BatchKind.DIGITIZE:
            return entry.batch == self.batch.name
        return entry.version > int(item.reference)  # the version on file at planning time

    # Heartbeats

    def _beat(self, stop: threading.Event) -> None:
        """Extend the leases of shard and papers while the runner works; check for a pause."""
        while not stop.wait(self.settings.lease_seconds / _BEATS):
            if time.monotonic() - self._alive_at > 2 * self.settings.page_seconds:
                return  # the runner is stuck: let others take over
            try:
                self._keep()
            except StorageError:
                continue  # the next heartbeat may succeed

    def _keep(self) -> None:
        seconds = self.settings.lease_seconds
        ours = self.app.batches.hold(self.batch.name, self.shard, self.pool.name, seconds)
        if workers := [reader.name for reader in self.pool.busy]:
            self.app.archive.ledger.renew(workers, seconds)
        state = self.app.batches.get(self.batch.name).state
        self._paused = not ours or state is not BatchState.APPROVED
