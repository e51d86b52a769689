"""What is on file is found for whom it is, and for nobody else: from records to the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from schemas.papers.model import Kind
from schemas.papers.registry import UNKNOWN, paper_types
from schemas.record.paper import PaperRecord, PaperStatus
from schemas.record.persons import parties_of
from storage.database import Database
from storage.papers.reuse.answers import Availability, ReuseAnswer
from storage.papers.reuse.check import check_reuse
from storage.papers.reuse.numbers import linked_numbers
from storage.papers.search.index import PaperIndex, PaperQuery
from storage.papers.search.number_links import NumberLinks
from tests.storage.records import paper_id, record

DAY = dt.date(2026, 11, 30)
LAN, HUNG, DIEP = "001195000011", "001092000022", "001160000033"
OLD = "011234567"

MARRIAGE = {
    "number": "77/2026",
    "agency": "Ủy ban nhân dân phường Cửa Nam",
    "registered_on": "2026-11-02",
    "wife_name": "TRẦN THỊ LAN",
    "wife_birth": "1995-03-08",
    "wife_paper": f"Thẻ căn cước số {LAN}",
    "husband_name": "NGUYỄN VĂN HÙNG",
    "husband_birth": "1992-05-02",
    "husband_paper": f"Thẻ căn cước số {HUNG}",
}
SINGLE = {
    "number": "202/UBND-XNTTHN",
    "agency": "Ủy ban nhân dân phường Cửa Nam",
    "issued_on": "2026-09-01",
    "valid_until": "2027-03-01",
    "full_name": "NGUYỄN VĂN HÙNG",
    "birth_date": "1992-05-02",
    "identity_paper": f"Căn cước công dân số {HUNG}",
    "marital_status": "Hiện tại chưa đăng ký kết hôn với ai",
    "purpose": "Đăng ký kết hôn",
}
LAND = {
    "serial": "BA 123456",
    "owner": "PHẠM NGỌC ĐIỆP",
    "owner_birth": "1960",
    "owner_id": OLD,
    "plot": "15",
    "map_sheet": "3",
    "area": "100",
    "issued_on": "2005-01-01",
}
CARD = {
    "personal_id": DIEP,
    "old_id": OLD,
    "full_name": "PHẠM NGỌC ĐIỆP",
    "birth_date": "1960-11-20",
    "issued_on": "2024-09-01",
    "valid_until": "9999-12-31",
}
LICENCE = {
    "number": "010123456789",
    "full_name": "TRẦN THỊ LAN",
    "birth_date": "1995-03-08",
    "licence_class": "B2",
    "issued_on": "2020-01-01",
    "valid_until": "2030-01-01",
}
PASSPORT = {
    "number": "C01234567",
    "full_name": "JOHN SMITH",
    "birth_date": "1980-01-01",
    "valid_until": "2030-05-31",
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperIndex]:
    database = Database(tmp_path_factory.mktemp("on-file") / "index.sqlite")
    yield PaperIndex(database)
    database.close()


@pytest.fixture
def index(shared: PaperIndex) -> Iterator[PaperIndex]:
    yield shared
    for paper in shared.paper_ids():
        shared.forget(paper)


def card(number: int, **changes: str) -> PaperRecord:
    return record(number, "id_card", fields={**CARD, **changes})


def ask(
    index: PaperIndex,
    procedure: str,
    subject: str,
    *,
    name: str = "",
    birth: str = "",
    facts: dict[str, bool] | None = None,
) -> ReuseAnswer:
    links = NumberLinks(index.database)
    return check_reuse(
        index, procedure, subject, DAY, facts, links=links, name=name, birth=birth
    ).answer


def said(answer: ReuseAnswer, component: str) -> Availability:
    return next(c.availability for c in answer.components if c.component == component)


def test_whoever_a_paper_of_any_type_names_by_number_finds_it(index: PaperIndex) -> None:
    printed = {
        Kind.ID_NUMBER: "001195{:06}",
        Kind.DOCUMENT_NUMBER: "C{:07}",
        Kind.TEXT: "CCCD số 001195{:06} cấp ngày 01/02/2022",
    }
    sought: dict[str, str] = {}
    for number, (name, model) in enumerate(paper_types().items(), 1):
        specs = model.specs()
        fields = [f for party in parties_of(model) for f in party.numbers]
        values = {
            field: printed[specs[field].kind].format(number * 100 + place)
            for place, field in enumerate(fields)
        }
        index.put(record(number, name, fields=values))
        sought |= {paper_id(number) + field: value for field, value in values.items()}
    for key, value in sought.items():
        number_printed = next(w for w in value.split() if any(c.isdigit() for c in w))
        found = index.find(PaperQuery(subject_id=number_printed)).entries
        assert [entry.paper_id for entry in found] == [key[:64]]


@pytest.mark.parametrize(
    ("procedure", "component", "subject", "facts"),
    [
        ("1.013225", "land", DIEP, {}),
        ("1.013225", "land", OLD, {}),
        ("1.004222", "lawful_housing", DIEP, {}),
        ("1.004194", "lawful_housing", DIEP, {}),
        ("1.004222", "kinship", LAN, {"joins_household": True}),
        ("1.004222", "kinship", HUNG, {"joins_household": True}),
        ("1.004884", "other_papers", DIEP, {}),
        ("1.004884", "other_papers", "C01234567", {}),
    ],
)
def test_papers_serve_everybody_whose_they_are(
    index: PaperIndex, procedure: str, component: str, subject: str, facts: dict[str, bool]
) -> None:
    index.put(
        record(1, "marriage_certificate", fields=MARRIAGE),
        record(2, "land_certificate", fields=LAND),
        record(3, "passport", fields=PASSPORT),
        card(4),
    )
    answer = ask(index, procedure, subject, facts=facts)
    assert said(answer, component) is Availability.ON_FILE_VALID


def test_an_answer_says_by_which_number_a_paper_was_found(index: PaperIndex) -> None:
    index.put(record(1, "land_certificate", fields=LAND), card(2))
    (land,) = (c for c in ask(index, "1.013225", DIEP).components if c.component == "land")
    assert "… 567 (căn cứ thẻ căn cước đã đọc mã QR cấp ngày 01/09/2024)" in land.reason


def test_a_licence_without_the_number_of_its_owner_is_for_an_officer(index: PaperIndex) -> None:
    licence = record(1, "driving_licence", fields=LICENCE)
    index.put(licence)
    asked = [
        ask(index, "3.000348", LAN),
        ask(index, "3.000348", LAN, name="Trần Thị Lan", birth="1995-03-08"),
        ask(index, "3.000348", "", name="tran thi lan", birth="1995"),
    ]
    for answer in asked:
        assert said(answer, "licence_copy") is Availability.NEEDS_OFFICER
    other = ask(index, "3.000348", LAN, name="Trần Thị Lan", birth="1994-03-08")
    assert said(other, "licence_copy") is Availability.NEEDS_OFFICER  # the number says 1995
    stranger = ask(index, "3.000348", DIEP, name="Phạm Ngọc Điệp", birth="1960-11-20")
    assert said(stranger, "licence_copy") is Availability.NOT_ON_FILE


@pytest.mark.parametrize(
    ("married", "expected"),
    [
        ({}, Availability.DATA_LOOKUP_AVAILABLE),
        ({"registered_on": "2026-09-01"}, Availability.DATA_LOOKUP_AVAILABLE),
        ({"registered_on": "2019-05-05"}, Availability.ON_FILE_VALID),
        ({"registered_on": "2026"}, Availability.DATA_LOOKUP_AVAILABLE),
        ({"husband_paper": f"Thẻ căn cước số {DIEP}"}, Availability.ON_FILE_VALID),
        ({"husband_paper": ""}, Availability.DATA_LOOKUP_AVAILABLE),
    ],
)
def test_a_certificate_of_marital_status_ends_with_the_next_marriage(
    index: PaperIndex, married: dict[str, str], expected: Availability
) -> None:
    index.put(
        record(1, "marital_status_certificate", fields=SINGLE),
        record(2, "marriage_certificate", fields={**MARRIAGE, **married}),
    )
    assert said(ask(index, "1.000894", HUNG), "marital_status") is expected


def test_an_annulled_marriage_ends_nothing(index: PaperIndex) -> None:
    index.put(
        record(1, "marital_status_certificate", fields=SINGLE),
        record(2, "marriage_certificate", fields=MARRIAGE, status=PaperStatus.REVOKED),
    )
    assert said(ask(index, "1.000894", HUNG), "marital_status") is Availability.ON_FILE_VALID


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2030", Availability.ON_FILE_VALID),
        ("2027-01", Availability.ON_FILE_VALID),
        ("2026", Availability.ON_FILE_EXPIRED),
        ("2020", Availability.ON_FILE_EXPIRED),
        ("9999-12-31", Availability.ON_FILE_VALID),
        ("", Availability.NEEDS_OFFICER),
    ],
)
def test_an_end_of_which_a_part_is_known_is_not_no_end(
    index: PaperIndex, until: str, expected: Availability
) -> None:
    index.put(record(1, "passport", fields={**PASSPORT, "valid_until": until}))
    assert said(ask(index, "1.004884", "C01234567"), "other_papers") is expected


def test_a_paper_that_nobody_has_sorted_is_not_denied(index: PaperIndex) -> None:
    text = f"PASSPORT No. C01X00T47 … số định danh {LAN}"
    index.put(record(1, UNKNOWN, text=text, dossier="H26.12-261130-0777"))
    for subject in (LAN, "C01X00T47"):
        answer = ask(index, "1.004884", subject)
        (old,) = (c for c in answer.components if c.component == "old_birth_certificate")
        assert old.availability is Availability.NEEDS_OFFICER
        assert "H26.12-261130-0777" in old.reason
        assert old.paper_id is None
    index.put(record(1, UNKNOWN, text=text, status=PaperStatus.REVOKED, version=2))
    assert said(ask(index, "1.004884", LAN), "old_birth_certificate") is Availability.NOT_ON_FILE


BIRTH = {
    "number": "7/2015",
    "full_name": "NGUYỄN AN",
    "birth_date": "2015-01-01",
    "sex": "Nam",
    "agency": "Ủy ban nhân dân phường Cửa Nam",
    "registered_on": "2015-02-01",
    "personal_id": "001215000001",
    "mother_name": "TRẦN THỊ LAN",
    "mother_birth": "1995",
}


def test_whoever_is_named_without_number_where_anybody_may_be_is_asked_about(
    index: PaperIndex,
) -> None:
    index.put(record(1, "birth_certificate", fields=BIRTH))
    (kinship,) = (
        c
        for c in ask(index, "1.004222", LAN, facts={"joins_household": True}).components
        if c.component == "kinship"
    )
    assert "tra cứu thêm họ tên" in kinship.reason
    named = ask(
        index, "1.004222", LAN, name="Trần Thị Lan", birth="1995", facts={"joins_household": True}
    )
    (kinship,) = (c for c in named.components if c.component == "kinship")
    assert "mang họ tên này" in kinship.reason


@pytest.mark.parametrize(
    ("owner", "born", "expected"),
    [
        ("PHẠM NGỌC ĐIỆP", "1960", Availability.NEEDS_OFFICER),
        ("PHAM NGOC DIEP", "1960-11-20", Availability.NEEDS_OFFICER),
        ("PHẠM NGỌC ĐIỆP", "1961", Availability.NOT_ON_FILE),
        ("PHẠM NGỌC ĐIỆP", "", Availability.NOT_ON_FILE),
        ("PHẠM VĂN BA", "1960", Availability.NOT_ON_FILE),
    ],
)
@pytest.mark.parametrize(("printed", "asked"), [(OLD, DIEP), (DIEP, OLD), (DIEP, "")])
def test_a_number_that_nothing_ties_to_the_person_is_for_an_officer(
    index: PaperIndex, owner: str, born: str, expected: Availability, printed: str, asked: str
) -> None:
    index.put(card(1, personal_id=printed, old_id="", full_name=owner, birth_date=born))
    answer = ask(index, "1.004884", asked, name="Phạm Ngọc Điệp", birth="1960-11-20")
    assert said(answer, "other_papers") is expected
    another = ask(index, "1.004884", OTHER, name="Phạm Ngọc Điệp", birth="1960-11-20")
    known = expected if printed == OLD else Availability.NOT_ON_FILE
    assert said(another, "other_papers") is known


OTHER = "036158000044"


def test_an_old_number_of_two_people_ties_neither_to_the_other(index: PaperIndex) -> None:
    another = card(2, personal_id=OTHER, full_name="LÊ THỊ MAI", birth_date="1958-02-03")
    index.put(card(1), another, record(3, "land_certificate", fields=LAND))
    assert set(linked_numbers(index, DIEP)) == {OLD}
    assert set(linked_numbers(index, OTHER)) == {OLD}
    assert set(linked_numbers(index, OLD)) == set()
    for subject in (DIEP, OTHER, OLD):
        answer = ask(index, "1.013225", subject)
        (land,) = (c for c in answer.components if c.component == "land")
        assert land.availability is not Availability.ON_FILE_VALID
        assert "cán bộ xem" in land.reason
        assert any("những người khác nhau" in notice for notice in answer.notices)
    hers = ask(index, "1.013225", DIEP, name="Phạm Ngọc Điệp", birth="1960-11-20")
    assert said(hers, "land") is Availability.ON_FILE_VALID
    mais = ask(index, "1.013225", OTHER, name="Lê Thị Mai", birth="1958-02-03")
    assert said(mais, "land") is Availability.DATA_LOOKUP_AVAILABLE


def test_a_number_issued_anew_is_tied_to_the_one_before(index: PaperIndex) -> None:
    anew = card(2, personal_id="001161000077", birth_date="1961-11-20", issued_on="2025-02-01")
    index.put(card(1), anew)
    assert set(linked_numbers(index, "001161000077")) == {OLD, DIEP}
    assert set(linked_numbers(index, DIEP)) == {OLD, "001161000077"}


def test_a_number_alone_is_no_proof_against_name_and_birth(index: PaperIndex) -> None:
    """Passports of two countries share a number, and a number may be read wrong."""
    index.put(record(1, "passport", fields=PASSPORT))
    other = ask(index, "1.004884", "C01234567", name="Trần Văn Tám", birth="1971-07-07")
    assert said(other, "other_papers") is Availability.NEEDS_OFFICER
    changed = ask(index, "1.004884", "C01234567", name="John Brown", birth="1980-01-01")
    assert said(changed, "other_papers") is Availability.ON_FILE_VALID


def test_old_names_of_places_and_rare_names_of_people_are_found(index: PaperIndex) -> None:
    fields = {**BIRTH, "full_name": "K' BRỀNH", "agency": "Ủy ban nhân dân xã Hà Tây, Hải Hưng"}
    text = "GIẤY KHAI SINH K' BRỀNH xã Tân Dân, huyện Phú Xuyên, tỉnh Hà Tây"
    index.put(record(1, "birth_certificate", fields=fields, text=text))
    for words in ("Hà Tây", "ha tay", "huyện Phú Xuyên", "K' BRỀNH", "k brenh"):
        assert index.find(PaperQuery(text=words)).entries, words
    for name in ("K' BRỀNH", "K’ Brềnh", "K' Brenh"):
        assert index.find(PaperQuery(name=name)).entries, name
    found = ask(index, "1.004884", "", name="K’ Brềnh", birth="2015-01-01")
    assert said(found, "old_birth_certificate") is not Availability.NOT_ON_FILE
