"""Whoever a paper names is found on it, with every number, for every type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.papers.model import Kind, PaperModel
from schemas.papers.parties import PartyRole
from schemas.papers.registry import paper_types
from schemas.record.evidence import FieldState
from schemas.record.persons import NamedPerson, parties_of, persons_of
from tests.storage.records import record

_SAMPLES = Path(__file__).parents[3] / "samples" / "data"


def _by_role(paper_type: str, fields: dict[str, str], text: str = "") -> dict[str, NamedPerson]:
    return {p.role: p for p in persons_of(record(1, paper_type, fields=fields, text=text))}


def _said() -> Iterator[tuple[str, str, str, str]]:
    """Yield, for every type and field with numbers, a value, the number in it, and the field."""
    written = {
        Kind.ID_NUMBER: ("001195000011", "001195000011"),
        Kind.DOCUMENT_NUMBER: ("C1234567", "C1234567"),
        Kind.TEXT: ("CCCD số 001195000011 cấp ngày 01/02/2022", "001195000011"),
    }
    for name, model in paper_types().items():
        for party in parties_of(model):
            for field in party.numbers:
                yield name, field, *written[model.specs()[field].kind]
        for field, spec in model.specs().items():
            if spec.kind is Kind.TEXT:
                yield name, field, *written[Kind.TEXT]


@pytest.mark.parametrize(("paper_type", "field", "value", "number"), list(_said()))
def test_every_number_on_every_type_of_paper_is_somebodys(
    paper_type: str, field: str, value: str, number: str
) -> None:
    found = persons_of(record(1, paper_type, fields={field: value}))
    assert number in {key for person in found for key in person.keys}


@pytest.mark.parametrize("model", paper_types().values(), ids=lambda model: model.paper_type)
def test_every_type_says_whom_its_fields_name(model: type[PaperModel]) -> None:
    claimed = {f for p in model.parties for f in (p.name, p.birth, *p.numbers) if f}
    assert claimed <= set(model.specs())
    named = {n for n, spec in model.specs().items() if spec.kind in (Kind.NAME, Kind.ID_NUMBER)}
    assert named <= claimed
    assert any(party.owner for party in model.parties) or not any(
        party.numbers for party in model.parties
    )


@pytest.mark.parametrize("path", sorted(_SAMPLES.rglob("*.json")), ids=lambda path: path.stem)
def test_the_numbers_of_the_samples_are_found(path: Path) -> None:
    said = json.loads(path.read_text("utf-8"))
    fields = {name: value for name, value in said["fields"].items() if value}
    model = paper_types()[said["paper_type"]]
    printed = {v for n, v in fields.items() if model.specs()[n].kind is Kind.ID_NUMBER}
    found = persons_of(record(1, said["paper_type"], fields=fields))
    assert printed <= {key for person in found for key in person.keys}


def test_both_spouses_own_a_marriage_certificate() -> None:
    people = _by_role(
        "marriage_certificate",
        {
            "wife_name": "TRẦN THỊ LAN",
            "wife_paper": "Thẻ căn cước số 001195000011",
            "husband_name": "JOHN SMITH",
            "husband_paper": "Hộ chiếu số C01X00T47",
        },
    )
    assert people["wife"].owner
    assert people["wife"].keys == ("001195000011",)
    assert people["husband"].owner
    assert people["husband"].keys == ("C01X00T47",)


def test_all_owners_of_land_are_owners_and_later_names_are_not() -> None:
    text = (
        "I. Người sử dụng đất\nÔng: NGUYỄN VĂN HÙNG\nSinh năm: 1960 CCCD số: 001060000022\n"
        "và vợ là bà: TRẦN THỊ LAN\nCCCD số: 001160000011\n1. Thửa đất:\nThửa đất số: 15\n"
        "IV. Những thay đổi sau khi cấp\nChuyển nhượng cho ông Lê Văn Ba, CCCD số 001080000033"
    )
    fields = {"owner": "NGUYỄN VĂN HÙNG", "owner_id": "001060000022"}
    people = persons_of(record(1, "land_certificate", fields=fields, text=text))
    owners = {p.keys: p.name for p in people if p.owner}
    assert owners == {
        ("001060000022",): "NGUYỄN VĂN HÙNG",
        ("001160000011",): "TRẦN THỊ LAN",
    }
    others = [p for p in people if not p.owner]
    assert [(p.role, p.keys) for p in others] == [(PartyRole.MENTIONED, ("001080000033",))]


def test_every_member_of_a_household_is_a_person() -> None:
    rows = (
        "LÊ THỊ MAI | 1990-02-03 | Nữ | 001190000044 | Vợ;"
        " LÊ AN | 2015-05-05 | Nam | 001215000055 | Con"
    )
    people = persons_of(record(1, "residence_confirmation", fields={"members": rows}))
    assert [(p.name, p.birth, p.keys) for p in people] == [
        ("LÊ THỊ MAI", "1990-02-03", ("001190000044",)),
        ("LÊ AN", "2015-05-05", ("001215000055",)),
    ]


@pytest.mark.parametrize(
    ("printed", "birth"),
    [
        ("1990", "1990"),
        ("1990-02", "1990-02"),
        ("1990-02-03", "1990-02-03"),
        ("1990-02-03 (khoảng)", None),
        ("1990-02-31", None),
        ("03/02/1990", None),
        ("", None),
    ],
)
def test_a_birth_is_a_date_or_not_known(printed: str, birth: str | None) -> None:
    members = {"members": f"LÊ THỊ MAI | {printed} | Nữ | 001190000044 | Vợ"}
    (member,) = persons_of(record(1, "residence_confirmation", fields=members))
    assert member.birth == birth
    fields = {"full_name": "TRẦN VĂN NAM", "birth_date": printed}
    assert _by_role("driving_licence", fields)["owner"].birth == birth


def test_a_person_without_number_has_name_and_birth() -> None:
    people = _by_role(
        "driving_licence",
        {"number": "010185001234", "full_name": "TRẦN VĂN NAM", "birth_date": "1985-01-02"},
    )
    owner = people["owner"]
    assert (owner.name, owner.birth, owner.keys) == ("TRẦN VĂN NAM", "1985-01-02", ())


def test_the_number_of_a_licence_is_nobodys() -> None:
    fields = {"number": "010185001234", "full_name": "TRẦN VĂN NAM"}
    people = persons_of(record(1, "driving_licence", fields=fields, text="Số/No: 010185001234"))
    assert all(not person.keys for person in people)


def test_numbers_in_lines_that_are_no_field_are_mentioned() -> None:
    text = "Bà Nguyễn Thị Hoa, số định danh 001175000066, được hỗ trợ 123456789 đồng"
    for paper_type in ("administrative_document", "unknown"):
        people = persons_of(record(1, paper_type, text=text))
        assert [(p.role, p.keys) for p in people] == [(PartyRole.MENTIONED, ("001175000066",))]


def test_a_doubtful_number_is_not_sure() -> None:
    fields = {"personal_id": "001160000033", "old_id": "011234567"}
    (sure,) = persons_of(record(1, "id_card", fields=fields))
    assert [number.sure for number in sure.numbers] == [True, True]
    (doubted,) = persons_of(record(1, "id_card", fields=fields, state=FieldState.REVIEW))
    assert [number.sure for number in doubted.numbers] == [False, False]


def test_a_branch_and_its_people_are_found_by_their_numbers() -> None:
    people = _by_role(
        "enterprise_certificate",
        {
            "number": "0191887252-001",
            "company_name": "CHI NHÁNH CÔNG TY THỬ",
            "representative": "SMITH JOHN",
            "representative_id": "C01234567",
        },
    )
    assert people["organisation"].owner
    assert people["organisation"].keys == ("0191887252-001",)
    assert people["representative"].keys == ("C01234567",)
