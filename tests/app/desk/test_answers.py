"""What people say of fields: normalised, refused where it cannot be, never written over the raw."""

from __future__ import annotations

import datetime as dt

import pytest

from app.desk.answers import Answer, apply_answers, doubts, judge_value
from schemas.law.review_rules import is_sampled, needs_four_eyes
from schemas.papers.model import FieldSpec, Kind
from schemas.presentation.display import shown
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.paper import PaperRecord
from schemas.record.reading import Point
from tests.storage.records import record

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
PLACE = (Point(1, 1), Point(9, 1), Point(9, 5), Point(1, 5))


def doubtful() -> PaperRecord:
    whole = record(1, "birth_certificate", fields={"full_name": "TRẦN THỊ ĐÀO"})
    fields = {
        **whole.fields,
        "birth_date": FieldEvidence(raw="0l/03/2015", state=FieldState.REVIEW, confidence=0.4),
    }
    return whole.model_copy(update={"fields": fields})


def test_a_correction_keeps_what_was_read_and_what_was_proposed() -> None:
    before = doubtful()
    assert doubts(before) == 1
    answers = {
        "birth_date": Answer("01/03/2015", 1, PLACE, "01/03/2015"),
        "full_name": Answer("TRẦN THỊ ĐÀO"),
        "no_such_field": Answer("x"),
    }
    found = apply_answers(before, answers, "an", NOW)
    born, name = found.record.fields["birth_date"], found.record.fields["full_name"]
    assert (born.value, born.raw, born.polygon) == ("2015-03-01", "0l/03/2015", PLACE)
    assert born.confirmed is not None
    assert (born.confirmed.operator, born.confirmed.previous) == ("an", None)
    assert name.state is FieldState.CONFIRMED
    assert name.confirmed is not None
    assert name.confirmed.previous is None
    assert doubts(found.record) == 0
    assert {c.field: c.changed for c in found.settled} == {"birth_date": True, "full_name": False}
    assert found.changed == 1


def test_a_correction_that_contradicts_another_field_is_asked_for_again() -> None:
    fields = {
        "birth_date": FieldEvidence(value="2015-03-01", state=FieldState.REVIEW),
        "registered_on": FieldEvidence(value="2016-06-30", state=FieldState.ACCEPTED),
    }
    before = record(1, "birth_certificate").model_copy(update={"fields": fields})
    told = apply_answers(before, {"birth_date": Answer("01/03/2018")}, "an", NOW)
    assert set(told.problems) == {"birth_date"}
    assert told.problems["birth_date"].startswith("Ngày đăng ký trước ngày sinh.")

    sure = apply_answers(before, {"birth_date": Answer("01/03/2018", sure=True)}, "an", NOW)
    assert not sure.problems
    registered = sure.record.fields["registered_on"]
    assert registered.state is FieldState.REVIEW  # the other side of the conflict is looked at, too
    assert [rule.outcome for rule in registered.rules] == ["failed"]

    mended = apply_answers(sure.record, {"birth_date": Answer("01/03/2015")}, "an", NOW)
    assert not mended.problems
    assert [rule.outcome for rule in mended.record.fields["registered_on"].rules] == ["passed"]


def test_a_day_that_has_not_come_is_asked_for_again() -> None:
    before = record(1, "birth_certificate", fields={"registered_on": "2026-11-01"})
    told = apply_answers(before, {"registered_on": Answer("20/09/2062")}, "an", NOW)
    assert told.doubted == {"registered_on"}
    sure = apply_answers(before, {"registered_on": Answer("20/09/2062", sure=True)}, "an", NOW)
    assert not sure.problems


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.DATE, "31/12/2015", "2015-12-31"),
        (Kind.DATE, "12/2015", "2015-12"),
        (Kind.DATE, "31/02/2015", None),
        (Kind.DATE, "--/--/1950", "1950"),
        (Kind.DATE, "ngày tháng năm 1950", "1950"),
        (Kind.DATE, "năm một nghìn chín trăm năm mươi", "1950"),
        (Kind.ID_NUMBER, "001 190 012 345", "001190012345"),
        (Kind.ID_NUMBER, "001-190.012345", "001190012345"),
        (Kind.ID_NUMBER, "００１１９００１２３４５", "001190012345"),
        (Kind.ID_NUMBER, "C 0123 4567", "C01234567"),
        (Kind.ID_NUMBER, "c01x00t47", "C01X00T47"),
        (Kind.ID_NUMBER, "0100109106", "0100109106"),
        (Kind.ID_NUMBER, "0100109106 – 001", "0100109106-001"),
        (Kind.ID_NUMBER, "0100109107", None),
        (Kind.ID_NUMBER, "1190012345", None),
        (Kind.ID_NUMBER, "11234567", None),
        (Kind.ID_NUMBER, "123", None),
        (Kind.SEX, "nữ", "Nữ"),
        (Kind.SEX, "khác", None),
        (Kind.NAME, "Y Bhăm", "Y Bhăm"),
        (Kind.DOCUMENT_NUMBER, "47/2015/§", "47/2015/§"),
        (Kind.TEXT, "  hai   chữ ", "hai chữ"),
    ],
)
def test_typed_values(kind: Kind, typed: str, value: str | None) -> None:
    found, problem = judge_value(FieldSpec("x", kind), typed, FieldEvidence())
    assert found == value
    assert bool(problem) == (value is None)


def test_an_empty_answer_says_that_the_paper_has_no_value() -> None:
    assert judge_value(FieldSpec("x", Kind.DATE), " ", FieldEvidence(value="2015")) == (None, None)


@pytest.mark.parametrize("value", ["2015-03-01", "2015-03", "2015", "9999-12-31"])
def test_a_date_that_is_shown_is_a_date_that_can_be_typed(value: str) -> None:
    typed = shown(Kind.DATE, value)
    assert "-" not in typed
    assert judge_value(FieldSpec("x", Kind.DATE), typed, FieldEvidence()) == (value, None)


def test_who_has_to_look_is_data() -> None:
    day = dt.date(2026, 11, 22)
    assert needs_four_eyes("power_of_attorney", day)
    assert not needs_four_eyes("birth_certificate", day)
    assert not needs_four_eyes("power_of_attorney", dt.date(2025, 1, 1))
    drawn = [is_sampled(f"{n * 2654435761 % 2**32:08x}" + "0" * 56, day) for n in range(2000)]
    assert 0.03 < sum(drawn) / len(drawn) < 0.07
