"""Doubts of papers on file come to a person, and are settled for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.acting import Caller
from app.desk.answers import Answer
from app.desk.reopen import reopen, reopen_some
from app.desk.settle import review
from app.desk.sign import sign
from app.desk.work import work_once
from app.installation import App
from app.papers.hand_in import hand_in
from app.papers.life.correct import correct
from app.papers.reuse import reuse
from app.settings import Settings
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.intake import Intake
from schemas.record.page import Grade
from schemas.record.paper import FormOfPaper, PageInfo, PaperRecord, Withheld
from storage.desk.desk_papers import DeskState
from storage.errors import DeskConflictError
from storage.papers.archive import PaperFile
from tests.storage.records import NOW, original, paper_id, reading, record

PERSON = "001315012345"
BY = Caller("an", "an", agency="H26.12", purpose="kiểm thử", procedure="1.004884", dossier="H26.1")
SAID = {"personal_id": PERSON, "full_name": "TRẦN THỊ ĐÀO", "number": "47/2015"}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """An installation in which nothing has to be sealed."""

    def unsealed(*_: object, **__: object) -> list[PaperFile]:
        return []

    monkeypatch.setattr("app.desk.sign.seal_again", unsealed)
    monkeypatch.setattr(App, "sealer", property(lambda _: unsealed))
    monkeypatch.setattr(App, "signers", property(lambda _: None))
    with App(Settings(home=tmp_path)) as app:
        yield app


def doubtful(number: int, **more: Any) -> PaperRecord:
    page = PageInfo(number=1, width=10, height=10, dpi=200)
    whole = record(number, "birth_certificate", fields=SAID, pages=(page,), dossier="H26.1", **more)
    unsure = FieldEvidence(value="2015-03-01", state=FieldState.REVIEW, confidence=0.4)
    return whole.model_copy(update={"fields": {**whole.fields, "birth_date": unsure}})


def keep(app: App, *records: PaperRecord) -> None:
    for number, one in enumerate(records, start=1):
        app.archive.save(one, original(number), (), [reading()])


def settle(app: App, number: int, value: str = "01/03/2015") -> None:
    seen = app.desk.get(paper_id(number))
    done, found = review(app, BY, seen, {"birth_date": Answer(value)})
    assert not found.problems
    assert done.state is DeskState.TO_SIGN
    sign(app, BY, done)


def test_what_a_person_settles_is_the_next_version(app: App) -> None:
    keep(app, doubtful(1))
    paper = reopen(app, BY, paper_id(1), branch="H26.12")
    assert (paper.state, paper.doubts, paper.branch) == (DeskState.TO_REVIEW, 1, "H26.12")
    assert [page.quality.grade for page in paper.pages] == [Grade.GOOD]
    assert reopen(app, BY, paper_id(1)).revision == paper.revision
    settle(app, 1)
    assert app.desk.get(paper_id(1)).state is DeskState.SIGNED
    kept = app.archive.load(paper_id(1))
    assert (kept.version, kept.needs_review) == (2, False)
    assert kept.fields["birth_date"].state is FieldState.CONFIRMED
    assert app.index.in_doubt() == ()
    with pytest.raises(DeskConflictError):
        reopen(app, BY, paper_id(1))


def test_a_settled_paper_with_a_new_doubt_is_not_ready_to_sign(app: App) -> None:
    keep(app, doubtful(1))
    seen = reopen(app, BY, paper_id(1))
    ready, _ = review(app, BY, seen, {"birth_date": Answer("01/03/2015")})
    assert ready.state is DeskState.TO_SIGN
    again, found = review(app, BY, ready, {"birth_date": Answer("01/03/2016", sure=True)})
    assert not found.problems
    assert again.doubts
    assert again.state is DeskState.TO_REVIEW


def test_what_others_changed_meanwhile_stays(app: App) -> None:
    keep(app, doubtful(1))
    reopen(app, BY, paper_id(1))
    correct(app, BY, paper_id(1), {"full_name": "TRẦN THỊ ĐÀO A"})
    settle(app, 1)
    kept = app.archive.load(paper_id(1))
    assert (kept.version, kept.value("full_name")) == (3, "TRẦN THỊ ĐÀO A")
    assert not kept.needs_review


def test_a_reuse_check_brings_the_paper_that_it_would_need(app: App) -> None:
    keep(app, doubtful(1, form_of_paper=FormOfPaper.ORIGINAL), record(2, "birth_certificate"))
    app.case_dossiers.open(BY.dossier, BY.procedure, "H26.12", "case-system")
    reuse(app, BY, PERSON)
    (paper,) = app.desk.find(states=[DeskState.TO_REVIEW])
    assert (paper.paper_id, paper.branch) == (paper_id(1), "H26.12")


def test_handed_in_again_it_is_looked_at(app: App) -> None:
    keep(app, doubtful(1))
    hand_in(app, BY, original(1), "a.pdf", Intake(NOW, dossier="H26.1"), branch="b", station="q")
    assert work_once(app, "reader")
    assert app.desk.get(paper_id(1)).state is DeskState.TO_REVIEW
    seen = app.desk.get(paper_id(1))
    assert seen.dossier == "H26.1"
    settle(app, 1)
    hand_in(app, BY, original(1), "a.pdf", Intake(NOW, dossier="H26.2"), branch="b", station="q")
    assert app.desk.get(paper_id(1)).state is DeskState.SIGNED


def test_by_type_and_by_lot(app: App) -> None:
    other = doubtful(3).model_copy(update={"dossier": "H26.3"})
    unknown = record(4, "unknown")
    keep(app, doubtful(1), doubtful(2), other, unknown)
    assert app.index.doubts_by_type() == {"birth_certificate": 3}
    assert reopen_some(app, BY, ["id_card"]) == []
    assert [p.paper_id for p in reopen_some(app, BY, limit=1)] == [paper_id(1)]
    by_lot = min(paper_id(n) for n in (1, 2, 3))
    assert [p.paper_id for p in reopen_some(app, BY, limit=1, sample=True)] == [by_lot]


def test_without_a_picture_nobody_can_look(app: App) -> None:
    rule = Withheld(rule="x", reference="NĐ", at=NOW)
    app.archive.save_values(doubtful(1).model_copy(update={"withheld": rule}), [reading()])
    with pytest.raises(DeskConflictError):
        reopen(app, BY, paper_id(1))
    assert reopen_some(app, BY) == []
