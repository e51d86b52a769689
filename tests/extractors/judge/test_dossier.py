"""Who is who on the papers of a dossier, and what then must agree."""

from __future__ import annotations

import pytest

from extractors.judge.dossier import DossierFinding, compare_papers, mentions, with_findings
from samples.generate.papers import layouts
from schemas.record.evidence import Confirmation, FieldState, RuleOutcome
from schemas.record.paper import PaperRecord
from tests.extractors.drawn import draw
from tests.storage.records import NOW, record

CARD = {
    "personal_id": "001190012345",
    "full_name": "NGUYỄN THỊ LAN",
    "birth_date": "1990-02-05",
    "sex": "Nữ",
}
CHILD = {
    "full_name": "TRẦN VĂN AN",
    "mother_name": "Nguyễn Thị Lan",
    "mother_birth": "1990",
    "applicant": "Nguyễn Thị Lan",
}
LAND = {"owner": "Nguyễn Thị Lan", "owner_birth": "1990", "owner_id": "001190012345"}


def findings(*papers: tuple[str, dict[str, str]]) -> tuple[DossierFinding, ...]:
    return compare_papers([record(n, kind, fields=f) for n, (kind, f) in enumerate(papers)])


def about(found: tuple[DossierFinding, ...]) -> list[str]:
    return [finding.about for finding in found]


def test_papers_that_agree_have_no_findings() -> None:
    papers = (("id_card", CARD), ("birth_certificate", CHILD), ("land_certificate", LAND))
    assert findings(*papers) == ()


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("owner", "Nguyễn Thị Làn", "name"),
        ("owner_birth", "1991", "birth"),
        ("owner_id", "001190012346", "number"),
        ("owner_id", "001190012335", "number"),
    ],
)
def test_what_differs_is_a_finding(field: str, value: str, expected: str) -> None:
    found = findings(("id_card", CARD), ("land_certificate", {**LAND, field: value}))
    assert about(found) == [expected]
    assert value in found[0].message
    assert "Giấy chứng nhận" in found[0].message


def test_the_number_may_stand_within_a_text() -> None:
    paper = {"wife_name": "NGUYỄN THỊ LAM", "wife_paper": "Thẻ căn cước số 001190012345"}
    assert about(findings(("id_card", CARD), ("marriage_certificate", paper))) == ["name"]


def test_a_name_without_marks_agrees() -> None:
    passport = {**CARD, "full_name": "NGUYEN THI LAN"}
    assert findings(("id_card", CARD), ("passport", passport)) == ()


def test_another_person_of_the_same_name_is_no_finding() -> None:
    other = {"owner": "Nguyễn Thị Lan", "owner_birth": "1975", "owner_id": "001175098765"}
    assert findings(("id_card", CARD), ("land_certificate", other)) == ()


def test_a_birth_that_differs_by_a_figure_is_a_finding_without_a_number() -> None:
    mother = {**CHILD, "mother_birth": "1996"}
    assert about(findings(("id_card", CARD), ("birth_certificate", mother))) == ["birth"]


def test_signers_are_no_persons_of_the_dossier() -> None:
    signed = record(1, "birth_certificate", fields={**CHILD, "signer": "Đặng Thị Điệp"})
    names = {mention.values.get("name") for mention in mentions(signed)}
    assert names == {"TRẦN VĂN AN", "Nguyễn Thị Lan"}


def test_findings_send_to_review_and_leave_confirmed_values() -> None:
    card = record(1, "id_card", fields=CARD)
    land = record(2, "land_certificate", fields={**LAND, "owner_birth": "1991"})
    found = compare_papers([card, land])
    held = with_findings(land, found)
    field = held.fields["owner_birth"]
    assert (field.value, field.state) == ("1991", FieldState.REVIEW)
    (result,) = field.rules
    assert (result.rule, result.outcome) == ("dossier.birth", RuleOutcome.FAILED)
    assert "1990" not in result.message  # the other paper's value stays on the other paper
    assert held.fields["owner"].state is FieldState.ACCEPTED
    assert with_findings(held, found) == held
    assert with_findings(held, ()).fields["owner_birth"].rules == ()

    confirmed = _confirmed(land, "owner_birth")
    assert with_findings(confirmed, found).fields["owner_birth"].state is FieldState.CONFIRMED


def _confirmed(paper: PaperRecord, field: str) -> PaperRecord:
    said = {"confirmed": Confirmation(operator="an", at=NOW), "state": FieldState.CONFIRMED}
    fields = {**paper.fields, field: paper.fields[field].model_copy(update=said)}
    return paper.model_copy(update={"fields": fields})


@pytest.mark.parametrize("paper_type", list(layouts()))
def test_a_paper_does_not_contradict_another_scan_of_itself(paper_type: str) -> None:
    fields = draw(paper_type, 3).fields
    papers = [record(n, paper_type, fields=fields) for n in range(2)]
    assert compare_papers(papers) == ()
