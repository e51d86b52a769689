"""The spool: nothing lost and nothing doubled, whatever dies or fills up or rots."""

from __future__ import annotations

import datetime as dt
import errno
import functools
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.protocol.handover import PaperProgress, ProgressState
from station.book import SpoolState
from station.errors import (
    ChangedFileError,
    SourceError,
    SpoolDamagedError,
    SpoolFullError,
    StationRunningError,
)
from station.spool import Spool
from storage.objects.port import sha256_of
from tests.station.conftest import FACTS

DATA = b"%PDF-1.4 paper %%EOF"
PAPER = sha256_of(DATA)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(DATA)
    return path


def kept(spool: Spool, sha256: str = PAPER) -> bytes:
    with spool.opened(sha256) as file:
        return file.read()


def test_a_file_is_removed_only_when_the_spool_holds_it(spool: Spool, scan: Path) -> None:
    taken = spool.take(scan, FACTS, remove=True)
    assert (taken.sha256, taken.created) == (PAPER, True)
    assert not scan.exists()
    assert kept(spool) == DATA
    line = spool.book.line(PAPER)
    assert line is not None
    assert (line.state, line.name, line.facts) == (SpoolState.SPOOLED, "scan.pdf", FACTS)


def test_the_same_content_is_one_paper(spool: Spool, scan: Path) -> None:
    spool.take(scan, FACTS)
    again = spool.take(scan, FACTS, remove=True)
    assert not again.created
    assert not scan.exists()
    assert sum(spool.book.counts().values()) == 1


def test_the_same_content_for_another_dossier_is_handed_over_for_it_too(
    spool: Spool, scan: Path
) -> None:
    first, second, third = (
        FACTS.model_copy(update={"dossier": f"H26.12-261122-000{n}"}) for n in (1, 2, 3)
    )
    assert spool.take(scan, first).created
    assert spool.take(scan, second).created  # the first has not been sent yet
    handed = []
    for _ in range(2):
        (line,) = spool.book.due(1e12, 9)
        handed.append((line.facts.dossier, line.anew, kept(spool)))
        spool.book.acknowledge([PAPER])
    assert not spool.book.due(1e12, 9)
    assert not spool.take(scan, second).created
    spool.purge(dt.datetime.max.replace(tzinfo=dt.UTC))
    assert spool.take(scan, third).created
    (line,) = spool.book.due(1e12, 9)
    handed.append((line.facts.dossier, line.anew, kept(spool)))
    assert handed == [
        (first.dossier, False, DATA),
        (second.dossier, True, DATA),
        (third.dossier, True, DATA),
    ]


def test_a_refused_paper_begins_anew_when_it_comes_again(spool: Spool, scan: Path) -> None:
    spool.take(scan, FACTS)
    spool.book.refuse(PAPER, "E-INPUT-TYPE", "…")
    assert spool.take(scan, FACTS).created
    assert spool.book.counts()[SpoolState.SPOOLED] == 1


@pytest.mark.parametrize(
    ("progress", "again"),
    [(ProgressState.REJECTED, True), (ProgressState.SIGNED, False), (ProgressState.READING, False)],
)
def test_a_paper_that_ended_unsigned_begins_anew(
    spool: Spool, scan: Path, progress: ProgressState, again: bool
) -> None:
    spool.take(scan, FACTS)
    spool.book.acknowledge([PAPER])
    spool.book.progress(PaperProgress(paper_id=PAPER, state=progress))
    assert spool.take(scan, FACTS).created is again
    line = spool.book.line(PAPER)
    assert line is not None
    assert (line.state is SpoolState.SPOOLED, line.anew) == (again, again)


def test_links_and_pipes_are_not_followed(spool: Spool, scan: Path, tmp_path: Path) -> None:
    link, pipe = tmp_path / "link.pdf", tmp_path / "pipe.pdf"
    link.symlink_to(scan)
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path / "missing.pdf"):
        with pytest.raises(SourceError):
            spool.take(path, FACTS)
    assert sum(spool.book.counts().values()) == 0


