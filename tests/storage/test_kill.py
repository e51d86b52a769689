"""Kill -9 at every step of storing a paper: nothing is lost, nothing is doubled.

A child process stores a paper and kills itself at its n-th step; the parent opens everything anew,
stores the paper again, as the station does after a restart, and compares with an undisturbed run.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from minio import Minio

from schemas.record import RenditionKind
from storage.archive import PaperArchive, PaperFile
from storage.index import PaperIndex, PaperQuery
from storage.ledger import PaperLedger, PaperState
from storage.local import LocalStore
from storage.objects import ObjectStore
from storage.s3 import S3Store, http_pool
from tests.servers import ACCESS_KEY, SECRET_KEY, SeaweedServer
from tests.storage.records import decision, original, paper_id, reading

FILES = [
    PaperFile(RenditionKind.SIGNED_MASTER, b"%PDF-1.7 signed"),
    PaperFile(RenditionKind.SEARCHABLE, b"%PDF-1.7 searchable"),
]

OpenStore = Callable[[], ObjectStore]


@contextmanager
def opened(open_store: OpenStore, folder: Path) -> Iterator[PaperArchive]:
    ledger, index = PaperLedger(folder / "ledger.sqlite"), PaperIndex(folder / "index.sqlite")
    try:
        yield PaperArchive(open_store(), ledger, index)
    finally:
        ledger.close()
        index.close()


def save(archive: PaperArchive) -> None:
    archive.save(decision(1), original(1), FILES, [reading()])


class Countdown:
    """Kills the process when it reaches zero."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def __call__(self) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def before(self, owner: Any, name: str) -> None:
        """Count each call of a function, and let it go on."""
        real = getattr(owner, name)

        @functools.wraps(real)
        def counted(*arguments: Any, **named: Any) -> Any:
            self()
            return real(*arguments, **named)

        setattr(owner, name, counted)


def _store_and_die(open_store: OpenStore, folder: Path, steps: int, fine: bool) -> None:
    with opened(open_store, folder) as archive:
        countdown = Countdown(steps)
        for name in ("put_new", "get", "list"):
            countdown.before(archive.store, name)
        for part, names in (
            (archive.ledger, ("receive", "stored", "indexed")),
            (archive.index, ("put",)),
        ):
            for name in names:
                countdown.before(part, name)
        if fine:
            for name in ("fsync", "link", "unlink", "rename", "replace", "mkdir", "chmod"):
                countdown.before(os, name)
            for database in (archive.ledger._database, archive.index._database):
                sa.event.listen(database.engine, "before_cursor_execute", lambda *_: countdown())
                sa.event.listen(database.engine, "commit", lambda *_: countdown())
        save(archive)


def _run_until_killed(open_store: OpenStore, folder: Path, steps: int, fine: bool) -> bool:
    """Return whether the process was killed, which it is not once it has fewer steps."""
    folder.mkdir()
    # From a clean server: a fork of this process would inherit the locks of threads that other
    # tests left running.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    child = context.Process(target=_store_and_die, args=(open_store, folder, steps, fine))
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


def _assert_nothing_is_promised_that_is_not_stored(archive: PaperArchive) -> None:
    entry = archive.ledger.entry(paper_id(1))
    promised = entry is not None and entry.state in (PaperState.STORED, PaperState.INDEXED)
    if promised or archive.index.get(paper_id(1)):
        record = archive.load(paper_id(1))
        assert len([archive.file(paper_id(1), r) for r in record.renditions]) == 3
        assert archive.readings(paper_id(1)) == (reading(),)


def _assert_as_if_undisturbed(
    archive: PaperArchive, keys: set[str], answers: object, folder: Path
) -> None:
    for database in ("ledger.sqlite", "index.sqlite"):
        connection = sqlite3.connect(folder / database)
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        connection.close()
    _assert_nothing_is_promised_that_is_not_stored(archive)
    save(archive)
    assert set(archive.store.list("papers/")) == keys
    record = archive.load(paper_id(1))
    assert [archive.file(paper_id(1), r) for r in record.renditions] == [
        original(1),
        *(file.data for file in FILES),
    ]
    assert archive.readings(paper_id(1)) == (reading(),)
    entry = archive.ledger.entry(paper_id(1))
    assert entry is not None
    assert (entry.state, entry.version) == (PaperState.INDEXED, 1)
    query = PaperQuery(text="hoa dao")
    assert archive.index.find(query) == answers
    archive.reindex()
    assert archive.index.find(query) == answers


def _walk(open_store: Callable[[int], ObjectStore], folder: Path, *, fine: bool) -> int:
    """Kill at step 0, 1, 2, ... until the paper is stored before the blow falls."""
    (folder / "undisturbed").mkdir()
    with opened(lambda: open_store(10_000), folder / "undisturbed") as archive:
        save(archive)
        keys = set(archive.store.list("papers/"))
        answers = archive.index.find(PaperQuery(text="hoa dao"))
    steps = 0
    while True:
        here = folder / f"killed-{steps}"
        this_store = functools.partial(open_store, steps)
        killed = _run_until_killed(this_store, here, steps, fine)
        with opened(this_store, here) as archive:
            _assert_as_if_undisturbed(archive, keys, answers, here)
        if not killed:
            return steps
        steps += 1


def test_local_folder_at_every_system_call_and_statement(tmp_path: Path) -> None:
    steps = _walk(functools.partial(_local_store, tmp_path), tmp_path, fine=True)
    assert steps > 60


def _local_store(folder: Path, steps: int) -> ObjectStore:
    return LocalStore(folder / f"store-{steps}")


def test_object_server_at_every_step(seaweed: SeaweedServer, tmp_path: Path) -> None:
    seaweed.store("killed")
    store = functools.partial(_part_of_bucket, seaweed.endpoint)
    assert _walk(store, tmp_path, fine=False) >= 10


def _part_of_bucket(endpoint: str, steps: int) -> ObjectStore:
    client = Minio(endpoint, ACCESS_KEY, SECRET_KEY, secure=False, http_client=http_pool())
    return PrefixedStore(S3Store(client, "killed"), f"run{steps}/")


class PrefixedStore:
    """Many small stores in one bucket, so that each run starts with an empty one."""

    def __init__(self, store: ObjectStore, prefix: str) -> None:
        self._store, self._prefix = store, prefix

    def put_new(self, key: str, *rest: Any) -> bool:
        return self._store.put_new(self._prefix + key, *rest)

    def get(self, key: str) -> bytes:
        return self._store.get(self._prefix + key)

    def list(self, prefix: str = "") -> Iterator[str]:
        for key in self._store.list(self._prefix + prefix):
            yield key.removeprefix(self._prefix)

    def stat(self, key: str) -> Any:
        return self._store.stat(self._prefix + key)

    def stream(self, key: str, chunk_size: int = 1 << 18) -> Iterator[bytes]:
        return self._store.stream(self._prefix + key, chunk_size)

    def delete(self, key: str) -> None:
        self._store.delete(self._prefix + key)

    def purge(self, prefix: str, spare: str = "") -> Any:
        return self._store.purge(self._prefix + prefix, spare and self._prefix + spare)


@pytest.mark.parametrize("age", [0, 90_000])
def test_unfinished_files_are_swept_after_a_day(tmp_path: Path, age: int) -> None:
    store = LocalStore(tmp_path)
    left_behind = tmp_path / ".unfinished" / "left"
    left_behind.write_bytes(b"half")
    then = left_behind.stat().st_mtime - age
    os.utime(left_behind, (then, then))
    LocalStore(tmp_path)
    assert left_behind.exists() == (age == 0)
    assert list(store.list()) == []
