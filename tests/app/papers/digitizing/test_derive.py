"""What was found outside a page outlasts every way in which the page is derived again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.acting import Caller
from app.backfill.running.messages import Task
from app.backfill.running.reading import _digitize
from app.desk.drafts import draft_of, save_draft
from app.desk.settle import retype, review
from app.installation import App
from app.papers.digitizing.derive import compared, derive_again
from app.papers.digitizing.redo import redo
from app.papers.digitizing.steps import ReadPaper, read_paper, seal_record
from app.settings import Settings
from extractors.classify import classify
from extractors.extract import extract
from pipeline.paper import Understood
from samples.generate.paper import readings, write
from schemas.papers.registry import UNKNOWN
from schemas.record.evidence import Confirmation, FieldState, Origin
from schemas.record.intake import Intake
from schemas.record.paper import Classification, PaperRecord
from schemas.record.reading import PageReading
from storage.batches.batches import BatchKind
from storage.desk.desk_papers import DeskState, EventKind
from storage.errors import ObjectCorruptError
from tests.app.handing import taken_in
from tests.extractors.drawn import draw, edit, failed_rules
from web.presentation.fields import field_views

BY = Caller("motlan-test", "an")
TYPE, FIELD = "birth_certificate", "birth_date"
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
INTAKE = Intake(NOW, dossier="H26.12-261122-0003", operator="an")


@dataclasses.dataclass
class Counter:
    """Takes in scans of one drawn certificate; what the reader sees of them is made up."""

    app: App
    folder: Path
    seen: dict[str, tuple[PageReading, ...]]

    def read(self, seed: int, change: Callable[[str], str | None] = lambda text: text) -> ReadPaper:
        paper_id = self.put_in(seed, change)
        return read_paper(self.file(paper_id), INTAKE, self.app)

    def put_in(self, seed: int, change: Callable[[str], str | None]) -> str:
        path = write(draw(TYPE, 0), self.folder, f"giay-{seed}", seed=seed)
        file = taken_in(path.read_bytes(), path.name, self.app)
        self.seen[file.sha256] = edit(readings(draw(TYPE, 0)), change)
        return file.sha256

    def file(self, paper_id: str) -> Any:
        return taken_in(self.app.archive.original(paper_id), "giấy", self.app)

    def keep(self, paper: ReadPaper) -> PaperRecord:
        outcome = seal_record(self.file(paper.record.paper_id), paper, self.app)
        assert outcome.record is not None
        return outcome.record


@pytest.fixture
def counter(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counter:
    own = App(Settings(home=tmp_path), reader=app.reader, authority=app.authority)
    seen: dict[str, tuple[PageReading, ...]] = {}

    def understand(file: Any, *_: object, **__: object) -> Understood:
        pages = seen[file.sha256]
        found = classify(pages)
        fields = {} if found.paper_type == UNKNOWN else extract(found.paper_type, pages)
        return Understood(pages, found, fields, "test")

    monkeypatch.setattr("app.papers.digitizing.steps.understand", understand)
    return Counter(own, tmp_path / "scans", seen)


def other_day(text: str) -> str:
    """The certificate with another day of birth."""
    year, month, day = draw(TYPE, 0).fields[FIELD].split("-")
    assert day != "11"
    return text.replace(f"{day}/{month}/{year}", f"11/{month}/{year}")


def untitled(text: str) -> str | None:
    return None if text.isupper() and "KHAI SINH" in text else text


def outdated(app: App, record: PaperRecord) -> PaperRecord:
    """The paper as older rules would have left it: one value wrong."""
    number = record.fields["number"].model_copy(update={"value": "SAI"})
    update = {
        "version": record.version + 1,
        "rules": "0" * 12,
        "fields": {**record.fields, "number": number},
    }
    return app.archive.revise(record.model_copy(update=update)).record


def finding(record: PaperRecord) -> tuple[FieldState, list[str]]:
    field = record.fields[FIELD]
    return field.state, [r.rule for r in field.rules if r.origin is Origin.DOSSIER]


IN_CONFLICT = (FieldState.REVIEW, ["dossier.birth"])
IN_ORDER: tuple[FieldState, list[str]] = (FieldState.ACCEPTED, [])


def test_a_paper_done_again_keeps_what_its_dossier_says_against_it(counter: Counter) -> None:
    app = counter.app
    other = counter.keep(counter.read(1, other_day))
    paper = counter.keep(compared(counter.read(2), app))
    assert finding(paper) == IN_CONFLICT
    (view,) = (each for each in field_views(paper) if each.name == FIELD)
    assert view.why == ("Ngày sinh khác với “Giấy khai sinh” trong cùng hồ sơ.",)

    outdated(app, paper)
    assert redo(app, BY, paper.paper_id, BatchKind.REEXTRACT).status == "stored"
    again = app.archive.load(paper.paper_id)
    assert (again.version, again.fields) == (3, paper.fields)

    # The other paper is put right: nothing speaks against this one any more.
    right = other.fields | {FIELD: paper.fields[FIELD]}
    app.archive.revise(other.model_copy(update={"version": 2, "fields": right}))
    outdated(app, again)
    assert redo(app, BY, paper.paper_id, BatchKind.REEXTRACT).status == "stored"
    assert finding(app.archive.load(paper.paper_id)) == IN_ORDER


def test_a_paper_that_cannot_be_had_takes_back_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = counter.app
    counter.keep(counter.read(1, other_day))
    paper = counter.keep(compared(counter.read(2), app))
    outdated(app, paper)

    def corrupt(paper_id: str) -> PaperRecord:
        raise ObjectCorruptError(paper_id)

    monkeypatch.setattr(app.archive, "current", corrupt)
    assert redo(app, BY, paper.paper_id, BatchKind.REEXTRACT).status == "stored"
    assert finding(app.archive.load(paper.paper_id)) == IN_CONFLICT


def test_a_conflict_found_anew_makes_a_new_version(counter: Counter) -> None:
    app = counter.app
    paper = counter.keep(compared(counter.read(2), app))
    assert finding(paper) == IN_ORDER
    counter.keep(counter.read(1, other_day))
    update = {"version": 2, "rules": "0" * 12}
    app.archive.revise(paper.model_copy(update=update))
    assert redo(app, BY, paper.paper_id, BatchKind.REEXTRACT).status == "stored"
    assert finding(app.archive.load(paper.paper_id)) == IN_CONFLICT


def test_backfill_holds_papers_against_their_dossier(counter: Counter) -> None:
    counter.keep(counter.read(1, other_day))
    paper_id = counter.put_in(2, lambda text: text)
    outcome = _digitize(Task(paper_id, INTAKE), counter.app)
    assert outcome.record is not None
    assert finding(outcome.record) == IN_CONFLICT


def test_a_paper_of_another_type_is_held_against_its_dossier(counter: Counter) -> None:
    app = counter.app
    counter.keep(counter.read(1, other_day))
    read = counter.read(2, untitled)
    assert read.record.classification.paper_type == UNKNOWN
    paper = app.desk.enqueue(read.record.paper_id, INTAKE, "H26.12", "Q1")
    draft = save_draft(app.archive.store, read)
    seen = app.desk.move(paper, DeskState.TO_REVIEW, EventKind.READ, "motlan", draft=draft)
    chosen = retype(app, Caller("an"), seen, TYPE)
    record = draft_of(app, chosen).record
    assert finding(record) == IN_CONFLICT
    assert record.classification.chosen_by == "an"
    assert chosen.doubts >= 1

    # Who chooses the same type once more loses nothing that was said.
    said = {"value": "1/2026", "confirmed": Confirmation(operator="an", at=NOW)}
    number = record.fields["number"].model_copy(update=said)
    confirmed = record.model_copy(update={"fields": {**record.fields, "number": number}})
    draft = save_draft(app.archive.store, ReadPaper(confirmed, read.pages))
    chosen = app.desk.move(chosen, DeskState.TO_REVIEW, EventKind.REVIEWED, "an", draft=draft)
    again = draft_of(app, retype(app, Caller("binh"), chosen, TYPE)).record
    assert (again.value("number"), again.fields["number"].state) == (
        "1/2026",
        FieldState.CONFIRMED,
    )
    assert finding(again) == IN_CONFLICT


def test_a_conflict_that_was_corrected_keeps_no_value_in_review(counter: Counter) -> None:
    app = counter.app
    other = counter.keep(counter.read(1, other_day))
    read = compared(counter.read(2), app)
    assert finding(read.record) == IN_CONFLICT
    paper = app.desk.enqueue(read.record.paper_id, INTAKE, "H26.12", "Q1")
    draft = save_draft(app.archive.store, read)
    seen = app.desk.move(paper, DeskState.TO_REVIEW, EventKind.READ, "motlan", draft=draft)

    right = other.fields | {FIELD: read.record.fields[FIELD]}
    app.archive.revise(other.model_copy(update={"version": 2, "fields": right}))
    _, reviewed = review(app, Caller("an"), seen, {})
    assert finding(reviewed.record) == IN_ORDER


def test_the_type_that_a_person_chose_outlasts_newer_rules(counter: Counter) -> None:
    read = counter.read(2, untitled)
    chosen = Classification(paper_type=TYPE, confidence=1, reason="x", chosen_by="an")
    record = derive_again(read.record, read.pages, counter.app, chosen)
    assert not failed_rules(record.fields["number"])
    assert derive_again(record, read.pages, counter.app) == record


def test_what_a_person_said_counts_in_the_rules_that_are_applied_again(counter: Counter) -> None:
    """A misread value that was put right speaks against no other field when derived again."""
    read = counter.read(2, lambda text: text.replace(_printed(), _late()))
    assert "date.order" in failed_rules(read.record.fields["registered_on"])
    said = {
        "value": draw(TYPE, 0).fields[FIELD],
        "confirmed": Confirmation(operator="an", at=NOW),
    }
    born = read.record.fields[FIELD].model_copy(update=said)
    before = read.record.model_copy(update={"fields": {**read.record.fields, FIELD: born}})
    after = derive_again(before, read.pages, counter.app)
    assert after.fields[FIELD].state is FieldState.CONFIRMED
    assert after.fields["registered_on"].state is FieldState.ACCEPTED


def _printed() -> str:
    return "/".join(reversed(draw(TYPE, 0).fields[FIELD].split("-")))


def _late() -> str:
    return f"{_printed()[:6]}{int(_printed()[6:]) + 20}"
