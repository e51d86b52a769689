"""The same file in a second dossier belongs to both: found, counted and told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.acting import Caller
from app.desk.work import work_once
from app.installation import App
from app.papers.attach import attach_waiting
from app.papers.digitizing.digitize import digitize
from app.papers.hand_in import hand_in
from app.settings import Settings
from schemas.record.intake import Intake
from schemas.record.paper import Channel, FormOfPaper
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskState
from storage.papers.indicators import DossierFact, judge
from storage.papers.search.index import PaperQuery
from tests.storage.records import NOW, paper_id, record

FIRST, SECOND = "H26.12-261122-0001", "H26.13-261130-0777"
BY = Caller("motlan-test", "canbo01", purpose="kiểm thử")
BYTES = b"%PDF-1.7 paper 1"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(Settings(home=tmp_path)) as app:
        yield app


def on_file(app: App) -> None:
    app.archive.save(record(1, "marriage_certificate", dossier=FIRST), BYTES)


def intake(dossier: str | None, form: FormOfPaper = FormOfPaper.CERTIFIED_COPY) -> Intake:
    return Intake(NOW, Channel.COUNTER, form, dossier, "1.004884", "thu")


def found(app: App, dossier: str) -> list[str]:
    return [e.paper_id for e in app.index.find(PaperQuery(dossier=dossier)).entries]


def test_digitised_again_it_belongs_to_both(app: App) -> None:
    on_file(app)
    outcome = digitize(app, BY, paper_id(1), intake(SECOND))
    assert outcome.status == "already_on_file"
    assert FIRST in (outcome.note or "")
    assert SECOND in (outcome.note or "")
    assert found(app, FIRST) == found(app, SECOND) == [paper_id(1)]
    (again,) = app.archive.load(paper_id(1)).hand_ins
    assert (again.dossier, again.form_of_paper) == (SECOND, FormOfPaper.CERTIFIED_COPY)
    assert [e.event.action for e in app.audit.entries()] == [Action.ATTACH]
    digitize(app, BY, paper_id(1), intake(SECOND))
    assert app.archive.load(paper_id(1)).version == 2
    app.archive.reindex()
    assert found(app, SECOND) == [paper_id(1)]


def test_the_indicators_count_both_dossiers(app: App) -> None:
    on_file(app)
    digitize(app, BY, paper_id(1), intake(SECOND))
    day = dt.date(2026, 11, 30)
    facts = [
        DossierFact(dossier, "1.004884", "H26.12", Channel.COUNTER, day)
        for dossier in (FIRST, SECOND)
    ]
    assert [one.digitised for one in judge(facts, app.index, app.audit)] == [True, True]


@pytest.mark.parametrize("again", [None, FIRST])
def test_without_another_dossier_nothing_changes(app: App, again: str | None) -> None:
    on_file(app)
    form = FormOfPaper.ORIGINAL if again else FormOfPaper.CERTIFIED_COPY
    digitize(app, BY, paper_id(1), intake(again, form))
    assert app.archive.load(paper_id(1)).version == 1


def test_a_form_that_nobody_had_declared_is_taken_from_the_second_dossier(app: App) -> None:
    first = record(1, "marriage_certificate", dossier=FIRST, form_of_paper=FormOfPaper.UNKNOWN)
    app.archive.save(first, BYTES)
    digitize(app, BY, paper_id(1), intake(SECOND, FormOfPaper.ORIGINAL))
    entry = app.index.get(paper_id(1))
    assert entry is not None
    assert entry.form_of_paper is FormOfPaper.ORIGINAL


def test_at_another_branch_the_clerk_is_told(app: App) -> None:
    on_file(app)
    hand_in(app, BY, BYTES, "a.pdf", intake(FIRST), branch="H26.12", station="q1")
    kept = hand_in(app, BY, BYTES, "a.pdf", intake(SECOND), branch="H26.13", station="q2")
    assert FIRST in kept.elsewhere
    assert "H26.12" in kept.elsewhere
    assert found(app, SECOND) == [paper_id(1)]
    (other,) = app.hand_ins.for_dossier(SECOND)
    assert (other.branch, other.intake.form_of_paper) == ("H26.13", FormOfPaper.CERTIFIED_COPY)


def test_a_paper_that_was_stored_elsewhere_is_told_and_found(app: App) -> None:
    on_file(app)
    kept = hand_in(app, BY, BYTES, "a.pdf", intake(SECOND), branch="H26.13", station="q2")
    assert FIRST in kept.elsewhere
    assert work_once(app, "reader")
    assert app.desk.get(paper_id(1)).state is DeskState.SIGNED
    assert found(app, SECOND) == [paper_id(1)]


def test_handed_in_twice_before_it_is_signed(app: App) -> None:
    hand_in(app, BY, BYTES, "a.pdf", intake(FIRST), branch="H26.12", station="q1")
    kept = hand_in(app, BY, BYTES, "a.pdf", intake(SECOND), branch="H26.13", station="q2")
    assert kept.paper.dossier == FIRST
    assert FIRST in kept.elsewhere
    on_file(app)
    attach_waiting(app, BY, paper_id(1))
    assert found(app, SECOND) == [paper_id(1)]


def test_what_a_paper_is_parted_into_belongs_to_the_same_dossiers(app: App) -> None:
    app.hand_ins.add(paper_id(1), intake(SECOND), "H26.13", "q2")
    app.hand_ins.inherit(paper_id(1), paper_id(2))
    assert [o.paper_id for o in app.hand_ins.for_dossier(SECOND)] == sorted(
        [paper_id(1), paper_id(2)]
    )
    app.desk.forget(paper_id(1))
    assert app.hand_ins.of(paper_id(1)) == []