def test_a_file_that_changes_while_it_is_copied_is_left(
    spool: Spool, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def write_meanwhile(descriptor: int) -> None:
        with scan.open("ab") as file:
            file.write(b"more")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", write_meanwhile)
    with pytest.raises(ChangedFileError):
        spool.take(scan, FACTS, remove=True)
    assert scan.exists()
    assert sum(spool.book.counts().values()) == 0
    assert list((spool.folder / "incoming").iterdir()) == []


def test_a_full_disk_leaves_the_file_where_it_was(
    spool: Spool, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SpoolFullError) as raised:
            spool.take(scan, FACTS, remove=True)
    assert raised.value.code == "E-SPOOL-FULL"
    assert raised.value.temporary
    assert scan.exists()
    assert spool.take(scan, FACTS, remove=True).created


def test_room_is_left_on_the_disk(tmp_path: Path, scan: Path) -> None:
    with Spool(tmp_path / "spool", keep_free=1 << 60) as spool, pytest.raises(SpoolFullError):
        spool.take(scan, FACTS, remove=True)
    assert scan.exists()


def test_altered_bytes_are_never_handed_out(spool: Spool, scan: Path) -> None:
    spool.take(scan, FACTS)
    (spool.folder / "papers" / PAPER).write_bytes(DATA[:-1] + b"X")
    with pytest.raises(SpoolDamagedError):
        kept(spool)
    spool.take(scan, FACTS)  # the good file heals it
    assert kept(spool) == DATA


@pytest.mark.parametrize("damage", [b"no database", None])
def test_a_lost_book_is_rebuilt_from_the_papers(
    tmp_path: Path, scan: Path, damage: bytes | None
) -> None:
    with Spool(tmp_path / "spool") as spool:
        spool.take(scan, FACTS)
    book = tmp_path / "spool" / "spool.sqlite"
    if damage is None:
        data = bytearray(book.read_bytes())
        data[4096:] = b"\xff" * (len(data) - 4096)  # the first page stands, the rest is rubbish
        book.write_bytes(data)
    else:
        book.write_bytes(damage)
    with Spool(tmp_path / "spool") as spool:
        assert spool.recover(FACTS.model_copy(update={"dossier": None})) == 1
        line = spool.book.line(PAPER)
        assert line is not None
        assert (line.state, line.name, line.facts) == (SpoolState.SPOOLED, "scan.pdf", FACTS)
    assert list((tmp_path / "spool").glob("spool.sqlite.damaged-*"))


def test_bytes_that_are_not_what_their_name_says_are_put_aside(spool: Spool) -> None:
    (spool.folder / "papers" / PAPER).write_bytes(b"rotten")
    assert spool.recover(FACTS) == 0
    assert (spool.folder / "damaged" / PAPER).read_bytes() == b"rotten"
    assert spool.book.line(PAPER) is None


def test_recovery_leaves_alone_what_another_process_writes(spool: Spool) -> None:
    (spool.folder / "incoming" / "left").write_bytes(b"half")
    with spool._temporary() as writing:
        spool.recover(FACTS)
        assert [path.name for path in (spool.folder / "incoming").iterdir()] == [writing.name]


def test_originals_go_after_their_days_and_the_line_stays(spool: Spool, scan: Path) -> None:
    spool.take(scan, FACTS)
    assert spool.purge(dt.datetime.now(dt.UTC)) == 0  # the centre does not have it yet
    spool.book.acknowledge([PAPER])
    assert spool.purge(dt.datetime.now(dt.UTC) - dt.timedelta(days=1)) == 0
    assert spool.purge(dt.datetime.now(dt.UTC)) == 1
    assert list((spool.folder / "papers").iterdir()) == []
    line = spool.book.line(PAPER)
    assert line is not None
    assert (line.name, line.has_bytes) == ("", False)
    assert not spool.take(scan, FACTS, remove=True).created
    assert not scan.exists()


def test_one_station_at_a_time(spool: Spool) -> None:
    with spool.alone(), pytest.raises(StationRunningError), spool.alone():
        pass


class Countdown:
    """Kills the process when it reaches zero."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def __call__(self, *_: object) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def before(self, owner: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(real)
        def counted(*arguments: Any, **named: Any) -> Any:
            self()
            return real(*arguments, **named)

        setattr(owner, name, counted)


def _take_and_die(folder: Path, scan: Path, steps: int) -> None:
    countdown = Countdown(steps)
    for name in ("open", "fsync", "unlink", "replace", "rename"):
        countdown.before(os, name)
    for name in ("open", "unlink", "replace"):
        countdown.before(Path, name)
    with Spool(folder) as spool:
        spool.book._connection.set_trace_callback(countdown)
        spool.take(scan, FACTS, remove=True)


def test_killed_at_every_step(tmp_path: Path) -> None:
    """After each kill the paper is in the drop folder or in the spool, and later once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    steps = 0
    while True:
        here = tmp_path / str(steps)
        here.mkdir()
        scan = here / "scan.pdf"
        scan.write_bytes(DATA)
        child = context.Process(target=_take_and_die, args=(here / "spool", scan, steps))
        child.start()
        child.join()
        assert child.exitcode in (0, -signal.SIGKILL)
        with Spool(here / "spool") as spool:
            spool.recover(FACTS)
            assert scan.exists() or spool.book.line(PAPER) is not None
            if scan.exists():
                spool.take(scan, FACTS, remove=True)
            assert kept(spool) == DATA
            line = spool.book.line(PAPER)
            assert line is not None
            assert line.facts == FACTS
            assert sum(spool.book.counts().values()) == 1
            assert not scan.exists()
            assert list((here / "spool" / "incoming").iterdir()) == []
            assert len(list((here / "spool" / "papers").iterdir())) == 2
        connection = sqlite3.connect(here / "spool" / "spool.sqlite")
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        connection.close()
        if child.exitcode == 0:
            break
        steps += 1
    assert steps > 15
