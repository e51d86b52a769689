"""Runs batches: shard by shard in this process, or one Prefect flow run for each shard.

Prefect only starts runs on the machines that serve the work pool, and displays them. Its record of
a run may be lost or stay `Running` forever: `reconcile` compares it with the leases in the ledger's
database and submits the shards that nobody is working on.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from app.backfill.planning.sources import open_source
from app.backfill.running.readers import ReaderPool
from app.backfill.running.shards import Ending, ShardRunner
from app.installation import App
from storage.batches.batches import Batch, BatchKind, BatchState
from storage.errors import BatchStateError

__all__ = ["may_run", "run_here", "run_shard"]

Watcher = Callable[[], None]

_LOOK_FOR_WORK = 5.0


def may_run(batch: Batch) -> bool:
    """Return whether a batch may run: approved and not paused.

    Raises:
        BatchStateError: The plan was not approved.
    """
    if batch.state in (BatchState.DRAFT, BatchState.PLANNED):
        raise BatchStateError("not-approved", source=batch.name)
    return batch.state is BatchState.APPROVED


def run_shard(app: App, name: str, shard: int, pool: ReaderPool) -> str:
    """Run one shard of an approved batch in this process and its readers.

    Args:
        app: The installation.
        name: Name of an approved batch.
        shard: Number of the shard.
        pool: The readers.

    Returns:
        How the run ended, see `app.backfill.running.shards.Ending`.

    Raises:
        BatchStateError: The plan was not approved.
        KeyStoreError: Signing is not possible here; nothing was started.
        SourceError: The source does not exist.
        StoreUnavailableError: The store or the database did not answer for too long.
    """
    batch = app.batches.get(name)
    if not may_run(batch):
        return Ending.PAUSED
    _ = app.signers  # do not start what cannot be signed
    source = open_source(batch.source, app.s3_account) if batch.kind is BatchKind.DIGITIZE else None
    runner = ShardRunner(
        batch,
        shard,
        source,
        app,
        pool,
        pool.settings,
    )
    try:
        return runner.run()
    finally:
        if source is not None:
            source.close()


def run_here(app: App, name: str, watch: Watcher = lambda: None) -> None:
    """Run a whole batch without a server, in this process and its readers.

    Several processes, also on several machines that share the database, may run the same batch at
    once: each takes the shards that nobody holds.

    Args:
        app: The installation.
        name: Name of an approved batch.
        watch: Called about once per second, from another thread.

    Raises:
        BatchStateError: The plan was not approved.
    """
    batches, stop = app.batches, threading.Event()
    with ReaderPool(app.settings.backfill) as pool, _watched(watch), _ending_well(stop):
        while not stop.is_set():
            batch = batches.get(name)
            if not may_run(batch) or batch.counts.finished:
                break
            free = batches.free_shards(name)
            if not free:  # held by other processes: wait until they finish or die
                stop.wait(_LOOK_FOR_WORK)
            for shard in free[:1]:
                run_shard(app, name, shard.number, pool)


@contextmanager
def _watched(watch: Watcher) -> Iterator[None]:
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(1.0):
            watch()

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        watch()


@contextmanager
def _ending_well(stop: threading.Event) -> Iterator[None]:
    """Handle SIGTERM like a keyboard interrupt, so that leases are released."""

    def end(_: int, __: FrameType | None) -> None:
        stop.set()
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
