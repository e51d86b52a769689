from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.text.id_number import parse_personal_number


@pytest.mark.parametrize(
    ("digits", "sex", "year"),
    [
        ("001039012345", "Nam", 1939),
        ("001185012345", "Nữ", 1985),
        ("001204012345", "Nam", 2004),
        ("001326012345", "Nữ", 2026),
    ],
)
def test_digits_tell_sex_and_year(digits: str, sex: str, year: int) -> None:
    number = parse_personal_number(digits)
    assert number is not None
    assert (number.sex, number.birth_year, number.registered_in) == (sex, year, "001")


@pytest.mark.parametrize("digits", ["001426012345", "00103901234", "0010390123456", "00103901234A"])
def test_what_cannot_be_a_number_today_is_none(digits: str) -> None:
    assert parse_personal_number(digits) is None


@given(st.text())
def test_no_text_makes_parsing_fail(text: str) -> None:
    parse_personal_number(text)
