"""The work list: nothing is taken twice, nobody's work is lost, everything done is written down."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest

from schemas.record.intake import Intake
from schemas.record.page import Grade, PageQuality
from schemas.record.paper import Channel, FormOfPaper
from storage.database import Database
from storage.desk.desk_papers import DeskState, EventKind, JudgedPage
from storage.desk.reading_pace import seconds_left
from storage.desk.work_queue import Desk
from storage.errors import DeskConflictError, PaperMissingError
from tests.storage.records import paper_id

NOW = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
INTAKE = Intake(NOW, Channel.AGENT, FormOfPaper.ORIGINAL, "H26.12-261122-0001", "1.004884", "an")
WORK = (DeskState.WAITING, DeskState.READING)


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database_url: str, clock: Clock) -> Iterator[Desk]:
    desk = Desk(Database(database_url), clock=clock)
    yield desk
    desk.database.close()


def test_a_paper_is_listed_once_as_it_was_handed_in(desk: Desk) -> None:
    first = desk.enqueue(paper_id(1), INTAKE, "BD-01", "Q1")
    again = desk.enqueue(paper_id(1), INTAKE, "BD-02", "Q2")
    assert first == again
    assert (first.state, first.branch, first.intake) == (DeskState.WAITING, "BD-01", INTAKE)
    assert [event.kind for event in desk.events(paper_id(1))] == [EventKind.RECEIVED]
    with pytest.raises(PaperMissingError):
        desk.get(paper_id(2))


def test_a_paper_that_was_given_back_begins_anew(desk: Desk) -> None:
    seen = desk.enqueue(paper_id(1), INTAKE, "BD-01", "Q1")
    gone = desk.move(seen, DeskState.REJECTED, EventKind.REJECTED, "an", doubts=3)
    back = desk.enqueue(paper_id(1), INTAKE, "BD-01", "Q1")
    assert (back.state, back.doubts) == (DeskState.WAITING, 0)
    assert back.revision > gone.revision


def test_workers_share_the_list_and_a_dead_one_is_relieved(desk: Desk, clock: Clock) -> None:
    one = desk.enqueue(paper_id(1), INTAKE, "BD-01", "Q1")
    desk.move(one, DeskState.READING, EventKind.JUDGED, "motlan")
    desk.enqueue(paper_id(2), INTAKE, "BD-01", "Q1")
    taken = [desk.claim(worker, 60, WORK) for worker in ("a", "b", "c")]
    assert [paper and paper.paper_id for paper in taken] == [paper_id(2), paper_id(1), None]
    clock.now += dt.timedelta(seconds=61)
    relief = desk.claim("c", 60, WORK, max_attempts=2)
    assert relief is not None
    assert (relief.paper_id, relief.attempts, relief.worker) == (paper_id(2), 2, "c")
    clock.now += dt.timedelta(seconds=61)
    assert [desk.claim("d", 60, WORK, max_attempts=2) for _ in "ab"][1] is None


def test_a_certain_paper_is_taken_by_one(desk: Desk, clock: Clock) -> None:
    seen = desk.enqueue(paper_id(1), INTAKE, "BD-01", "Q1")
    assert desk.take(seen, "a", 60)
    assert not desk.take(seen, "b", 60)
    clock.now += dt.timedelta(seconds=61)
    assert desk.take(seen, "b", 60)


def test_of_two_who_change_a_paper_the_second_is_told(desk: Desk) -> None:
    seen = desk.enqueue(paper_id(1), INTAKE, "BD-01", "Q1")
    quality = PageQuality(grade=Grade.SCAN_AGAIN, reasons=("Ảnh bị nhòe",), dpi=200)
    pages = (JudgedPage(number=1, quality=quality),)
    moved = desk.move(
        seen, DeskState.RESCAN, EventKind.RESCAN_ASKED, "motlan", detail="blur", pages=pages
    )
    assert (moved.state, moved.pages, moved.lease_until) == (DeskState.RESCAN, pages, None)
    with pytest.raises(DeskConflictError):
        desk.move(seen, DeskState.REJECTED, EventKind.REJECTED, "binh")
    assert desk.get(paper_id(1)) == moved
    last = desk.events(paper_id(1))[-1]
    assert (last.kind, last.actor, last.detail, last.branch) == (
        EventKind.RESCAN_ASKED,
        "motlan",
        "blur",
        "BD-01",
    )


def test_lists_and_counts_keep_to_what_was_asked(desk: Desk) -> None:
    desk.enqueue(paper_id(1), INTAKE, "BD-01", "Q1", place=2)
    desk.enqueue(paper_id(2), INTAKE, "BD-01", "Q1", place=1)
    desk.enqueue(paper_id(3), INTAKE, "BD-02", "Q1")
    assert [p.paper_id for p in desk.find(branch="BD-01")] == [paper_id(2), paper_id(1)]
    assert desk.find(states=[DeskState.SIGNED]) == []
    assert desk.find(dossier="H26.12-261122-0009") == []
    assert desk.counts(branch="BD-01")["waiting"] == 2
    assert desk.counts(operator="nobody")["waiting"] == 0


def test_of_each_dossier_one_paper_is_read_before_all_are_judged(desk: Desk) -> None:
    other = dataclasses.replace(INTAKE, dossier="H26.12-261122-0002")
    for number, intake in ((1, INTAKE), (2, INTAKE), (3, other)):
        seen = desk.enqueue(paper_id(number), intake, "BD-01", "Q1", place=number)
        desk.move(seen, DeskState.READING, EventKind.JUDGED, "motlan")
    first = desk.claim("one", 60, (DeskState.READING,), first_of_dossier=True)
    second = desk.claim("two", 60, (DeskState.READING,), first_of_dossier=True)
    assert first and second
    assert {first.dossier, second.dossier} == {INTAKE.dossier, other.dossier}
    assert desk.claim("three", 60, (DeskState.READING,), first_of_dossier=True) is None
    for paper in (first, second):
        desk.move(paper, DeskState.TO_REVIEW, EventKind.READ, "motlan", amount=4000)
    assert desk.claim("one", 60, (DeskState.READING,), first_of_dossier=True) is None
    assert desk.claim("one", 60, (DeskState.WAITING, DeskState.READING)) is not None


def test_the_time_left_is_told_by_what_others_took(desk: Desk) -> None:
    dossier = str(INTAKE.dossier)
    waits = desk.enqueue(paper_id(1), INTAKE, "BD-01", "Q1")
    assert seconds_left(desk.database, dossier, NOW) is None
    desk.enqueue(paper_id(2), dataclasses.replace(INTAKE, dossier="x"), "BD-01", "Q1")
    desk.enqueue(paper_id(3), INTAKE, "BD-01", "Q1")
    desk.move(waits, DeskState.TO_SIGN, EventKind.READ, "motlan", amount=6000)
    assert seconds_left(desk.database, dossier, NOW) == 12
    assert seconds_left(desk.database, "none", NOW) is None
