"""Whatever people do at the desk is an entry of the audit chain first; else it does not happen."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.acting import Caller
from app.desk import regroup, see, settle, unblock
from app.desk.answers import Answer
from app.desk.dossiers.open import open_dossier
from app.desk.dossiers.receipt import print_receipt
from app.desk.drafts import save_draft
from app.desk.sign import sign
from app.installation import App
from app.papers.digitizing.steps import ReadPaper
from app.settings import Settings
from pipeline.intake.receive import Received, receive
from pipeline.stack.compose import compose
from schemas.record.intake import Intake
from schemas.record.page import Grade, PageQuality
from schemas.record.paper import FormOfPaper
from schemas.record.reading import PageReading, Point
from storage.audit.chain import Action, AuditEvent
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind, JudgedPage
from storage.errors import DeskConflictError, StoreUnavailableError
from tests.conftest import SAMPLES
from tests.storage.records import record

DATA = (SAMPLES / "quyet-dinh.pdf").read_bytes()
OTHER = (SAMPLES / "cong-van.jpg").read_bytes()
DOSSIER, PROCEDURE, BRANCH = "H26.12-261122-0002", "1.004884", "H26.12"
AN = Caller("an", officer="an", purpose="thử")
AT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
PERSON = "001215012345"
GOOD = PageQuality(grade=Grade.GOOD, dpi=200)
PLACE = (Point(1, 1), Point(99, 1), Point(99, 50), Point(1, 50))


@pytest.fixture
def desk_app(app: App, tmp_path: Path) -> App:
    """An installation with a store of its own; nothing is read in it."""
    return App(Settings(home=tmp_path), authority=app.authority, recognizer=_Deaf())


class _Deaf:
    """Reads nothing anywhere."""

    def read(self, lines: object) -> list[object]:
        return []


@dataclass(frozen=True)
class Case:
    """A verb, the state in which it is called, and the entry that it leaves."""

    action: Action
    state: DeskState
    call: Callable[[App, DeskPaper], object]
    changes: bool = True

    def __str__(self) -> str:
        return self.action


CASES = (
    Case(
        Action.REVIEW,
        DeskState.TO_REVIEW,
        lambda app, seen: settle.review(app, AN, seen, {"full_name": Answer("TRẦN THỊ ĐÀO")}),
    ),
    Case(Action.CHECK, DeskState.TO_CHECK, lambda app, seen: settle.check(app, AN, seen, {})),
    Case(Action.SEND_BACK, DeskState.TO_SIGN, lambda app, seen: settle.send_back(app, AN, seen)),
    Case(
        Action.RETYPE,
        DeskState.TO_REVIEW,
        lambda app, seen: settle.retype(app, AN, seen, "passport"),
    ),
    Case(Action.SIGN, DeskState.TO_SIGN, lambda app, seen: sign(app, AN, seen)),
    Case(Action.GIVE_BACK, DeskState.TO_SIGN, lambda app, seen: unblock.give_back(app, AN, seen)),
    Case(Action.KEEP_AS_IS, DeskState.RESCAN, lambda app, seen: unblock.keep_as_is(app, AN, seen)),
    Case(Action.RETRY, DeskState.FAILED, lambda app, seen: unblock.retry(app, AN, seen)),
    Case(Action.NOT_SECRET, DeskState.FAILED, lambda app, seen: unblock.not_secret(app, AN, seen)),
    Case(
        Action.REGROUP,
        DeskState.TO_REVIEW,
        lambda app, seen: regroup.regroup(app, AN, [seen], swapped(seen)),
    ),
    Case(
        Action.RESCAN,
        DeskState.RESCAN,
        lambda app, seen: regroup.rescan(app, AN, seen, OTHER, "lại.jpg"),
    ),
    Case(
        Action.READ,
        DeskState.TO_REVIEW,
        lambda app, seen: see.see_paper(app, AN, seen),
        changes=False,
    ),
    Case(
        Action.READ,
        DeskState.TO_REVIEW,
        lambda app, seen: see.read_region(app, AN, seen, 1, PLACE),
        changes=False,
    ),
)


def put_in(app: App, state: DeskState) -> DeskPaper:
    """A paper of two pages that was read, in some state."""
    file = receive(DATA, "giấy")
    app.archive.keep_original(file.sha256, file.data, file.media_type)
    intake = Intake(AT, dossier=DOSSIER, procedure=PROCEDURE, operator="binh")
    paper = app.desk.enqueue(file.sha256, intake, BRANCH, "Q1")
    fields = {"full_name": "TRẦN THỊ ĐÀO", "personal_id": PERSON}
    known = record(1, "birth_certificate", fields=fields, paper_id=file.sha256, dossier=DOSSIER)
    return app.desk.move(
        paper,
        state,
        EventKind.READ,
        "motlan",
        pages=[JudgedPage(number=n, quality=GOOD) for n in (1, 2)],
        draft=save_draft(app.archive.store, ReadPaper(known, (blank(1), blank(2)))),
        reviewed_by="binh",
        error_code="E-INPUT-SECRET-DOUBT" if state is DeskState.FAILED else None,
    )


def swapped(paper: DeskPaper) -> list[list[regroup.Sheet]]:
    return [[(paper.paper_id, 2), (paper.paper_id, 1)]]


def blank(number: int) -> PageReading:
    size = {"width": 1654, "height": 2339, "dpi": 200}
    return PageReading(number=number, **size, rotation=0, skew=0, blank=True)


def everything(app: App) -> tuple[object, ...]:
    """What a verb could have changed: work queue, its events, the store, the dossiers."""
    papers = app.desk.find()
    events = [app.desk.events(paper.paper_id) for paper in papers]
    return papers, events, sorted(app.archive.store.list("")), app.dossiers.recent()


def entries(app: App) -> list[AuditEvent]:
    return [entry.event for entry in app.audit.entries()]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_verb_leaves_one_entry(desk_app: App, case: Case) -> None:
    app = desk_app
    seen = put_in(app, case.state)
    before = everything(app)
    case.call(app, seen)
    (entry,) = entries(app)
    assert (entry.action, entry.actor, entry.officer) == (case.action, "an", "an")
    assert (entry.paper_id, entry.dossier) == (seen.paper_id, DOSSIER)
    assert (entry.procedure, entry.agency) == (PROCEDURE, BRANCH)
    assert entry.subject == app.audit.subject(PERSON)
    assert (everything(app) != before) is case.changes


@pytest.mark.parametrize("case", CASES, ids=str)
def test_without_its_entry_nothing_happens(
    desk_app: App, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk_app
    seen = put_in(app, case.state)
    before = everything(app)
    monkeypatch.setattr(app.audit, "append", _silent)
    with pytest.raises(StoreUnavailableError):
        case.call(app, seen)
    assert everything(app) == before


def _silent(_: AuditEvent) -> None:
    raise StoreUnavailableError()


@pytest.mark.parametrize("case", [case for case in CASES if case.changes], ids=str)
def test_what_the_state_does_not_allow_leaves_no_entry(desk_app: App, case: Case) -> None:
    app = desk_app
    closed = put_in(app, DeskState.SIGNED)
    with pytest.raises(DeskConflictError):
        case.call(app, closed)
    assert entries(app) == []


@pytest.mark.parametrize("reviewer", [None, "binh"])
def test_only_a_person_s_work_stands_in_the_way_of_regrouping(
    desk_app: App, monkeypatch: pytest.MonkeyPatch, reviewer: str | None
) -> None:
    """Composing takes seconds, in which the reader goes on with the old paper."""
    app = desk_app
    put = put_in(app, DeskState.READING)
    seen = app.desk.move(put, DeskState.READING, EventKind.JUDGED, "motlan", reviewed_by=None)

    def meanwhile(*given: Any) -> Received:
        now = app.desk.get(seen.paper_id)
        app.desk.move(now, DeskState.TO_REVIEW, EventKind.READ, "motlan", reviewed_by=reviewer)
        return compose(*given)

    monkeypatch.setattr("app.desk.regroup.compose", meanwhile)
    if reviewer:
        with pytest.raises(DeskConflictError):
            regroup.regroup(app, AN, [seen], swapped(seen))
        assert [paper.paper_id for paper in app.desk.find()] == [seen.paper_id]
        return
    (made,) = regroup.regroup(app, AN, [seen], swapped(seen))
    gone = app.desk.get(seen.paper_id)
    assert (gone.state, gone.replaced_by) == (DeskState.REPLACED, made.paper_id)


def test_a_dossier_is_opened_and_its_receipt_printed(
    desk_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk_app
    opened = functools.partial(
        open_dossier, app, AN, form_of_paper=FormOfPaper.ORIGINAL, branch=BRANCH, station="Q1"
    )
    opened(DOSSIER, PROCEDURE, subject=PERSON)
    paper = put_in(app, DeskState.SIGNED)
    assert print_receipt(app, AN, DOSSIER, [paper])
    found = entries(app)
    actions = [Action.OPEN_DOSSIER, Action.REUSE_CHECK, Action.RECEIPT]
    assert [entry.action for entry in found] == actions
    assert {(e.actor, e.dossier, e.procedure) for e in found} == {("an", DOSSIER, PROCEDURE)}
    assert [bool(entry.subject) for entry in found] == [True, True, False]
    before = everything(app)
    monkeypatch.setattr(app.audit, "append", _silent)
    with pytest.raises(StoreUnavailableError):
        opened("H26.12-261122-0003", PROCEDURE)
    with pytest.raises(StoreUnavailableError):
        print_receipt(app, AN, "H26.12-261122-0003", [paper])
    assert everything(app) == before


def test_pictures_in_which_a_page_can_be_read_leave_an_entry(desk_app: App) -> None:
    app = desk_app
    paper = put_in(app, DeskState.TO_REVIEW)
    assert see.see_picture(app, AN, paper, 3, "lon") is None
    assert see.see_picture(app, AN, paper, 2, "nho") is not None
    assert entries(app) == []
    assert see.see_picture(app, AN, paper, 2, "lon") is not None
    (entry,) = entries(app)
    assert (entry.action, entry.paper_id) == (Action.READ, paper.paper_id)
    assert entry.fields == ("page-2",)
