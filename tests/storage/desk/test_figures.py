"""Figures of a desk on which a known number of things happened."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator

import pytest

from schemas.record.intake import Intake
from schemas.record.paper import Channel
from storage.database import Database
from storage.desk.desk_papers import DOUBTS, SYSTEM, DeskPaper, DeskState, EventKind
from storage.desk.figures import DeskFigures, TimeSpan
from storage.desk.work_queue import Desk

_START = dt.datetime(2026, 11, 20, 16, 30, tzinfo=dt.UTC)
"""Half past eleven at night in Hanoi: the next half hour is another day."""


class Clock:
    def __init__(self) -> None:
        self.now = _START

    def __call__(self) -> dt.datetime:
        return self.now


class Work:
    """A desk and its clock."""

    def __init__(self, url: str) -> None:
        self.clock = Clock()
        self.desk = Desk(Database(url), clock=self.clock)
        self.figures = DeskFigures(self.desk.database)

    def receive(self, number: int, branch: str = "A", operator: str = "an") -> DeskPaper:
        paper_id = hashlib.sha256(str(number).encode()).hexdigest()
        intake = Intake(self.clock.now, Channel.COUNTER, operator=operator)
        return self.desk.enqueue(paper_id, intake, branch, "Q1")

    def later(self, minutes: float) -> None:
        self.clock.now += dt.timedelta(minutes=minutes)

    def read(self, paper: DeskPaper, doubts: int, *, sampled: bool = False) -> DeskPaper:
        detail = DOUBTS if doubts else ""
        state = DeskState.TO_REVIEW if doubts or sampled else DeskState.TO_SIGN
        changes = {"doubts": doubts, "sampled": sampled}
        return self.desk.move(
            paper, state, EventKind.READ, SYSTEM, detail=detail, amount=2000, **changes
        )

    def review(self, paper: DeskPaper, changed: int, by: str = "an") -> DeskPaper:
        to, kind = DeskState.TO_SIGN, EventKind.REVIEWED
        return self.desk.move(paper, to, kind, by, amount=changed, reviewed_by=by)

    def sign(self, paper: DeskPaper) -> None:
        self.desk.move(paper, DeskState.SIGNED, EventKind.SIGNED, "an", signed_by="an")

    @property
    def span(self) -> TimeSpan:
        return TimeSpan(_START, self.clock.now + dt.timedelta(seconds=1))


@pytest.fixture
def work(database_url: str) -> Iterator[Work]:
    made = Work(database_url)
    yield made
    made.desk.database.close()


def test_queues_are_grouped_by_age(work: Work) -> None:
    work.receive(1)
    work.later(20 * 60)
    work.receive(2)
    work.later(30)
    work.sign(work.read(work.receive(3), 0))
    (queue,) = work.figures.queues(work.clock.now)
    assert queue.state is DeskState.WAITING
    assert queue.ages == (1, 0, 1, 0)
    assert queue.oldest == _START


def test_days_are_those_of_hanoi_and_empty_hours_count(work: Work) -> None:
    work.receive(1)
    work.later(31)
    work.receive(2)
    work.later(60)
    days = work.figures.throughput(work.span, hourly=False)
    assert [(d.begins, d.received) for d in days] == [("2026-11-20", 1), ("2026-11-21", 1)]
    hours = work.figures.throughput(work.span, hourly=True)
    assert [h.received for h in hours] == [1, 1, 0]


def test_branches_are_compared_by_delay_and_rescans(work: Work) -> None:
    for number, minutes in enumerate((10, 20, 90)):
        paper = work.receive(number, "A")
        work.later(minutes)
        work.sign(work.read(paper, 0))
    bad = work.receive(9, "B", "buu-dien")
    work.desk.move(bad, DeskState.RESCAN, EventKind.RESCAN_ASKED, SYSTEM, amount=2)
    a, b = work.figures.branches(work.span)
    assert (a.branch, a.received, a.signed, a.rescans) == ("A", 3, 3, 0)
    assert a.median_minutes == pytest.approx(20, abs=0.01)
    assert a.late_minutes == pytest.approx(90, abs=0.01)
    assert (b.branch, b.rescans, b.median_minutes) == ("B", 1, None)
    operators = {each.actor: each for each in work.figures.operators(work.span)}
    assert (operators["buu-dien"].handed_in, operators["buu-dien"].rescans) == (1, 1)
    assert operators["an"].signed == 3


def test_looks_by_lot_tell_how_often_unseen_papers_are_wrong(work: Work) -> None:
    work.sign(work.read(work.receive(1), 0))
    for number, changed in ((2, 0), (3, 1), (4, 0)):
        paper = work.read(work.receive(number), 0, sampled=True)
        work.sign(work.review(paper, changed))
    doubtful = work.read(work.receive(5), 2, sampled=True)
    work.sign(work.review(doubtful, 2))
    found = work.figures.unseen(work.span)
    assert (found.signed, found.unseen) == (5, 1)
    assert (found.drawn, found.wrong) == (3, 1)  # the doubtful one says nothing of the unseen


def test_a_branch_sees_itself_alone(work: Work) -> None:
    work.sign(work.read(work.receive(1, "A"), 0))
    work.receive(2, "B")
    own = TimeSpan(work.span.start, work.span.end, "B")
    assert [b.branch for b in work.figures.branches(own)] == ["B"]
    assert work.figures.unseen(own).signed == 0
    assert [q.total for q in work.figures.queues(work.clock.now, "B")] == [1]
