"""The decision about each component, from papers on file: pure, with papers made by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from schemas.law.procedures import Component, Condition, Obligation, Procedure
from schemas.record.paper import FormOfPaper, PaperStatus
from storage.database import Database
from storage.errors import UnknownProcedureError
from storage.papers.entries import IndexEntry
from storage.papers.index import PaperIndex
from storage.papers.reuse import Availability, ComponentAnswer, check_reuse, decide
from tests.storage.records import NOW

DAY = dt.date(2026, 11, 22)
PERSON = "001090012345"
CHILD = "001215000001"

PAPER = IndexEntry(
    paper_id="a" * 64,
    version=1,
    paper_type="birth_certificate",
    status=PaperStatus.CURRENT,
    form_of_paper=FormOfPaper.ORIGINAL,
    needs_review=False,
    subject_id=PERSON,
    subject_name="Trần Thị Đào",
    other_ids=(),
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


def answers(
    components: list[Component], *papers: IndexEntry, **facts: bool
) -> tuple[ComponentAnswer, ...]:
    procedure = Procedure(
        code="1.000001",
        name="Thử",
        level="Cấp xã",
        field="Thử",
        decision="1/QĐ",
        effective_from=DAY,
        components=tuple(components),
    )
    return decide(procedure, papers, PERSON, DAY, facts).components


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
        ({"subject_id": CHILD}, Availability.NOT_ON_FILE),
        ({"subject_id": CHILD, "other_ids": (PERSON,)}, Availability.NOT_ON_FILE),
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
    of_child = paper(subject_id=CHILD, other_ids=(PERSON,))
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
