"""A paper at the desk: looked at, read, settled by people, signed; put right where it was not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import cv2
import pytest

from app.acting import Caller
from app.desk.answers import Answer
from app.desk.dossiers.compare import hold_against_dossier
from app.desk.drafts import draft_of, save_draft
from app.desk.regroup import regroup, rescan
from app.desk.settle import check, review, send_back
from app.desk.sign import sign
from app.desk.unblock import give_back, keep_as_is, retry
from app.desk.work import work_once
from app.errors import SamePersonError
from app.installation import App
from app.papers.digitizing.steps import ReadPaper
from app.papers.hand_in import hand_in
from app.settings import Settings
from pipeline.errors import ModelError
from pipeline.intake.receive import receive
from pipeline.stack.compose import compose
from schemas.errors import MotlanError
from schemas.papers.registry import UNKNOWN
from schemas.record.evidence import FieldState
from schemas.record.intake import Intake
from schemas.record.page import Grade
from schemas.record.paper import Classification, FormOfPaper, PaperRecord
from storage.audit.chain import Action
from storage.desk.corrections import corrections_of
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind
from storage.errors import DeskConflictError, ObjectMissingError, StoreUnavailableError
from tests.conftest import SAMPLES
from tests.web.papers import spoiled

AN, BINH = Caller("an"), Caller("binh")
INTAKE = Intake(
    dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
    form_of_paper=FormOfPaper.ORIGINAL,
    dossier="H26.12-261122-0002",
    operator="an",
)


@pytest.fixture
def desk_app(app: App, tmp_path: Path) -> App:
    """An installation with a store of its own; the reader is that of all tests."""
    return App(Settings(home=tmp_path), reader=app.reader, authority=app.authority)


def put_in(app: App, data: bytes, place: int = 0) -> DeskPaper:
    kept = hand_in(app, AN, data, "giấy", INTAKE, branch="H26.12", station="Q1", place=place)
    return kept.paper


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def blurred(name: str) -> bytes:
    picture = cv2.imread(str(SAMPLES / name))
    small = cv2.GaussianBlur(picture, (0, 0), 6)
    return bytes(cv2.imencode(".jpg", small)[1])


def work(app: App) -> None:
    while work_once(app, "worker"):
        pass


def test_a_paper_is_read_settled_and_signed(desk_app: App, tmp_path: Path) -> None:
    app = desk_app
    data = spoiled(tmp_path).read_bytes()
    paper = put_in(app, data)
    assert work_once(app, "worker")
    assert app.pictures.path(paper.paper_id, 1, "nho") is not None
    work(app)
    read = app.desk.get(paper.paper_id)
    assert (read.state, read.paper_type) == (DeskState.TO_REVIEW, "birth_certificate")
    draft = draft_of(app, read)
    doubtful = [n for n, f in draft.record.fields.items() if f.state is FieldState.REVIEW]
    assert {"sex", "registered_on"} <= set(doubtful)
    assert read.doubts == len(doubtful)

    answers = {name: Answer("") for name in doubtful}
    answers["birth_date"] = Answer("32/12/2015")
    same, found = review(app, AN, read, answers)
    assert same == read
    assert list(found.problems) == ["birth_date"]

    answers = {name: Answer("") for name in doubtful}
    answers["number"] = Answer("999/2016")
    settled, found = review(app, AN, read, answers)
    assert (settled.state, settled.reviewed_by) == (DeskState.TO_SIGN, "an")
    number = draft_of(app, settled).record.fields["number"]
    assert (number.value, number.state, number.raw) == (
        "999/2016",
        FieldState.CONFIRMED,
        draft.record.fields["number"].raw,
    )
    kept = {c.field: c for c in corrections_of(app.desk.database, paper.paper_id)}
    assert kept["number"].changed
    assert kept["number"].polygon == draft.record.fields["number"].polygon

    with pytest.raises(DeskConflictError):
        sign(app, AN, read)
    outcome = sign(app, AN, settled)
    assert outcome.status == "stored"
    record = app.archive.load(paper.paper_id)
    assert record.value("number") == "999/2016"
    assert not record.needs_review
    signed = app.desk.get(paper.paper_id)
    assert (signed.state, signed.signed_by) == (DeskState.SIGNED, "an")
    with pytest.raises(ObjectMissingError):
        draft_of(app, signed)
    again = put_in(app, data)
    assert again.state is DeskState.SIGNED
    events = [entry.event for entry in app.audit.entries()]
    assert [(event.action, event.actor) for event in events] == [
        (Action.UPLOAD, "an"),
        (Action.DIGITIZE, "worker"),
        (Action.REVIEW, "an"),
        (Action.SIGN, "an"),
        (Action.UPLOAD, "an"),
    ]
    assert {event.paper_id for event in events} == {paper.paper_id}
    assert "number" in events[2].fields


def test_papers_that_need_it_are_checked_by_another_person(
    desk_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk_app
    monkeypatch.setattr("app.desk.settle.needs_four_eyes", lambda *_: True)
    paper = put_in(app, sample("cong-van.jpg"))
    work(app)
    read = app.desk.get(paper.paper_id)
    seen, _ = review(app, AN, read, _all_right(app, read))
    if read.state is DeskState.TO_SIGN:  # nothing was in doubt: it would be signed without review
        seen = app.desk.move(seen, DeskState.TO_CHECK, EventKind.REVIEWED, "an", reviewed_by="an")
    assert seen.state is DeskState.TO_CHECK
    with pytest.raises(SamePersonError):
        check(app, AN, seen, {})
    checked, _ = check(app, BINH, seen, {"number": Answer("99/UBND-VP")})
    assert (checked.state, checked.checked_by) == (DeskState.TO_SIGN, "binh")
    back = send_back(app, Caller("chi"), checked)
    assert (back.state, back.checked_by) == (DeskState.TO_REVIEW, None)
    kinds = [event.kind for event in app.desk.events(paper.paper_id)]
    assert kinds[-3:] == [EventKind.REVIEWED, EventKind.CHECKED, EventKind.SENT_BACK]


def _all_right(app: App, paper: DeskPaper) -> dict[str, Answer]:
    fields = draft_of(app, paper).record.fields
    return {n: Answer(f.raw or "") for n, f in fields.items() if f.state is FieldState.REVIEW}


def test_a_paper_of_no_known_type_is_kept_when_a_person_says_so(desk_app: App) -> None:
    app = desk_app
    paper = put_in(app, sample("cong-van.jpg"))
    unknown = Classification(paper_type=UNKNOWN, confidence=0, reason="không có tiêu đề")
    values = {"paper_id": paper.paper_id, "size": 1, "media_type": "image/jpeg"}
    times = {"received_at": INTAKE.received_at, "processed_at": INTAKE.received_at}
    record = PaperRecord(**values, **times, software="x", classification=unknown)
    draft = save_draft(app.archive.store, ReadPaper(record, ()))
    seen = app.desk.move(paper, DeskState.TO_REVIEW, EventKind.READ, "motlan", draft=draft)
    still, _ = review(app, AN, seen, {})
    assert (still.state, still.doubts) == (DeskState.TO_REVIEW, 1)
    done, _ = review(app, AN, still, {}, no_type=True)
    assert done.state is DeskState.TO_SIGN
    assert draft_of(app, done).record.needs_review


def test_a_paper_over_which_processes_die_is_given_up(desk_app: App) -> None:
    app = desk_app
    paper = put_in(app, sample("cong-van.jpg"))
    for _ in range(3):  # taken, and never brought back
        assert app.desk.claim("dead", -1, [DeskState.WAITING])
    assert work_once(app, "worker")
    failed = app.desk.get(paper.paper_id)
    assert (failed.state, failed.error_code) == (DeskState.FAILED, "E-DESK-GIVEN-UP")


def test_a_blurred_page_is_scanned_again(desk_app: App) -> None:
    app = desk_app
    bad = put_in(app, blurred("quyet-dinh-fax.tiff"))
    work(app)
    seen = app.desk.get(bad.paper_id)
    assert seen.state is DeskState.RESCAN
    assert seen.pages[0].quality.grade is Grade.SCAN_AGAIN
    assert keep_as_is(app, AN, seen).state is DeskState.READING
    seen = app.desk.get(bad.paper_id)
    new = rescan(app, AN, seen, sample("quyet-dinh.pdf"), "quét lại.pdf")
    assert new.state is DeskState.WAITING
    gone = app.desk.get(bad.paper_id)
    assert (gone.state, gone.replaced_by) == (DeskState.REPLACED, new.paper_id)
    assert app.pictures.path(bad.paper_id, 1, "nho") is None
    assert app.archive.original(bad.paper_id)  # what came in stays


def test_pages_are_put_in_order_parted_and_given_back(desk_app: App) -> None:
    app = desk_app
    paper = put_in(app, sample("quyet-dinh.pdf"), place=1)
    other = put_in(app, sample("cong-van.jpg"), place=2)
    while work_once(app, "worker"):
        seen = [app.desk.get(p.paper_id) for p in (paper, other)]
        if all(p.pages for p in seen):
            break
    first, second = ((paper.paper_id, n) for n in (1, 2))
    made = regroup(app, AN, seen, [[second], [(other.paper_id, 1), first]])
    assert [p.state for p in made] == [DeskState.WAITING] * 2
    assert [p.place for p in made] == [1, 2]
    states = {app.desk.get(p.paper_id).state for p in seen}
    assert states == {DeskState.REPLACED}
    while not app.desk.get(made[1].paper_id).pages:
        assert work_once(app, "worker")
    joined = app.desk.get(made[1].paper_id)
    assert [page.number for page in joined.pages] == [1, 2]
    assert regroup(app, AN, [joined], [[(joined.paper_id, 1), (joined.paper_id, 2)]]) == [joined]
    gone = give_back(app, AN, joined)
    assert gone.state is DeskState.REJECTED
    with pytest.raises(DeskConflictError):
        regroup(app, AN, [gone], [[(gone.paper_id, 1)]])


def test_a_damaged_file_fails_with_its_reason_and_can_be_tried_again(desk_app: App) -> None:
    app = desk_app
    paper = put_in(app, sample("cong-van.jpg")[:30_000])
    work(app)
    failed = app.desk.get(paper.paper_id)
    assert (failed.state, failed.error_code) == (DeskState.FAILED, "E-INPUT-DAMAGED")
    again = retry(app, AN, failed)
    assert (again.state, again.error_code, again.attempts) == (DeskState.WAITING, None, 0)


def test_papers_of_one_dossier_are_held_against_each_other(desk_app: App, tmp_path: Path) -> None:
    app = desk_app
    first = put_in(app, spoiled(tmp_path).read_bytes())
    work(app)
    read = app.desk.get(first.paper_id)
    draft = draft_of(app, read)
    # The same certificate once more, on which the name was another.
    other = _renamed(app, read, draft)
    held = hold_against_dossier(app, other)
    assert any(r.rule == "dossier.name" for r in held.fields["full_name"].rules)
    assert held.fields["full_name"].state is FieldState.REVIEW
    elsewhere = other.model_copy(update={"dossier": "H26.12-261122-0009"})
    assert hold_against_dossier(app, elsewhere) == elsewhere
    # Papers that never lay on the desk count as well.
    now = draft_of(app, app.desk.get(first.paper_id)).record
    on_file = now.model_copy(update={"dossier": elsewhere.dossier})
    app.archive.save(on_file, app.archive.original(first.paper_id), (), draft.pages)
    assert hold_against_dossier(app, elsewhere).fields == held.fields


def _renamed(app: App, read: DeskPaper, draft: ReadPaper) -> PaperRecord:
    """Another paper of the dossier: same number, another name."""
    known = {"value": "001215012345", "state": FieldState.ACCEPTED}
    fields = dict(draft.record.fields)
    fields["personal_id"] = fields["personal_id"].model_copy(update=known)
    kept = ReadPaper(draft.record.model_copy(update={"fields": fields}), draft.pages)
    app.desk.move(
        read,
        read.state,
        EventKind.REVIEWED,
        "an",
        draft=save_draft(app.archive.store, kept),
    )
    name = {"value": "LÊ VĂN KHÁC", "state": FieldState.ACCEPTED}
    fields["full_name"] = fields["full_name"].model_copy(update=name)
    return draft.record.model_copy(update={"paper_id": "f" * 64, "fields": fields})


@pytest.mark.exhaustive
def test_a_stack_without_sheets_is_parted_by_its_titles(desk_app: App) -> None:
    app = desk_app
    names = ("giay-khai-sinh-1.jpg", "cong-van.jpg")
    files = [receive(sample(name), name) for name in names]
    stack = compose([(file, 1) for file in files], "xấp")
    whole = put_in(app, stack.data)
    work(app)
    old = app.desk.get(whole.paper_id)
    assert (old.state, old.replaced_by is None) == (DeskState.REPLACED, False)
    parts = [p for p in app.desk.find(dossier=INTAKE.dossier) if p.state is not old.state]
    assert {p.paper_type for p in parts} == {"birth_certificate", "administrative_document"}

    # What a person puts together stays together.
    (joined,) = regroup(app, AN, parts, [[(p.paper_id, 1) for p in parts]])
    work(app)
    assert app.desk.get(joined.paper_id).state is not DeskState.REPLACED


def test_a_damaged_model_or_a_silent_store_costs_no_paper_an_attempt(
    desk_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk_app
    paper = put_in(app, sample("giay-khai-sinh-1.jpg"))
    for error in (ModelError(), StoreUnavailableError()):

        def fail(*_: object, error: MotlanError = error) -> None:
            raise error

        monkeypatch.setattr("app.desk.work._step", fail)
        for _ in range(6):
            with pytest.raises(type(error)):
                work_once(app, "worker")
    (waits,) = app.desk.find()
    assert (waits.paper_id, waits.state, waits.attempts) == (
        paper.paper_id,
        DeskState.WAITING,
        0,
    )
