"""A page of which nothing could be read, or whose way up is a guess, is signed by a person only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.acting import Caller
from app.desk import work
from app.desk.reopen import reopen
from app.desk.settle import review
from app.desk.sign import sign
from app.installation import App
from app.papers.digitizing import redo, steps
from app.papers.digitizing.steps import ReadPaper, seal_record
from app.settings import Settings
from pipeline.intake.receive import receive
from schemas.record.intake import Intake
from schemas.record.page import Defect, Grade, PageQuality
from schemas.record.paper import PageInfo, PaperRecord, RenditionKind
from storage.desk.desk_papers import DeskState, EventKind, JudgedPage
from storage.papers.archive import PaperFile
from tests.storage.records import NOW, original, paper_id, reading, record

BY = Caller("an", "an", agency="H26.12", purpose="kiểm thử")
GOOD = PageInfo(number=1, width=10, height=10, dpi=200, line_count=9)
UNREADABLE = PageInfo(
    number=2,
    width=10,
    height=10,
    dpi=200,
    blank=True,
    quality=PageQuality(grade=Grade.USABLE, defects=(Defect.UNREADABLE,), dpi=200),
)
GUESSED = GOOD.model_copy(update={"number": 2, "rotation_confidence": 0.5})
BLANK = GUESSED.model_copy(update={"blank": True, "line_count": 0})
SEALED: list[str] = []


def sealed(*_: object, **__: object) -> list[PaperFile]:
    SEALED.append("signed")
    return []


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """An installation that only counts what it would sign."""
    SEALED.clear()
    monkeypatch.setattr("app.desk.sign.seal_again", sealed)
    monkeypatch.setattr("app.papers.digitizing.redo.seal_again", sealed)
    monkeypatch.setattr(App, "signers", property(lambda _: None))
    with App(Settings(home=tmp_path)) as app:
        yield app


def with_page(page: PageInfo) -> PaperRecord:
    return record(1, pages=(GOOD, page))


@pytest.mark.parametrize(
    ("page", "unseen"), [(UNREADABLE, (2,)), (GUESSED, (2,)), (BLANK, ()), (GOOD, ())]
)
def test_such_a_page_needs_a_person(page: PageInfo, unseen: tuple[int, ...]) -> None:
    paper = with_page(page)
    assert (paper.unseen_pages, paper.needs_review) == (unseen, bool(unseen))


@pytest.mark.parametrize("page", [UNREADABLE, GUESSED])
def test_without_a_person_it_is_kept_unsigned_and_signed_when_one_has_looked(
    app: App, page: PageInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "seal_paper", sealed)
    paper = ReadPaper(with_page(page), (reading(),))
    outcome = seal_record(receive(original(1), "a.pdf"), paper, app)
    assert (outcome.status, SEALED) == ("stored", [])
    assert "trang 2" in (outcome.note or "")
    assert outcome.record is not None
    assert [made.kind for made in outcome.record.renditions] == [RenditionKind.ORIGINAL]
    waiting = reopen(app, BY, paper_id(1))
    assert (waiting.state, waiting.doubts) == (DeskState.TO_REVIEW, 1)
    done, _ = review(app, BY, waiting, {})
    assert (done.state, done.doubts) == (DeskState.TO_SIGN, 0)
    sign(app, BY, done)
    kept = app.archive.load(paper_id(1))
    assert (kept.version, kept.needs_review, SEALED) == (2, False, ["signed"])
    assert [p.seen_by for p in kept.pages] == [None, "an"]


@pytest.mark.parametrize(("seen_by", "signed"), [(None, []), ("an", ["signed"])])
def test_a_paper_read_anew_is_signed_only_if_such_a_page_was_seen(
    app: App, seen_by: str | None, signed: list[str]
) -> None:
    page = UNREADABLE.model_copy(update={"seen_by": seen_by})
    app.archive.save(with_page(page), original(1), (), [reading()])
    before = app.archive.load(paper_id(1))
    after = before.model_copy(update={"version": 2})
    outcome = redo._store(before, redo._Again(after, (reading(),)), app)
    assert (outcome.status, SEALED) == ("stored", signed)


def test_what_a_person_has_seen_stays_seen_when_it_is_read_anew(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = with_page(UNREADABLE.model_copy(update={"seen_by": "an"}))
    app.archive.save(seen, original(1), (), [reading()])
    read = ReadPaper(with_page(UNREADABLE), (reading(),))
    monkeypatch.setattr(redo, "read_paper", lambda *_: read)
    assert redo._read(app.archive.load(paper_id(1)), app).record.unseen_pages == ()


def test_at_the_desk_it_goes_to_review_and_its_verdict_is_told(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = PageQuality(grade=Grade.GOOD, dpi=200)
    judged = tuple(JudgedPage(number=number, quality=fine) for number in (1, 2))
    paper = app.desk.enqueue(paper_id(1), Intake(NOW), "H26.12", "Q1")
    paper = app.desk.move(paper, DeskState.READING, EventKind.JUDGED, "hệ thống", pages=judged)
    read = ReadPaper(with_page(UNREADABLE), (reading(),))
    monkeypatch.setattr(work, "original_of", lambda *_: receive(original(1), "a.pdf"))
    monkeypatch.setattr(work, "read_paper", lambda *_: read)
    monkeypatch.setattr(work, "is_sampled", lambda *_: False)
    work._read(app, paper, "worker")
    paper = app.desk.get(paper_id(1))
    assert (paper.state, paper.doubts) == (DeskState.TO_REVIEW, 1)
    assert [page.quality for page in paper.pages] == [fine, UNREADABLE.quality]
