"""A number or day by hand is accepted only if something in print says the same."""

from __future__ import annotations

import pytest

from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.reading import InkMark, PageReading
from tests.extractors.papers.test_administrative_document import (
    BODY,
    FOOT,
    LEFT,
    RIGHT,
    Placed,
    extract,
    failed_rules,
    page,
)

ISSUED = "(Ban hành kèm theo Quyết định số 05/QĐ-UBND ngày 05 tháng 02 năm 2026)"
ANNEX: list[Placed] = [(700, 205, 950, "DANH SÁCH"), (400, 260, 1300, ISSUED)]


def by_hand(first: PageReading, *texts: str, kind: str = "handwriting") -> PageReading:
    """The page with a pen's mark on the figures of some lines."""
    marks = []
    for line in first.lines:
        if line.text in texts:
            left, top, right, bottom = line.box
            start = right - 330 if "ngày" in line.text else left + 90
            corners = ((start, top), (start + 40, top), (start + 40, bottom), (start, bottom))
            marks.append(InkMark.model_validate({"kind": kind, "polygon": corners}))
    return first.model_copy(update={"marks": tuple(marks)})


def written(extra: list[Placed], *more: PageReading) -> dict[str, FieldEvidence]:
    first = page([*LEFT, *RIGHT, *BODY, *FOOT, *extra])
    return extract((by_hand(first, LEFT[2][3], RIGHT[2][3]), *more))


def test_by_hand_without_a_witness_goes_to_a_person() -> None:
    fields = written([])
    for name in ("number", "issued_on"):
        assert fields[name].value is not None
        assert fields[name].state is FieldState.REVIEW


def test_an_annex_is_a_witness_of_number_and_day() -> None:
    fields = written([], page(ANNEX, number=2))
    assert fields["number"].state is FieldState.ACCEPTED
    assert fields["issued_on"].state is FieldState.ACCEPTED


def test_an_annex_over_two_lines_is_one_too() -> None:
    start, end = ISSUED.split(" ngày ")
    split: list[Placed] = [(400, 260, 1300, start), (400, 310, 1300, f"ngày {end}")]
    assert written([], page(split, number=2))["number"].state is FieldState.ACCEPTED


@pytest.mark.parametrize(
    "said",
    [
        ISSUED.replace("số 05/", "số 06/"),
        ISSUED.replace("ngày 05", "ngày 15"),
    ],
)
def test_an_annex_that_says_otherwise_sends_both_to_a_person(said: str) -> None:
    fields = written([], page([(400, 260, 1300, said)], number=2))
    name = "number" if "06/" in said else "issued_on"
    assert "sources.annex" in failed_rules(fields[name])
    assert fields[name].state is FieldState.REVIEW


@pytest.mark.parametrize(
    "said",
    [
        "(Kèm theo Công văn số 05/STP-VP ngày 05 tháng 02 năm 2026)",
        "Mẫu CT01 ban hành kèm theo Thông tư số 66/2023/TT-BCA ngày 17 tháng 11 năm 2023",
    ],
)
def test_annexes_of_other_documents_say_nothing(said: str) -> None:
    fields = written([], page([(400, 260, 1300, said)], number=2))
    assert failed_rules(fields["number"]) == {"text.by_hand", "document_number.printed"}


def test_a_witness_by_hand_or_unsure_is_none() -> None:
    annex = by_hand(page(ANNEX, number=2), ISSUED)
    assert written([], annex)["number"].state is FieldState.REVIEW
    unsure = page(ANNEX, number=2, confidence=0.8)
    assert written([], unsure)["number"].state is FieldState.REVIEW


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Thời gian ký: 05.02.2026 15:30:12 +07:00", FieldState.ACCEPTED),
        ("Ngày ký: 05/02/2026 08:00", FieldState.ACCEPTED),
        ("Thời gian ký: 06.02.2026 15:30:12 +07:00", FieldState.REVIEW),
        ("Ngày nộp: 05/02/2026", FieldState.REVIEW),
    ],
)
def test_the_text_of_a_signature_is_a_witness_of_the_day(text: str, state: FieldState) -> None:
    assert written([(1000, 1500, 1500, text)])["issued_on"].state is state


@pytest.mark.parametrize(("day", "doubted"), [("06/02/2026", False), ("04/02/2026", True)])
def test_no_document_arrives_before_it_is_issued(day: str, doubted: bool) -> None:
    stamp: list[Placed] = [
        (120, 60, 240, "ĐẾN"),
        (120, 105, 330, "Số: 1234"),
        (120, 150, 380, f"Ngày: {day}"),
    ]
    first = page([*LEFT, *RIGHT, *BODY, *FOOT, *stamp])
    corners = ((100, 50), (400, 50), (400, 200), (100, 200))
    mark = InkMark.model_validate({"kind": "arrival_stamp", "polygon": corners})
    fields = extract((first.model_copy(update={"marks": (mark,)}),))
    assert fields["issued_on"].value == "2026-02-05"
    assert ("date.arrival" in failed_rules(fields["issued_on"])) is doubted
