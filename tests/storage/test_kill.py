"""Kill -9 at every step of what is done to a paper: nothing is lost, nothing is doubled.

A child process does it and kills itself at its n-th step; the parent opens everything anew, does it
again, as whoever got no answer does, and compares with an undisturbed run. Steps are the calls of
store, ledger, index and desk; the exhaustive tests take each system call that writes and each SQL
statement for one.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.papers.life.lifecycle import finish_broken_off
from storage.database import Database
from storage.errors import (
    PaperErasedError,
    PaperMissingError,
    PaperStandingError,
    VersionConflictError,
)
from storage.objects.local import LocalStore
from storage.papers.archive import PaperArchive
from storage.papers.integrity.scrub import scrub
from storage.papers.ledger import PaperLedger, PaperState
from storage.papers.search.index import PaperIndex, PaperQuery
from tests.servers import SeaweedServer
from tests.storage.records import paper_id, reading
from tests.storage.walker import BUCKET, OPERATIONS, Job, Opened, as_line, do, opened

pytestmark = pytest.mark.slow

_LEAST = 8
_LEAST_FINE = 25
DONE_ALREADY = (PaperErasedError, PaperMissingError, PaperStandingError, VersionConflictError)


@pytest.fixture(scope="module")
def walker() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.walker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.kill()


def killed(walker: subprocess.Popen[str], job: Job) -> bool:
    """Do a job; False once it has fewer steps and came to its end."""
    assert walker.stdin is not None
    assert walker.stdout is not None
    walker.stdin.write(as_line(job))
    walker.stdin.flush()
    code = int(walker.stdout.readline())
    assert code in (0, -signal.SIGKILL)
    return code != 0


@dataclass(frozen=True)
class Seen:
    """All that can be seen of the paper from outside, but for moments and doubled news."""

    keys: frozenset[str]
    records: tuple[str, ...]
    found: object
    entry: object
    state: tuple[PaperState, int] | None
    news: tuple[tuple[int, str], ...]


def look(archive: PaperArchive) -> Seen:
    entry = archive.ledger.entry(paper_id(1))
    records = []
    with suppress(PaperMissingError):
        versions = range(1, archive.load(paper_id(1)).version + 1)
        records = [archive.load(paper_id(1), n).model_dump_json() for n in versions]
    news = [(change.version, change.standing) for change in archive.ledger.changes()]
    return Seen(
        keys=frozenset(archive.store.list("papers/")),
        records=tuple(records),
        found=archive.index.find(PaperQuery(text="hoa dao")),
        entry=archive.index.get(paper_id(1)),
        state=(entry.state, entry.version) if entry else None,
        news=tuple(dict.fromkeys(news)),
    )


def again(operation: str, here: Opened) -> None:
    """Ask once more; an answer that it is done already is as good."""
    with suppress(*DONE_ALREADY):
        do(operation, here)


def assert_nothing_is_promised_that_is_not_stored(archive: PaperArchive) -> None:
    with suppress(PaperMissingError):
        record = archive.load(paper_id(1))
        assert len([archive.file(paper_id(1), r) for r in record.renditions]) >= 3
        assert archive.readings(paper_id(1)) == (reading(),)
        known = archive.index.get(paper_id(1))
        assert known is None or known.version <= record.version
        return
    entry = archive.ledger.entry(paper_id(1))
    erased = archive.tombstone(paper_id(1)) is not None
    assert erased or entry is None or entry.state is PaperState.RECEIVED
    assert erased or archive.index.get(paper_id(1)) is None


@pytest.fixture
def spare(tmp_path: Path) -> Iterator[PaperArchive]:
    """Ledger and index to rebuild from a store alone."""
    ledger = PaperLedger(Database(tmp_path / "l.sqlite"))
    index = PaperIndex(Database(tmp_path / "i.sqlite"))
    yield PaperArchive(LocalStore(tmp_path / "none"), ledger, index)
    ledger.database.close()
    index.database.close()


def rebuilt(archive: PaperArchive, spare: PaperArchive) -> object:
    """What an index says that is made from the store alone."""
    spare.store = archive.store
    spare.index.forget(paper_id(1))  # a version that this store does not have yet must not stay
    spare.reindex()
    return spare.index.get(paper_id(1))


def prepare(operation: str, folder: Path, endpoint: str | None) -> None:
    """Make an installation in which the paper is on file, unless storing is what is tried."""
    folder.mkdir()
    if operation != "store":
        with opened(folder, endpoint) as here:
            do("store", here)


def walk(
    walker: subprocess.Popen[str],
    spare: PaperArchive,
    operation: str,
    folder: Path,
    endpoint: str | None = None,
    *,
    fine: bool,
) -> int:
    """Kill at step 0, 1, 2, ... until it is done before the blow falls; returns how many."""
    first = folder / f"{operation}-undisturbed"
    prepare(operation, first, endpoint)
    if not endpoint:
        shutil.copytree(first, folder / "prepared")
    with opened(first, endpoint) as here:
        before = here.archive.index.get(paper_id(1))
        do(operation, here)
        right = look(here.archive)
    assert right.entry != before
    steps, alive = 0, True
    while alive:
        place = folder / f"{operation}-{steps}"
        if endpoint:
            prepare(operation, place, endpoint)
        else:
            shutil.copytree(folder / "prepared", place)
        alive = killed(walker, Job(operation, str(place), endpoint, steps, fine))
        with opened(place, endpoint) as here:
            assert_nothing_is_promised_that_is_not_stored(here.archive)
            assert rebuilt(here.archive, spare) in (before, right.entry)
            again(operation, here)
            assert look(here.archive) == right, steps
            here.archive.reindex()
            assert look(here.archive) == right, steps
            if not endpoint:
                assert scrub(here.archive.store, ledger=here.archive.ledger).intact
        for database in ("ledger.sqlite", "index.sqlite"):
            connection = sqlite3.connect(place / database)
            assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
            connection.close()
        shutil.rmtree(place)
        steps += 1
    return steps - 1


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(each, marks=() if each in ("store", "erase") else pytest.mark.exhaustive)
        for each in OPERATIONS
    ],
)
def test_local_folder_at_every_step(
    walker: subprocess.Popen[str], spare: PaperArchive, tmp_path: Path, operation: str
) -> None:
    assert walk(walker, spare, operation, tmp_path, fine=False) >= _LEAST


@pytest.mark.exhaustive
@pytest.mark.parametrize("operation", OPERATIONS)
def test_local_folder_at_every_system_call(
    walker: subprocess.Popen[str], spare: PaperArchive, tmp_path: Path, operation: str
) -> None:
    assert walk(walker, spare, operation, tmp_path, fine=True) >= _LEAST_FINE


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name != "store"])
@pytest.mark.exhaustive
def test_what_was_broken_off_is_finished_though_nobody_asks_again(
    walker: subprocess.Popen[str], tmp_path: Path, operation: str
) -> None:
    prepared, place = tmp_path / "prepared", tmp_path / "place"
    prepare(operation, prepared, None)
    with opened(prepared, None) as here:
        before = look(here.archive)
    outcomes, alive, steps = [], True, 0
    while alive:
        shutil.copytree(prepared, place)
        alive = killed(walker, Job(operation, str(place), None, steps, fine=False))
        with opened(place, None) as here:
            written = here.archive.tombstone(paper_id(1)) or "v2" in str(
                list(here.archive.store.list())
            )
            finish_broken_off(here.archive, here.desk, quiet=dt.timedelta())
            seen = look(here.archive)
            assert finish_broken_off(here.archive, here.desk, quiet=dt.timedelta()) == 0
            here.archive.reindex()
            assert here.archive.index.get(paper_id(1)) == seen.entry
        assert (seen.entry == before.entry) is (not written)
        outcomes.append((seen.entry, seen.records, seen.state, seen.news))
        shutil.rmtree(place)
        steps += 1
    assert {repr(outcome) for outcome in outcomes} == {
        repr((before.entry, before.records, before.state, before.news)),
        repr(outcomes[-1]),
    }


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.exhaustive
def test_object_server_at_every_step(
    walker: subprocess.Popen[str],
    spare: PaperArchive,
    seaweed: SeaweedServer,
    tmp_path: Path,
    operation: str,
) -> None:
    seaweed.store(BUCKET)
    steps = walk(walker, spare, operation, tmp_path, seaweed.endpoint, fine=False)
    assert steps >= _LEAST


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
