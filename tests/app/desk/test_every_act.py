"""Whatever several people do at the desk, in any order: no paper is lost, none is signed unseen,
and every paper has a way on to its signature."""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.acting import Caller
from app.desk import regroup, settle, unblock, work
from app.desk import sign as signing
from app.desk.answers import Answer
from app.desk.dossiers import take
from app.desk.drafts import draft_of, save_draft
from app.installation import App
from app.papers.digitizing.steps import ReadPaper
from app.papers.hand_in import hand_in
from app.settings import Settings
from pipeline.intake.receive import Received, receive
from schemas.errors import MotlanError
from schemas.law.review_rules import needs_four_eyes
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.intake import Intake
from schemas.record.page import Grade, PageQuality
from schemas.record.reading import PageReading
from storage.desk.chains import dead_ends
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind, JudgedPage
from tests.storage.records import record

PEOPLE = ("an", "bich", "chi")
PICTURE = cv2.imencode(".jpg", np.full((8, 8, 3), 255, np.uint8))[1].tobytes()
AT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
GOOD = PageQuality(grade=Grade.GOOD, dpi=200)
ONE_PERSON, TWO_PEOPLE = "administrative_document", "land_certificate"
_numbers = itertools.count(1)
people = st.sampled_from(PEOPLE)


def picture() -> bytes:
    return PICTURE + f"\n{next(_numbers)}".encode()


def by(name: str) -> Caller:
    return Caller(name, officer=name, purpose="thử")


class Reader:
    """Does in place of the networks what a test wants."""

    outcome = "fine"

    def step(self, app: App, paper: DeskPaper, worker: str) -> None:
        if self.outcome == "fails":
            raise MotlanError()
        if paper.state is DeskState.WAITING:
            bad = self.outcome == "blurred"
            state, kind = (
                (DeskState.RESCAN, EventKind.RESCAN_ASKED)
                if bad
                else (DeskState.READING, EventKind.JUDGED)
            )
            app.desk.move(paper, state, kind, "motlan", pages=[JudgedPage(number=1, quality=GOOD)])
            return
        self._read(app, paper)

    def _read(self, app: App, paper: DeskPaper) -> None:
        kind = TWO_PEOPLE if self.outcome == "two" else ONE_PERSON
        doubtful = self.outcome != "sure"
        state = FieldState.REVIEW if doubtful else FieldState.ACCEPTED
        found = {"agency": FieldEvidence(value="1", raw="1", state=state, confidence=0.5)}
        known = record(1, kind, paper_id=paper.paper_id).model_copy(update={"fields": found})
        size = {"width": 8, "height": 8, "dpi": 200}
        page = PageReading(number=1, **size, rotation=0, skew=0, blank=True)
        app.desk.move(
            paper,
            DeskState.TO_REVIEW if doubtful else DeskState.TO_SIGN,
            EventKind.READ,
            "motlan",
            paper_type=kind,
            doubts=int(doubtful),
            detail="doubts" if doubtful else "",
            draft=save_draft(app.archive.store, ReadPaper(known, (page,))),
        )


def answers(app: App, seen: DeskPaper) -> dict[str, Answer]:
    fields = draft_of(app, seen).record.fields
    return {n: Answer("", sure=True) for n, f in fields.items() if f.state is FieldState.REVIEW}


ACTS: dict[str, Callable[[App, str, DeskPaper], object]] = {
    "keep": lambda app, who, seen: unblock.keep_as_is(app, by(who), seen),
    "retry": lambda app, who, seen: unblock.retry(app, by(who), seen),
    "give back": lambda app, who, seen: unblock.give_back(app, by(who), seen),
    "take back": lambda app, who, seen: unblock.take_back(app, by(who), seen),
    "take in": lambda app, who, seen: take.take_into_dossier(app, by(who), seen),
    "review": lambda app, who, seen: settle.review(app, by(who), seen, answers(app, seen)),
    "look only": lambda app, who, seen: settle.review(app, by(who), seen, {}),
    "check": lambda app, who, seen: settle.check(app, by(who), seen, answers(app, seen)),
    "send back": lambda app, who, seen: settle.send_back(app, by(who), seen),
    "retype": lambda app, who, seen: settle.retype(app, by(who), seen, TWO_PEOPLE),
    "sign": lambda app, who, seen: signing.sign(app, by(who), seen),
    "scan again": lambda app, who, seen: regroup.rescan(app, by(who), seen, picture(), "lại"),
    "same scan": lambda app, who, seen: regroup.rescan(app, by(who), seen, PICTURE, "lại"),
    "regroup": lambda app, who, seen: regroup.regroup(
        app, by(who), [seen], [[(seen.paper_id, 1), (seen.paper_id, 1)]]
    ),
    "drop pages": lambda app, who, seen: regroup.regroup(app, by(who), [seen], []),
}


