"""Papers done again: by newer rules from the lines on file, by a newer reader from the picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from app.acting import Caller
from app.backfill.errors import ConfirmedElsewhereError
from app.backfill.planning.reprocess import Search, candidates, plan_again, try_some
from app.installation import App
from app.papers.digitizing.redo import redo
from app.papers.digitizing.steps import read_paper, seal_record
from pipeline.seal.verification.trust import Trust
from pipeline.seal.verification.verify import verify_pdf
from schemas.record.evidence import Confirmation, FieldState
from schemas.record.intake import Intake
from schemas.record.paper import PaperRecord, RenditionKind
from storage.batches.batches import Batches, BatchKind
from tests.app.handing import taken_in
from tests.conftest import SAMPLES

BY = Caller("motlan-test", "an")
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
RULES, MODEL = BatchKind.REEXTRACT, BatchKind.REREAD


@pytest.fixture(scope="module")
def first(app: App) -> PaperRecord:
    file = taken_in((SAMPLES / "giay-khai-sinh-2.jpg").read_bytes(), "x", app)
    outcome = seal_record(file, read_paper(file, Intake(NOW), app), app)
    assert outcome.record is not None
    return outcome.record


@pytest.fixture
def outdated(app: App, first: PaperRecord) -> Iterator[PaperRecord]:
    """The paper as older rules would have left it: one value wrong."""
    newest = app.archive.load(first.paper_id)
    name, field = next((n, f) for n, f in first.fields.items() if f.value)
    wrong = field.model_copy(update={"value": "SAI"})
    yield app.archive.revise(
        newest.model_copy(
            update={
                "version": newest.version + 1,
                "rules": "000000000000",
                "classification": first.classification,
                "fields": {**first.fields, name: wrong},
            }
        )
    ).record


def test_what_is_current_is_left_alone(app: App, first: PaperRecord) -> None:
    for kind in (RULES, MODEL):
        assert list(candidates(app, Search(kind, {first.classification.paper_type}))) == []
        assert redo(app, BY, first.paper_id, kind).status == "already_on_file"


def test_newer_rules_make_a_new_version_and_keep_the_old(
    app: App, first: PaperRecord, outdated: PaperRecord
) -> None:
    found = list(candidates(app, Search(RULES)))
    assert [record.paper_id for record in found] == [first.paper_id]
    estimate = try_some(app, RULES, found, 5)
    assert (estimate.papers, estimate.tried, estimate.changed) == (1, 1, 1.0)
    assert estimate.seconds > 0
    assert app.archive.load(first.paper_id) == outdated  # a trial stores nothing

    outcome = redo(app, BY, first.paper_id, RULES)
    assert outcome.status == "stored"
    record = app.archive.load(first.paper_id)
    assert record.version == outdated.version + 1
    assert record.fields == first.fields
    assert app.archive.load(first.paper_id, outdated.version) == outdated
    searchable = record.rendition(RenditionKind.SEARCHABLE)
    assert searchable is not None
    verdict = verify_pdf(
        app.archive.file(record.paper_id, searchable), Trust.from_files([app.trust])
    )
    assert verdict.valid
    assert verdict.record is not None
    assert verdict.record.fields == first.fields
    assert redo(app, BY, first.paper_id, RULES).status == "already_on_file"


def test_what_comes_out_the_same_is_not_written(app: App, first: PaperRecord) -> None:
    newest = app.archive.load(first.paper_id)
    changed = newest.model_copy(update={"version": newest.version + 1, "rules": "0" * 12})
    before = app.archive.revise(changed).record
    estimate = try_some(app, RULES, [before], 1)
    assert estimate.changed == 0.0
    assert redo(app, BY, first.paper_id, RULES).status == "already_on_file"
    assert app.archive.load(first.paper_id) == before


def test_a_persons_word_outlasts_newer_rules(app: App, outdated: PaperRecord) -> None:
    name = next(n for n, f in outdated.fields.items() if f.value == "SAI")
    said = outdated.fields[name].model_copy(
        update={
            "value": "ĐÚNG",
            "state": FieldState.CONFIRMED,
            "confirmed": Confirmation(operator="thu", at=NOW),
        }
    )
    confirmed = app.archive.revise(
        outdated.model_copy(
            update={
                "version": outdated.version + 1,
                "fields": {**outdated.fields, name: said},
            }
        )
    ).record
    assert redo(app, BY, outdated.paper_id, RULES).status == "already_on_file"
    other = confirmed.classification.model_copy(update={"paper_type": "passport"})
    app.archive.revise(
        confirmed.model_copy(update={"version": confirmed.version + 1, "classification": other})
    )
    with pytest.raises(ConfirmedElsewhereError):
        redo(app, BY, outdated.paper_id, RULES)


def test_only_types_and_doubts_that_are_asked_for(app: App, outdated: PaperRecord) -> None:
    own = outdated.classification.paper_type
    assert len(list(candidates(app, Search(RULES, {own})))) == 1
    assert list(candidates(app, Search(RULES, {"passport"}))) == []
    assert list(candidates(app, Search(RULES, {own}, below=0.0))) == []
    assert len(list(candidates(app, Search(RULES, {own}, below=1.01)))) == 1


def test_a_plan_to_do_papers_again(batches: Batches, first: PaperRecord) -> None:
    batch = plan_again(batches, "rules-2", "birth certificates", RULES, [first], "thu")
    assert (batch.kind, batch.counts.waiting) == (RULES, 1)
    (item,) = batches.waiting("rules-2", 0)
    assert (item.paper_id, item.reference) == (first.paper_id, "1")
