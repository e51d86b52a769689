"""The decision about each component, from papers on file: pure, with papers made by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from schemas.law.procedures import Component, Condition, Obligation, Procedure
from schemas.papers.parties import PartyRole
from schemas.record.paper import FormOfPaper, PaperStatus
from schemas.record.persons import NamedPerson, PersonNumber
from schemas.text.subject_number import kind_of
from storage.database import Database
from storage.errors import UnknownProcedureError
from storage.papers.reuse.answers import Availability, ComponentAnswer, with_facts
from storage.papers.reuse.check import check_reuse
from storage.papers.reuse.judge import Beside, decide, judge_again
from storage.papers.reuse.subject import HashedSubject, KnownSubject, name_sign
from storage.papers.search.entries import IndexEntry
from storage.papers.search.index import PaperIndex
from tests.storage.records import NOW

DAY = dt.date(2026, 11, 22)
PERSON = "001090012345"
CHILD = "001215000001"
SUBJECT = KnownSubject.of(PERSON)


def person(
    *keys: str,
    role: PartyRole = PartyRole.OWNER,
    name: str | None = "Trần Thị Đào",
    birth: str | None = None,
) -> NamedPerson:
    numbers = tuple(PersonNumber(key, kind_of(key), "personal_id") for key in keys)
    return NamedPerson(role, role is PartyRole.OWNER, name, numbers, birth)


OF_CHILD = (person(CHILD), person(PERSON, role=PartyRole.MOTHER))

PAPER = IndexEntry(
    paper_id="a" * 64,
    version=1,
    paper_type="birth_certificate",
    status=PaperStatus.CURRENT,
    form_of_paper=FormOfPaper.ORIGINAL,
    needs_review=False,
    subject_id=PERSON,
    subject_name="Trần Thị Đào",
    persons=(person(PERSON),),
    number=None,
    name=None,
    agency=None,
    abstract=None,
    issued_on=dt.date(2026, 1, 1),
    valid_until=None,
    dossier=None,
    procedure=None,
    received_at=NOW,
)

COMPONENT = Component(
    key="birth", name="Giấy khai sinh", accepts=("birth_certificate",), legal_basis="Luật"
)
CONDITION = Condition(key="under_14", text="chưa đủ 14 tuổi")


def paper(**changes: Any) -> IndexEntry:
    return dataclasses.replace(PAPER, **changes)


PROCEDURE = Procedure(
    code="1.000001",
    name="Thử",
    level="Cấp xã",
    field="Thử",
    decision="1/QĐ",
    effective_from=DAY,
    components=(COMPONENT,),
)


def answers(
    components: list[Component], *papers: IndexEntry, **facts: bool
) -> tuple[ComponentAnswer, ...]:
    procedure = PROCEDURE.model_copy(update={"components": tuple(components)})
    return decide(procedure, papers, SUBJECT, DAY, facts).components


def answer(component: Component, *papers: IndexEntry, **facts: bool) -> ComponentAnswer:
    return answers([component], *papers, **facts)[0]


def changed(**values: Any) -> Component:
    return COMPONENT.model_copy(update=values)


def test_valid_original_is_on_file() -> None:
    found = answer(COMPONENT, PAPER)
    assert found.availability is Availability.ON_FILE_VALID
    assert (found.paper_id, found.legal_basis) == (PAPER.paper_id, "Luật")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"paper_type": "id_card"}, Availability.NOT_ON_FILE),
        ({"persons": (person(CHILD),)}, Availability.NOT_ON_FILE),
        ({"persons": OF_CHILD}, Availability.NOT_ON_FILE),
        ({"status": PaperStatus.REVOKED}, Availability.NOT_ON_FILE),
        ({"status": PaperStatus.REPLACED}, Availability.NOT_ON_FILE),
        ({"valid_until": DAY}, Availability.ON_FILE_VALID),
        ({"valid_until": DAY - dt.timedelta(days=1)}, Availability.ON_FILE_EXPIRED),
        ({"form_of_paper": FormOfPaper.CERTIFIED_COPY}, Availability.ON_FILE_COPY_ONLY),
        ({"form_of_paper": FormOfPaper.PHOTOCOPY}, Availability.ON_FILE_COPY_ONLY),
        ({"form_of_paper": FormOfPaper.UNKNOWN}, Availability.NEEDS_OFFICER),
        ({"needs_review": True}, Availability.NEEDS_OFFICER),
        ({"form_of_paper": FormOfPaper.ELECTRONIC}, Availability.ON_FILE_VALID),
    ],
)
def test_what_a_paper_must_be(changes: dict[str, Any], expected: Availability) -> None:
    assert answer(COMPONENT, paper(**changes)).availability is expected


def test_nothing_on_file() -> None:
    found = answer(COMPONENT)
    assert (found.availability, found.paper_id) == (Availability.NOT_ON_FILE, None)


def test_the_best_of_several_papers_counts() -> None:
    revoked = paper(paper_id="b" * 64, status=PaperStatus.REVOKED, issued_on=DAY)
    copy = paper(paper_id="c" * 64, form_of_paper=FormOfPaper.PHOTOCOPY, issued_on=DAY)
    newer = paper(paper_id="d" * 64, issued_on=dt.date(2026, 2, 1))
    found = answer(COMPONENT, revoked, copy, PAPER, newer)
    assert (found.availability, found.paper_id) == (Availability.ON_FILE_VALID, "d" * 64)


def test_copies_count_where_the_law_asks_for_a_copy() -> None:
    copies = changed(forms=(FormOfPaper.ORIGINAL, FormOfPaper.CERTIFIED_COPY))
    certified = paper(form_of_paper=FormOfPaper.CERTIFIED_COPY)
    assert answer(copies, certified).availability is Availability.ON_FILE_VALID


def test_named_persons_count_where_the_component_says_so() -> None:
    of_child = paper(persons=OF_CHILD)
    assert answer(changed(names="anyone"), of_child).availability is Availability.ON_FILE_VALID


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (DAY - dt.timedelta(days=180), Availability.ON_FILE_VALID),
        (DAY - dt.timedelta(days=181), Availability.ON_FILE_EXPIRED),
        (None, Availability.ON_FILE_EXPIRED),
    ],
)
def test_maximum_age(issued: dt.date | None, expected: Availability) -> None:
    found = answer(changed(max_age_days=180), paper(issued_on=issued))
    assert found.availability is expected


def test_conditions() -> None:
    conditional = changed(condition=CONDITION)
    assert answer(conditional, under_14=False).availability is Availability.NOT_APPLICABLE
    assert answer(conditional, under_14=True).availability is Availability.NOT_ON_FILE
    assert answer(conditional).availability is Availability.NEEDS_OFFICER
    valid = answer(conditional, PAPER)
    assert valid.availability is Availability.ON_FILE_VALID
    assert CONDITION.text in valid.reason


def test_the_law_wants_the_original() -> None:
    found = answer(changed(requires_original=True), PAPER)
    assert found.availability is Availability.MUST_SUBMIT_ORIGINAL
    assert found.paper_id == PAPER.paper_id


def test_papers_that_nothing_reads_need_an_officer() -> None:
    unread = changed(accepts=("no_such_type", "birth_certificate"))
    found = answer(unread)
    assert found.availability is Availability.NEEDS_OFFICER
    assert "chưa đọc được" in found.reason
    assert answer(unread, PAPER).availability is Availability.ON_FILE_VALID
    assert answers([])[0].availability is Availability.NEEDS_OFFICER


def test_a_withdrawn_paper_is_not_even_mentioned() -> None:
    withdrawn = paper(status=PaperStatus.WITHDRAWN)
    for component in (COMPONENT, changed(requires_original=True)):
        assert answer(component, withdrawn).paper_id is None


def test_forms_are_made_anew() -> None:
    found = answer(changed(made_for_dossier=True), PAPER)
    assert (found.availability, found.paper_id) == (Availability.MUST_SUBMIT_ORIGINAL, None)


def test_papers_that_are_only_shown() -> None:
    shown = changed(obligation=Obligation.PRESENT)
    assert answer(shown, PAPER).availability is Availability.MUST_PRESENT
    by_data = shown.model_copy(update={"data_sources": ("CSDLQG về dân cư",)})
    assert answer(by_data, PAPER).availability is Availability.DATA_LOOKUP_AVAILABLE


def test_data_stand_in_only_where_no_paper_does() -> None:
    by_data = changed(data_sources=("CSDLQG về đất đai",))
    assert answer(by_data, PAPER).availability is Availability.ON_FILE_VALID
    assert answer(by_data).availability is Availability.DATA_LOOKUP_AVAILABLE


def test_one_of_a_group_suffices() -> None:
    other = changed(key="card", accepts=("id_card",), one_of="any", name="Căn cước")
    first = changed(one_of="any")
    served = answers([other, first], PAPER)
    assert [a.availability for a in served] == [
        Availability.NOT_APPLICABLE,
        Availability.ON_FILE_VALID,
    ]
    assert "Giấy khai sinh" in served[0].reason
    neither = answers([other, first])
    assert {a.availability for a in neither} == {Availability.NOT_ON_FILE}


def test_unknown_procedures_are_an_error(tmp_path: Path) -> None:
    index = PaperIndex(Database(tmp_path / "index.sqlite"))
    with pytest.raises(UnknownProcedureError):
        check_reuse(index, "1.999999", PERSON, DAY)
    with pytest.raises(UnknownProcedureError):
        check_reuse(index, "1.004222", PERSON, dt.date(1999, 1, 1))
    index.database.close()


JUNE = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("issued", "day", "expected"),
    [
        (JUNE, dt.date(2026, 12, 1), Availability.ON_FILE_VALID),
        (JUNE, dt.date(2026, 12, 2), Availability.ON_FILE_EXPIRED),
        (dt.date(2026, 8, 31), dt.date(2027, 2, 28), Availability.ON_FILE_VALID),
        (dt.date(2026, 8, 31), dt.date(2027, 3, 1), Availability.ON_FILE_EXPIRED),
    ],
)
def test_months_are_calendar_months(issued: dt.date, day: dt.date, expected: Availability) -> None:
    six = PROCEDURE.model_copy(update={"components": (changed(max_age_months=6),)})
    found = decide(six, [paper(issued_on=issued)], SUBJECT, day, {}).components[0]
    assert found.availability is expected


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("Làm thủ tục đăng ký kết hôn", Availability.ON_FILE_VALID),
        ("KẾT HÔN với ông Nguyễn Văn An", Availability.ON_FILE_VALID),
        ("Vay vốn ngân hàng", Availability.NOT_ON_FILE),
        (None, Availability.NEEDS_OFFICER),
    ],
)
def test_a_paper_for_one_purpose_serves_no_other(
    purpose: str | None, expected: Availability
) -> None:
    found = answer(changed(purposes=("kết hôn",)), paper(abstract=purpose))
    assert found.availability is expected
    if expected is Availability.NOT_ON_FILE:
        assert "Vay vốn ngân hàng" in found.reason


def test_a_day_of_issue_after_today_is_doubted() -> None:
    found = answer(COMPONENT, paper(issued_on=DAY + dt.timedelta(days=1)))
    assert found.availability is Availability.NEEDS_OFFICER
    assert "sau ngày" in found.reason


def test_an_answer_says_where_the_paper_lies_and_until_when() -> None:
    found = answer(COMPONENT, paper(dossier="H26.12-261130-0777", valid_until=DAY))
    assert (found.dossier, found.branch, found.valid_until) == ("H26.12-261130-0777", "H26.12", DAY)
    assert "H26.12-261130-0777" in found.reason
    assert "22/11/2026" in found.reason


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"valid_until": DAY - dt.timedelta(days=1)}, "hết giá trị"),
        ({"form_of_paper": FormOfPaper.PHOTOCOPY}, "bản sao"),
        ({"needs_review": True}, "chưa được người kiểm tra"),
        ({"status": PaperStatus.REVOKED}, "thu hồi"),
    ],
)
def test_data_that_stand_in_do_not_hide_what_was_found(changes: dict[str, Any], word: str) -> None:
    by_data = changed(data_sources=("CSDLQG về đất đai",))
    found = answer(by_data, paper(**changes))
    assert found.availability is Availability.DATA_LOOKUP_AVAILABLE
    assert word in found.reason
    assert [word in each.why for each in found.found] == [True]


@pytest.mark.parametrize(
    "changes",
    [
        {"obligation": Obligation.PRESENT},
        {"obligation": Obligation.PRESENT, "data_sources": ("CSDL",)},
        {"data_sources": ("CSDL",)},
        {"requires_original": True},
        {"made_for_dossier": True},
        {},
    ],
)
def test_a_condition_is_never_dropped(changes: dict[str, Any]) -> None:
    conditional = changed(condition=CONDITION, **changes)
    for papers in ([], [PAPER], [paper(form_of_paper=FormOfPaper.PHOTOCOPY)]):
        unknown = answer(conditional, *papers)
        assert CONDITION.text in unknown.reason
        assert (unknown.condition, unknown.applies) == (CONDITION.key, None)
        for holds in (True, False):
            told = answer(conditional, *papers, under_14=holds)
            assert with_facts([unknown], {CONDITION.key: holds}) == (told,)


def test_facts_stated_later_lead_to_the_same_answers_as_at_once() -> None:
    first = changed(key="first", condition=CONDITION, one_of="proof", accepts=("id_card",))
    second = changed(key="second", one_of="proof")
    third = changed(key="third", condition=CONDITION, one_of="proof")
    rules = PROCEDURE.model_copy(update={"components": (first, second, third)})
    card = paper(paper_id="c" * 64, paper_type="id_card")
    for papers in ([], [card], [PAPER], [card, PAPER]):
        unknown = decide(rules, papers, SUBJECT, DAY, {}).components
        for holds in (True, False):
            at_once = decide(rules, papers, SUBJECT, DAY, {CONDITION.key: holds}).components
            assert with_facts(unknown, {CONDITION.key: holds}) == at_once
            back = with_facts(with_facts(unknown, {CONDITION.key: not holds}), {"other": True})
            assert with_facts(back, {CONDITION.key: holds}) == at_once


def test_an_expired_paper_cannot_be_taken_because_its_condition_is_unknown() -> None:
    conditional = changed(condition=CONDITION)
    found = answer(conditional, paper(valid_until=DAY - dt.timedelta(days=1)))
    assert (found.availability, found.paper_id) == (Availability.NEEDS_OFFICER, None)


NAMED = SUBJECT.named((), "Trần Thị Đào", "1990-05-31")
WITHOUT_NUMBER = paper(persons=(person(birth="1990-05-31"),))


@pytest.mark.parametrize(
    ("someone", "expected"),
    [
        (person(birth="1990-05-31"), Availability.NEEDS_OFFICER),
        (person(birth="1990"), Availability.NEEDS_OFFICER),
        (person(), Availability.NEEDS_OFFICER),
        (person(name="TRAN THI DAO"), Availability.NEEDS_OFFICER),
        (person(birth="1985-05-31"), Availability.NOT_ON_FILE),
        (person(name="Trần Thị Đảo Xa"), Availability.NOT_ON_FILE),
        (person(CHILD, birth="1990-05-31"), Availability.NOT_ON_FILE),
        (person(role=PartyRole.SIGNER), Availability.NOT_ON_FILE),
    ],
)
def test_a_name_alone_is_for_an_officer(someone: NamedPerson, expected: Availability) -> None:
    found = decide(PROCEDURE, [paper(persons=(someone,))], NAMED, DAY, {}).components[0]
    assert found.availability is expected


def test_papers_without_number_are_not_denied_where_no_name_is_known() -> None:
    unlooked = decide(PROCEDURE, [], SUBJECT, DAY, {}, beside=Beside(["birth_certificate"]))
    assert unlooked.components[0].availability is Availability.NEEDS_OFFICER
    assert "họ tên" in unlooked.components[0].reason


def test_a_number_without_a_role_is_for_an_officer() -> None:
    mentioned = paper(persons=(person(CHILD), person(PERSON, role=PartyRole.MENTIONED)))
    assert answer(COMPONENT, mentioned).availability is Availability.NEEDS_OFFICER


def test_papers_of_others_that_name_the_person_are_said_to_be() -> None:
    found = answer(COMPONENT, paper(persons=OF_CHILD))
    assert (found.availability, found.paper_id) == (Availability.NOT_ON_FILE, None)
    assert "mẹ" in found.reason


@pytest.mark.parametrize("own", [0, 1])
def test_every_owner_owns_the_paper(own: int) -> None:
    spouses = [PERSON, CHILD] if own else [CHILD, PERSON]
    both = tuple(dataclasses.replace(person(key), role=PartyRole.WIFE) for key in spouses)
    assert answer(COMPONENT, paper(persons=both)).availability is Availability.ON_FILE_VALID


def test_a_death_on_file_is_said() -> None:
    dead = dataclasses.replace(person(PERSON), role=PartyRole.DECEASED)
    death = paper(paper_type="death_extract", number="7/2026", persons=(dead,))
    found = decide(PROCEDURE, [PAPER], SUBJECT, DAY, {}, deaths=[death])
    assert len(found.notices) == 1
    assert "7/2026" in found.notices[0]
    revoked = dataclasses.replace(death, status=PaperStatus.REVOKED)
    another = dataclasses.replace(death, persons=(person(CHILD),))
    assert not decide(PROCEDURE, [PAPER], SUBJECT, DAY, {}, deaths=[revoked, another]).notices


@pytest.mark.parametrize(
    ("component", "changes", "serves"),
    [
        ({}, {}, True),
        ({}, {"needs_review": True}, True),
        ({}, {"valid_until": DAY - dt.timedelta(days=1)}, False),
        ({}, {"form_of_paper": FormOfPaper.PHOTOCOPY}, False),
        ({}, {"persons": (person(CHILD),)}, False),
        ({}, {"paper_type": "id_card"}, False),
        ({}, {"status": PaperStatus.REVOKED}, False),
        ({}, {"status": PaperStatus.WITHDRAWN}, False),
        ({"requires_original": True}, {}, False),
        ({"data_sources": ("CSDL",)}, {"form_of_paper": FormOfPaper.PHOTOCOPY}, False),
        ({"condition": CONDITION}, {"valid_until": DAY - dt.timedelta(days=1)}, False),
    ],
)
def test_a_decision_is_judged_again(
    component: dict[str, Any], changes: dict[str, Any], serves: bool
) -> None:
    rules = PROCEDURE.model_copy(update={"components": (changed(**component),)})
    hashed = HashedSubject((f"#{PERSON}",), lambda key: f"#{key}")
    for subject in (SUBJECT, hashed):
        again = judge_again(rules, "birth", paper(**changes), subject, DAY)
        assert (again is not None) is serves


def test_a_name_is_recognised_again_by_its_hash() -> None:
    sign = name_sign("tran thi dao")
    hashed = HashedSubject((f"#{sign}",), lambda key: f"#{key}")
    assert judge_again(PROCEDURE, "birth", WITHOUT_NUMBER, hashed, DAY) is not None
    elsewhere = dataclasses.replace(WITHOUT_NUMBER, persons=(person(CHILD),))
    assert judge_again(PROCEDURE, "birth", elsewhere, hashed, DAY) is None
