from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.database import Database
from storage.papers.ledger import PaperLedger, PaperState
from tests.storage.records import NOW, paper_id


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(database_url: str, clock: Clock) -> Iterator[PaperLedger]:
    opened = PaperLedger(Database(database_url), clock=clock)
    yield opened
    opened.database.close()


def test_the_good_way(ledger: PaperLedger) -> None:
    one = paper_id(1)
    assert ledger.entry(one) is None
    assert ledger.receive(one, batch="b1").state is PaperState.RECEIVED
    assert ledger.claim(one, "w1", 60)
    ledger.stored(one, 1)
    ledger.indexed(one)
    entry = ledger.entry(one)
    assert entry is not None
    assert (entry.state, entry.version, entry.attempts) == (PaperState.INDEXED, 1, 1)
    assert (entry.worker, entry.lease_until, entry.batch) == (None, None, "b1")
    assert entry.updated_at == NOW


def test_what_was_begun_and_left_is_found_when_it_is_quiet(
    ledger: PaperLedger, clock: Clock
) -> None:
    quiet = dt.timedelta(seconds=60)
    for number in (1, 2, 3):
        ledger.receive(paper_id(number))
        ledger.stored(paper_id(number), 1)
        ledger.indexed(paper_id(number))
    ledger.changing(paper_id(1))
    ledger.erasing(paper_id(2), 2)
    assert ledger.broken_off(quiet) == ()
    clock.forward(61)
    assert sorted(ledger.broken_off(quiet)) == sorted([paper_id(1), paper_id(2)])
    ledger.locked(paper_id(2), NOW + dt.timedelta(days=1))
    ledger.indexed(paper_id(1))
    clock.forward(61)
    assert ledger.broken_off(quiet) == ()
    clock.forward(86_400)
    assert ledger.broken_off(quiet) == (paper_id(2),)
    assert ledger.half_erased() == (paper_id(2),)


def test_receiving_again_changes_nothing(ledger: PaperLedger) -> None:
    ledger.receive(paper_id(1))
    ledger.stored(paper_id(1), 1)
    assert ledger.receive(paper_id(1)).state is PaperState.STORED
    assert sum(ledger.counts().values()) == 1


def test_a_lease_keeps_others_out_until_it_ends(ledger: PaperLedger, clock: Clock) -> None:
    ledger.receive(paper_id(1))
    assert ledger.claim(paper_id(1), "w1", 60)
    assert not ledger.claim(paper_id(1), "w2", 60)
    assert list(ledger.unfinished()) == []
    clock.forward(61)
    assert list(ledger.unfinished()) == [paper_id(1)]
    assert ledger.claim(paper_id(1), "w2", 60)
    assert not ledger.claim(paper_id(1), "w1", 60)


def test_a_living_worker_keeps_its_papers_and_may_give_them_back(
    ledger: PaperLedger, clock: Clock
) -> None:
    for number in (1, 2):
        ledger.receive(paper_id(number))
    assert ledger.claim(paper_id(1), "w1", 60)
    assert ledger.claim(paper_id(2), "w2", 60)
    clock.forward(50)
    assert ledger.renew(["w1"], 60) == 1
    clock.forward(50)
    assert not ledger.claim(paper_id(1), "w3", 60)
    assert ledger.claim(paper_id(2), "w3", 60)
    ledger.release(paper_id(1), "w2")  # it is not w2's
    assert not ledger.claim(paper_id(1), "w3", 60)
    ledger.release(paper_id(1), "w1")
    assert ledger.claim(paper_id(1), "w3", 60)


def test_one_of_many_gets_the_lease(ledger: PaperLedger) -> None:
    ledger.receive(paper_id(1))
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: ledger.claim(paper_id(1), f"w{n}", 60), range(8)))
    assert won.count(True) == 1


def test_failures_are_counted_and_given_up(ledger: PaperLedger) -> None:
    ledger.receive(paper_id(1))
    for _ in range(3):
        assert ledger.claim(paper_id(1), "w1", 60)
        ledger.fail(paper_id(1), "E-READER")
    entry = ledger.entry(paper_id(1))
    assert entry is not None
    assert (entry.state, entry.attempts, entry.error_code) == (PaperState.FAILED, 3, "E-READER")
    assert list(ledger.unfinished(max_attempts=4)) == [paper_id(1)]
    assert list(ledger.unfinished(max_attempts=3)) == []


def test_finished_and_unknown_papers_are_not_claimed(ledger: PaperLedger) -> None:
    ledger.receive(paper_id(1))
    ledger.indexed(paper_id(1))
    assert not ledger.claim(paper_id(1), "w1", 60)
    assert not ledger.claim(paper_id(2), "w1", 60)


def test_batches_are_kept_apart(ledger: PaperLedger) -> None:
    ledger.receive(paper_id(1), batch="a")
    ledger.receive(paper_id(2), batch="b")
    assert list(ledger.unfinished(batch="b")) == [paper_id(2)]
    assert ledger.counts(batch="a")[PaperState.RECEIVED] == 1


def test_an_older_version_never_counts_down(ledger: PaperLedger) -> None:
    ledger.receive(paper_id(1))
    ledger.stored(paper_id(1), 2)
    ledger.stored(paper_id(1), 1)
    entry = ledger.entry(paper_id(1))
    assert entry is not None
    assert entry.version == 2


def test_survives_reopening(tmp_path: Path) -> None:
    first = PaperLedger(Database(tmp_path / "ledger.sqlite"))
    first.receive(paper_id(1))
    first.database.close()
    second = PaperLedger(Database(tmp_path / "ledger.sqlite"))
    assert second.entry(paper_id(1)) is not None
    second.database.close()


def test_followers_see_each_new_version_once_and_in_order(ledger: PaperLedger) -> None:
    for number in (1, 2):
        ledger.receive(paper_id(number))
    ledger.stored(paper_id(1), 1)
    ledger.stored(paper_id(2), 1)
    ledger.stored(paper_id(1), 1)
    ledger.stored(paper_id(1), 2)
    seen = ledger.changes()
    assert [(c.paper_id, c.version) for c in seen] == [
        (paper_id(1), 1),
        (paper_id(2), 1),
        (paper_id(1), 2),
    ]
    assert ledger.changes(after=seen[0].number, limit=1) == (seen[1],)
    assert ledger.changes(after=seen[-1].number) == ()


def test_many_papers_are_taken_over_at_once(ledger: PaperLedger) -> None:
    ledger.receive(paper_id(1), batch="b")
    ledger.claim(paper_id(1), "w1", 60)
    ledger.receive(paper_id(2))
    ledger.stored(paper_id(2), 2)
    for _ in range(2):
        ledger.take_over({paper_id(1): 1, paper_id(2): 2, paper_id(3): 3})
    found = [ledger.entry(paper_id(n)) for n in (1, 2, 3)]
    assert [(e.state, e.version, e.worker) for e in found if e] == [
        (PaperState.INDEXED, 1, None),
        (PaperState.INDEXED, 2, None),
        (PaperState.INDEXED, 3, None),
    ]
    told = [(c.paper_id, c.version) for c in ledger.changes()]
    assert told == [(paper_id(2), 2), (paper_id(1), 1), (paper_id(3), 3)]
