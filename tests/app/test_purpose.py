"""People are asked about for an open dossier that needs it, a few at a time; never by agents."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.acting import AT_MACHINE, Asking, Caller
from app.desk.dossiers.lookup import find_named, look_up
from app.desk.dossiers.open import open_dossier, without_answers
from app.desk.dossiers.register import register_dossier
from app.errors import PurposeError, TooManyPersonsError
from app.forms.fill import fill_form
from app.installation import App
from app.papers.look import find, read_fields
from app.papers.reuse import Decision, decide_reuse, reuse
from app.settings import Settings
from pipeline.seal.verification.trust import Trust
from schemas.record.paper import FormOfPaper
from storage.audit.chain import Action
from storage.desk.dossiers import Dossier
from storage.papers.search.index import PaperQuery
from tests.storage.records import NOW, original, paper_id, record

PERSON, STRANGER = "001190012345", "001190099999"
NAME, BIRTH = "TRẦN THỊ ĐÀO", "1990-03-01"
BRANCH, DOSSIER, PROCEDURE = "H26.12", "H26.12-261130-0001", "1.004884"
BY = Caller("an", "an", BRANCH, "tra cứu", procedure=PROCEDURE, dossier=DOSSIER)
SYSTEM = dataclasses.replace(BY, actor="case-system")
PARTS = {"sealer": lambda _record, _pages: (), "verifier": Trust(())}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with _installation(tmp_path) as made:
        yield made


def _installation(folder: Path, **settings: object) -> App:
    made = App(Settings(home=folder, trial=False, **settings), clock=lambda: NOW, **PARTS)  # type: ignore[arg-type]
    fields = {"personal_id": PERSON, "full_name": NAME, "birth_date": BIRTH, "number": "4/2015"}
    kept = record(1, "birth_certificate", fields=fields, form_of_paper=FormOfPaper.ORIGINAL)
    made.archive.save(kept, original(1), ())
    _open(made)
    return made


def _open(app: App, dossier: str = DOSSIER, procedure: str = PROCEDURE) -> None:
    form = FormOfPaper.ORIGINAL
    app.dossiers.open(dossier, procedure, form, (), branch=BRANCH, station="Q1", operator="an")


QUESTIONS: dict[str, Callable[[App, Caller], object]] = {
    "reuse": lambda a, by: reuse(a, by, PERSON),
    "look up": lambda a, by: look_up(a, by, PERSON),
    "find": lambda a, by: find(a, by, PaperQuery(subject_id=PERSON)),
    "find by number of a paper": lambda a, by: find(a, by, PaperQuery(number="4/2015")),
    "find by name": lambda a, by: find_named(a, by, NAME),
    "decide": lambda a, by: decide_reuse(a, by, Decision(1, "x", paper_id(1), accepted=True)),
    "read": lambda a, by: read_fields(a, by, a.archive.load(paper_id(1)), ["number"]),
}
WRONG = {
    "x": ({"dossier": "x"}, "not-open"),
    "another branch's": ({"dossier": "H26.99-991231-9999"}, "not-open"),
    "none": ({"dossier": ""}, "no-dossier"),
    "of another procedure": ({"procedure": "1.001193"}, "other-procedure"),
    "for another branch": ({"asking": Asking(branch="H26.13")}, "not-open"),
    "by an agent": ({"asking": Asking(allowed=False, branch=BRANCH)}, "no-answers"),
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("flaw", WRONG)
def test_without_a_dossier_that_needs_it_nothing_is_told(
    app: App, question: str, flaw: str
) -> None:
    changes, case = WRONG[flaw]
    with pytest.raises(PurposeError) as refusal:
        QUESTIONS[question](app, dataclasses.replace(BY, **changes))  # type: ignore[arg-type]
    assert refusal.value.case == case
    (entry,) = app.audit.entries()
    assert (entry.event.action, entry.event.outcome) == (Action.REFUSE, f"E-PURPOSE {case}")


@pytest.mark.parametrize("question", ["reuse", "look up", "find", "find by name", "read"])
def test_for_an_open_dossier_the_store_answers(app: App, question: str) -> None:
    assert QUESTIONS[question](app, dataclasses.replace(BY, asking=Asking(branch=BRANCH)))


def test_a_form_is_filled_for_an_open_dossier_only(app: App) -> None:
    _open(app, "H26.12-261130-0002", "1.004222")
    by = dataclasses.replace(BY, procedure="1.004222", dossier="H26.12-261130-0002")
    assert fill_form(app, by, "ct01", PERSON).code
    with pytest.raises(PurposeError):
        fill_form(app, dataclasses.replace(by, dossier="H26.12-261130-0003"), "ct01", PERSON)


def _begin(app: App, by: Caller, code: str) -> Dossier:
    form = FormOfPaper.ORIGINAL
    return open_dossier(app, by, code, PROCEDURE, form, subject=PERSON, branch=BRANCH, station="Q1")


def test_who_opens_a_dossier_may_ask_for_it_and_an_agent_may_not(app: App) -> None:
    assert _begin(app, BY, "H26.12-261130-0004").check is not None
    agent = dataclasses.replace(BY, actor="agent", asking=Asking(allowed=False))
    with pytest.raises(PurposeError, match="không được hỏi kho"):
        _begin(app, agent, "H26.12-261130-0005")


def test_an_agent_does_not_see_what_was_answered_to_a_clerk(app: App) -> None:
    opened = _begin(app, BY, "H26.12-261130-0004")
    assert any(c.paper_id for c in opened.components)
    plain = without_answers(app, opened)
    assert [c.component for c in plain.components] == [c.component for c in opened.components]
    assert not any(c.paper_id or c.found for c in plain.components)
    assert plain.check is None


def test_the_word_of_the_case_system_counts(app: App) -> None:
    reuse(app, BY, PERSON)
    register_dossier(app, SYSTEM, BRANCH)
    reuse(app, BY, PERSON)
    register_dossier(app, SYSTEM, BRANCH, still_open=False)
    with pytest.raises(PurposeError) as refusal:
        reuse(app, BY, PERSON)
    assert refusal.value.case == "closed"
    register_dossier(app, SYSTEM, BRANCH)
    reuse(app, BY, PERSON)
    with pytest.raises(PurposeError, match="hệ thống khác"):
        register_dossier(app, dataclasses.replace(SYSTEM, actor="other"), BRANCH, still_open=False)
    bound = dataclasses.replace(SYSTEM, asking=Asking(branch="H26.13"))
    with pytest.raises(PurposeError):
        register_dossier(app, bound, BRANCH)


def test_a_desk_that_does_not_open_dossiers_asks_for_none_of_its_own(tmp_path: Path) -> None:
    with _installation(tmp_path, dossiers="case_system") as app:
        with pytest.raises(PurposeError):
            reuse(app, BY, PERSON)
        register_dossier(app, SYSTEM, BRANCH)
        assert reuse(app, BY, PERSON)


def test_a_dossier_of_long_ago_is_closed(app: App) -> None:
    app.clock = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=366)
    with pytest.raises(PurposeError) as refusal:
        reuse(app, BY, PERSON)
    assert refusal.value.case == "closed"


def test_more_people_than_a_dossier_has_are_not_told(tmp_path: Path) -> None:
    with _installation(tmp_path, persons_per_dossier=3) as app:
        for number in range(3):
            reuse(app, BY, f"00119001234{number}")
        with pytest.raises(TooManyPersonsError) as refusal:
            find(app, BY, PaperQuery(subject_id=PERSON))
        assert refusal.value.case == "dossier"
        assert list(app.audit.entries())[-1].event.outcome == "E-PURPOSE-PERSONS dossier"
        reuse(app, BY, "001190012342")  # again about somebody of the dossier
        with pytest.raises(TooManyPersonsError):
            reuse(app, dataclasses.replace(BY, actor="binh"), PERSON)
        assert app.asked_persons.most() == 3


def test_more_people_than_a_day_has_are_not_told(tmp_path: Path) -> None:
    with _installation(tmp_path, persons_per_day=3) as app:
        for number in range(4):
            _open(app, f"H26.12-261130-001{number}")
        several = [dataclasses.replace(BY, dossier=f"H26.12-261130-001{n}") for n in range(4)]
        for number, by in enumerate(several[:3]):
            reuse(app, by, f"00119001234{number}")
        with pytest.raises(TooManyPersonsError) as refusal:
            reuse(app, several[3], PERSON)
        assert refusal.value.case == "day"
        wider = dataclasses.replace(several[3], asking=Asking(persons_per_day=10))
        assert reuse(app, wider, PERSON)
        tomorrow = NOW + dt.timedelta(days=1, minutes=1)
        app.asked_persons._clock = lambda: tomorrow
        assert reuse(app, several[3], PERSON)


def test_a_number_alone_is_not_enough_where_more_is_asked_for(tmp_path: Path) -> None:
    with _installation(tmp_path, second_attribute=True) as app:
        for birth in ("", "1990"):  # the number itself tells the year
            with pytest.raises(PurposeError) as refusal:
                reuse(app, BY, PERSON, birth=birth)
            assert refusal.value.case == "second-attribute"
        for known in ({"name": "Trần Thị Đào"}, {"birth": "01/03/1990"}):
            answer = reuse(app, BY, PERSON, **known).answer  # type: ignore[arg-type]
            assert any(c.paper_id for c in answer.components)
        wrong = reuse(app, BY, PERSON, name="Lê Văn Tám").answer
        unknown = reuse(app, BY, STRANGER, name="Lê Văn Tám").answer
        assert wrong == unknown
        assert not any(c.paper_id or c.found for c in wrong.components)


def test_at_the_shell_papers_are_looked_for_without_a_dossier_but_nobody_is_asked_about(
    app: App,
) -> None:
    shell = Caller("motlan-cli", "root", procedure=PROCEDURE, asking=AT_MACHINE)
    assert find(app, shell, PaperQuery(subject_id=PERSON)).entries
    with pytest.raises(PurposeError):
        reuse(app, shell, PERSON)
    with pytest.raises(PurposeError):
        reuse(app, dataclasses.replace(shell, dossier="H26.12-261130-0009"), PERSON)
    assert reuse(app, dataclasses.replace(shell, dossier=DOSSIER), PERSON)