class Desk(RuleBasedStateMachine):
    """Three people and a reading process, at the papers of one dossier."""

    app: App
    reader: Reader
    seen = Bundle("seen")

    def __init__(self) -> None:
        super().__init__()
        self.dossier = f"H26.12-261122-{next(_numbers):04}"
        self.handed_in: dict[str, bytes] = {}

    @rule(target=seen, who=people, apart=st.booleans())
    def hand_in(self, who: str, apart: bool) -> DeskPaper:
        return self._hand_in(picture(), who, apart=apart)

    @rule(target=seen, who=people, paper=seen)
    def hand_in_again(self, who: str, paper: DeskPaper) -> DeskPaper:
        data = self.handed_in.get(paper.paper_id)
        return self._hand_in(data, who) if data else paper

    def _hand_in(self, data: bytes, who: str, *, apart: bool = False) -> DeskPaper:
        intake = Intake(AT, dossier=self.dossier, operator=who)
        made = hand_in(
            self.app, by(who), data, "giấy", intake, branch="H26.12", station="Q1", apart=apart
        )
        paper = made.paper
        self.handed_in[paper.paper_id] = data
        return paper

    @rule(outcome=st.sampled_from(("fine", "two", "sure", "blurred", "fails")))
    def work(self, outcome: str) -> None:
        self.reader.outcome = outcome
        work.work_once(self.app, "máy")

    @rule(target=seen, paper=seen)
    def look_again(self, paper: DeskPaper) -> DeskPaper:
        return self.app.desk.get(paper.paper_id)

    @rule(target=seen, who=people, act=st.sampled_from(sorted(ACTS)), paper=consumes(seen))
    def act(self, who: str, act: str, paper: DeskPaper) -> DeskPaper:
        """Do something with a paper as it was seen, which may be long ago."""
        with suppress(MotlanError):  # refused: nothing may have changed, as `holds` sees
            ACTS[act](self.app, who, paper)
        return self.app.desk.get(paper.paper_id)

    @rule(target=seen)
    def find_another(self) -> DeskPaper:
        found = self.app.desk.find(dossier=self.dossier)
        return found[-1] if found else self.hand_in_first()

    def hand_in_first(self) -> DeskPaper:
        return self._hand_in(picture(), "an")

    @invariant()
    def holds(self) -> None:
        rows = {paper.paper_id: paper for paper in self.app.desk.find(dossier=self.dossier)}
        assert self.handed_in.keys() <= rows.keys(), "a paper is gone"
        assert not set(dead_ends(self.app.desk.database)) & rows.keys(), "replaced by nothing"
        for paper in rows.values():
            if paper.state is DeskState.SIGNED:
                self._was_seen(paper)

    def _was_seen(self, paper: DeskPaper) -> None:
        """Nobody signs what nobody looked at since it was last in doubt."""
        events = self.app.desk.events(paper.paper_id)
        read = max(i for i, e in enumerate(events) if e.kind is EventKind.READ)
        asked = [
            i
            for i, e in enumerate(events)
            if i >= read
            and (
                (e.kind is EventKind.READ and e.detail)
                or e.kind in (EventKind.CORRECTED, EventKind.SENT_BACK)
            )
        ]
        last = max(asked, default=-1)
        seen = [e for e in events[last + 1 :] if e.kind is EventKind.REVIEWED]
        assert last < 0 or seen, "signed without a look"
        assert not paper.apart, "signed though nobody took it in"
        assert events[-1].kind is EventKind.SIGNED
        assert events[-1].actor in PEOPLE
        if last >= 0 and needs_four_eyes(paper.paper_type or "", self.app.today()):
            checked = [e for e in events[last + 1 :] if e.kind is EventKind.CHECKED]
            assert checked, "signed by one pair of eyes"
            assert checked[-1].actor != paper.reviewed_by, "one person was both pairs of eyes"

    def teardown(self) -> None:
        """Every paper that is still open can be brought to its signature."""
        self.reader.outcome = "fine"
        for paper in self.app.desk.find(dossier=self.dossier):
            for _ in range(12):
                now = self.app.desk.get(paper.paper_id)
                if not now.is_open:
                    break
                self._on(now)
            assert not self.app.desk.get(paper.paper_id).is_open, (now.state, "no way on")

    def _on(self, now: DeskPaper) -> None:
        other = next(name for name in PEOPLE if name != now.reviewed_by)
        if now.state in (DeskState.WAITING, DeskState.READING):
            while work.work_once(self.app, "máy"):
                pass
        elif now.apart:
            ACTS["take in"](self.app, "an", now)
        else:
            next_act = {
                DeskState.RESCAN: "keep",
                DeskState.FAILED: "retry",
                DeskState.TO_REVIEW: "review",
                DeskState.TO_CHECK: "check",
                DeskState.TO_SIGN: "sign",
            }[now.state]
            ACTS[next_act](self.app, other, now)


def composed(sheets: list[object], name: str) -> Received:
    return receive(picture(), name)


@pytest.mark.slow
def test_nothing_is_lost_nor_signed_unseen_nor_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader()
    monkeypatch.setattr(work, "_step", reader.step)
    monkeypatch.setattr(regroup, "compose", composed)
    monkeypatch.setattr(signing, "signers_of", lambda app, by: None)
    done = SimpleNamespace(record=None, note="")
    monkeypatch.setattr(signing, "seal_record", lambda file, draft, app, signers: done)
    with tempfile.TemporaryDirectory() as home, App(Settings(home=Path(home))) as app:
        machine = type("OneDesk", (Desk,), {"app": app, "reader": reader})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=6,
                stateful_step_count=25,
                deadline=None,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            ),
        )
