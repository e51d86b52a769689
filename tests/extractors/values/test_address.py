"""Which units an address names, what became of them, and what the lists say against a reading."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.extract import judge_again
from extractors.judge.state import judge as judge_fields
from extractors.values.address import check_addresses, units_of
from extractors.values.units import REFORM, provinces_before, provinces_today, ward_today
from schemas.papers.model import Role
from schemas.papers.types.birth_certificate import BirthCertificate
from schemas.record.evidence import Confirmation, FieldEvidence, FieldState, RuleOutcome, RuleResult

OLD = "Số 5 ngõ 7, Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội"
NEW = "Phường Hồng Hà, Hà Nội"
FIELD = "mother_residence"


def judge(
    address: str, day: str | None = None, confidence: float = 0.97, *rules: RuleResult
) -> FieldEvidence:
    evidence = FieldEvidence(value=address, raw=address, confidence=confidence, rules=rules)
    issued = BirthCertificate.field_of(Role.ISSUED_ON)
    assert issued is not None
    fields = {FIELD: evidence, issued: FieldEvidence(value=day)}
    return judge_fields(BirthCertificate, check_addresses(BirthCertificate, fields))[FIELD]


def outcome(evidence: FieldEvidence) -> RuleOutcome:
    (result,) = (r for r in evidence.rules if r.rule == "address.units")
    return result.outcome


def test_the_lists_are_whole() -> None:
    today = [p for provinces in provinces_today().values() for p in provinces]
    before = [p for provinces in provinces_before().values() for p in provinces]
    assert len(today) == 34
    assert sum(len(units) for p in today for units in p.below.values()) == 3321
    assert len(before) == 63
    wards = [
        ward
        for p in before
        for districts in p.below.values()
        for district in districts
        for units in district.below.values()
        for ward in units
    ]
    assert len(wards) == 10035
    assert all(ward_today(code) for ward in wards for code in ward.successors)
    assert all(ward.successors for ward in wards)


def test_old_units_come_with_what_took_their_place() -> None:
    named, successor = units_of(OLD)
    assert (named.ward, named.district, named.province) == (
        "Phường Phúc Xá",
        "Quận Ba Đình",
        "Thành phố Hà Nội",
    )
    assert (named.valid_to, named.named) == (dt.date(2025, 6, 30), True)
    assert (successor.ward, successor.district) == ("Phường Hồng Hà", None)
    assert (successor.valid_from, successor.named) == (REFORM, False)


def test_a_divided_ward_has_several_successors() -> None:
    named, *successors = units_of("Phường Ngọc Hà, Quận Ba Đình, Hà Nội")
    assert named.ward == "Phường Ngọc Hà"
    assert [unit.ward for unit in successors] == ["Phường Ba Đình", "Phường Ngọc Hà"]


def test_two_tiers_are_units_of_today() -> None:
    (unit,) = units_of(NEW)
    assert (unit.ward, unit.valid_from, unit.valid_to) == ("Phường Hồng Hà", REFORM, None)


@pytest.mark.parametrize(
    "written",
    [
        "P.Phúc Xá, Q. Ba Đình, TP. Hà Nội",
        "Phúc Xá, Ba Đình, Hà Nội",
        "phường Phúc Xá - quận Ba Đình - thành phố Hà Nội",
        "Phường Phúc Xá, Quận Ba Đình, Hà Nội, Việt Nam",
    ],
)
def test_units_are_found_however_they_are_written(written: str) -> None:
    assert units_of(written)[0].ward == "Phường Phúc Xá"


@pytest.mark.parametrize("address", ["", ",", "Ninh Bình", "Ba Đình, Hà Nội", "Paris, Pháp", "-,;"])
def test_what_is_open_or_unknown_gets_no_units(address: str) -> None:
    assert units_of(address) == ()


def test_a_value_is_never_rewritten() -> None:
    evidence = judge(OLD, "2026-01-05")
    assert (evidence.value, evidence.raw) == (OLD, OLD)
    assert evidence.units[0].ward == "Phường Phúc Xá"
    assert outcome(evidence) is RuleOutcome.PASSED


def test_a_unit_of_today_cannot_stand_on_an_older_paper() -> None:
    assert outcome(judge(NEW, "2026-01-05")) is RuleOutcome.PASSED
    early = judge(NEW, "2020-01-05")
    assert outcome(early) is RuleOutcome.FAILED
    assert early.state is FieldState.REVIEW


@pytest.mark.parametrize("day", [None, "2020-01-05", "2026-01-05"])
def test_a_misread_ward_goes_to_review_and_names_the_nearest(day: str | None) -> None:
    evidence = judge("Số 5, Phường Phúc Xả, Quận Ba Đình, Thành phố Hà Nội", day)
    assert evidence.state is FieldState.REVIEW
    assert "Phường Phúc Xá" in evidence.rules[-1].message


def test_units_that_went_before_the_lists_begin_are_left_alone() -> None:
    old = judge("Xã Cổ Loan, Huyện Từ Liêm, Hà Nội", "1998-05-05")
    assert outcome(old) is RuleOutcome.NOT_APPLICABLE
    assert old.state is FieldState.ACCEPTED


def test_the_lists_strengthen_only_what_they_vouch_for() -> None:
    assert judge("Phường Phúc Xá, Quận Ba Đình, Hà Nội", None, 0.9).state is FieldState.ACCEPTED
    assert judge(OLD, None, 0.9).state is FieldState.REVIEW  # the house number is not in them
    failed = RuleResult(rule="value.end", outcome=RuleOutcome.FAILED)
    whole = judge("Phường Phúc Xá, Quận Ba Đình, Hà Nội", None, 0.9, failed)
    assert whole.state is FieldState.REVIEW


def test_a_corrected_address_is_judged_anew() -> None:
    wrong = judge("Phường Phúc Xả, Quận Ba Đình, Hà Nội")
    assert outcome(wrong) is RuleOutcome.FAILED
    right = "Phường Phúc Xá, Quận Ba Đình, Hà Nội"
    said = Confirmation(operator="an", at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    confirmed = wrong.model_copy(update={"value": right, "confirmed": said})
    again = judge_again("birth_certificate", {FIELD: confirmed})[FIELD]
    assert outcome(again) is RuleOutcome.PASSED
    assert (again.units[0].ward, again.state) == ("Phường Phúc Xá", FieldState.CONFIRMED)
    assert judge_again("birth_certificate", {FIELD: again})[FIELD] == again


_PIECES = st.sampled_from(["Phường ", "Xã", "Q.", "TP.HCM", "Hà Nội", "Ba Đình", ",", " - ", "01"])


@given(st.lists(_PIECES | st.text(max_size=6), max_size=12).map("".join))
def test_no_text_makes_the_lists_fail(text: str) -> None:
    for unit in units_of(text):
        assert unit.code
    assert judge(text or "x").value == (text or "x")
