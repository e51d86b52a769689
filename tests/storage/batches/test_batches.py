from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.batches.batches import (
    Batches,
    BatchKind,
    BatchState,
    ItemState,
    PlannedItem,
    Result,
)
from storage.database import Database
from storage.errors import BatchExistsError, BatchMissingError, BatchStateError
from tests.storage.papers.test_ledger import Clock
from tests.storage.records import paper_id

RESULT = Result("birth_certificate", needs_review=True, confidence=0.9, pages=2, cpu_seconds=1.5)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def batches(database_url: str, clock: Clock) -> Iterator[Batches]:
    opened = Batches(Database(database_url), clock=clock)
    yield opened
    opened.database.close()


def plan(batches: Batches, name: str = "b", count: int = 5, shard_size: int = 2) -> None:
    files = (PlannedItem(f"{n}.jpg", size=10 + n, box=f"H{n % 2}") for n in range(count))
    missing = PlannedItem("absent.jpg", state=ItemState.MISSING)
    batches.create(
        name,
        BatchKind.DIGITIZE,
        "/scans",
        [*files, missing],
        by="thu",
        shard_size=shard_size,
        left_out=lambda: {"empty": 3},
    )


def test_a_plan_is_cut_into_shards_and_waits_for_approval(batches: Batches) -> None:
    plan(batches)
    batch = batches.get("b")
    assert (batch.state, batch.created_by, batch.left_out) == ("planned", "thu", {"empty": 3})
    assert (batch.counts.items, batch.counts.waiting, batch.counts.missing) == (6, 5, 1)
    assert batch.counts.size == 10 + 11 + 12 + 13 + 14
    assert [shard.counts.items for shard in batches.shards("b")] == [2, 2, 2]
    assert [item.reference for item in batches.waiting("b", 2)] == ["4.jpg"]
    with pytest.raises(BatchStateError):
        batches.resume("b")
    assert batches.approve("b", "minh").approved_by == "minh"
    with pytest.raises(BatchStateError):
        batches.approve("b", "minh")
    assert batches.pause("b").state is BatchState.PAUSED
    assert batches.resume("b").state is BatchState.APPROVED


def test_names_are_unique_and_unknown_ones_are_told(batches: Batches) -> None:
    plan(batches)
    with pytest.raises(BatchExistsError):
        plan(batches)
    with pytest.raises(BatchMissingError):
        batches.get("c")
    plan(batches, "c")
    assert {batch.name for batch in batches.all()} == {"b", "c"}


def test_a_planner_that_died_leaves_a_draft_that_is_planned_anew(batches: Batches) -> None:
    def dying() -> Iterator[PlannedItem]:
        yield PlannedItem("0.jpg")
        yield PlannedItem("1.jpg")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batches.create("b", BatchKind.DIGITIZE, "/", dying(), by="thu", shard_size=1)
    assert batches.get("b").state is BatchState.DRAFT
    with pytest.raises(BatchStateError):
        batches.approve("b", "minh")
    plan(batches)
    assert batches.get("b").counts.items == 6


def test_one_runner_holds_a_shard_until_its_lease_ends(batches: Batches, clock: Clock) -> None:
    plan(batches)
    assert batches.hold("b", 0, "r1", 60)
    assert not batches.hold("b", 0, "r2", 60)
    assert [shard.number for shard in batches.free_shards("b")] == [1, 2]
    clock.forward(50)
    assert batches.hold("b", 0, "r1", 60)  # a heartbeat
    clock.forward(50)
    assert not batches.hold("b", 0, "r2", 60)
    clock.forward(11)
    assert batches.hold("b", 0, "r2", 60)
    batches.let_go("b", 0, "r1")  # too late: it is another's
    assert [shard.number for shard in batches.free_shards("b")] == [1, 2]
    batches.let_go("b", 0, "r2")
    assert batches.shards("b")[0].finished_at is None
    assert [shard.number for shard in batches.free_shards("b")] == [0, 1, 2]


def test_settling_counts_once(batches: Batches) -> None:
    plan(batches)
    first, second = batches.waiting("b", 0)
    for _ in range(2):
        batches.settle(first, ItemState.STORED, RESULT)
        batches.park(second, "E-INPUT-DAMAGED", "tệp hỏng")
    counts = batches.get("b").counts
    assert (counts.waiting, counts.stored, counts.parked, counts.missing) == (3, 1, 1, 1)
    assert (counts.pages, counts.cpu_seconds) == (2, 1.5)
    assert batches.hold("b", 0, "r", 60)
    batches.let_go("b", 0, "r")
    assert batches.shards("b")[0].finished_at is not None


def test_of_the_same_bytes_one_counts_as_stored(batches: Batches) -> None:
    plan(batches, shard_size=6)
    first, second, *_ = batches.waiting("b", 0)
    for item in (first, second):
        batches.identify(item, paper_id(1))
        batches.settle(item, ItemState.STORED, RESULT)
    counts = batches.get("b").counts
    assert (counts.stored, counts.known, counts.pages) == (1, 1, 2)


def test_failures_are_listed_with_reasons_and_tried_again(batches: Batches) -> None:
    plan(batches)
    for item in (*batches.waiting("b", 0), *batches.waiting("b", 1)):
        assert batches.begin(item) == 1
        code = "E-INPUT-DAMAGED" if item.number < 3 else "E-BACKFILL-CRASH"
        batches.park(item, code, f"lý do của {code}")
    assert [(r.error_code, r.count) for r in batches.reasons("b")] == [
        ("E-INPUT-DAMAGED", 3),
        ("E-BACKFILL-CRASH", 1),
    ]
    shown = batches.failures("b", limit=2)
    assert [(f.reference, f.box, f.attempts) for f in shown] == [
        ("0.jpg", "H0", 1),
        ("1.jpg", "H1", 1),
    ]
    rest = batches.failures("b", after=shown[-1].number)
    assert [f.state for f in rest] == ["parked", "parked", "missing"]
    assert batches.retry("b", ["E-BACKFILL-CRASH"]) == 1
    assert batches.retry("b", numbers=[0]) == 1
    assert [item.attempts for item in batches.waiting("b", 0)] == [0]
    counts = batches.get("b").counts
    assert (counts.waiting, counts.parked) == (3, 2)
    assert batches.retry("b") == 2


def test_an_attempt_that_was_not_the_papers_fault_is_taken_back(batches: Batches) -> None:
    plan(batches)
    (item, _) = batches.waiting("b", 0)
    batches.begin(item)
    batches.take_back(item)
    batches.take_back(item)
    assert batches.begin(item) == 1


def test_submissions_are_numbered(batches: Batches) -> None:
    plan(batches)
    assert [batches.submitted("b", 1) for _ in range(3)] == [1, 2, 3]
