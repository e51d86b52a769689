"""Numbers and dates in words: every value survives the way there and back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.text.number_words import (
    date_from_words,
    date_in_words,
    number_from_words,
    number_in_words,
)


@given(st.integers(0, 10**12 - 1))
def test_numbers_round_trip(number: int) -> None:
    assert number_from_words(number_in_words(number)) == number


@given(st.dates(dt.date(1000, 1, 1)))
def test_dates_round_trip(day: dt.date) -> None:
    assert date_from_words(date_in_words(day)) == day


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (105, "một trăm linh năm"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (86_000_500, "tám mươi sáu triệu năm trăm"),
    ],
)
def test_numbers_are_spelt_as_officials_do(number: int, words: str) -> None:
    assert number_in_words(number) == words


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Hai ngàn không trăm lẻ ba", 2003),
        ("hai mốt", 21),
        ("ba mươi tư", 34),
        ("một chín tám tư", 1984),
        ("bẩy mươi nhăm", 75),
        ("2003", 2003),
    ],
)
def test_numbers_are_read_in_their_variants(words: str, number: int) -> None:
    assert number_from_words(words) == number


@pytest.mark.parametrize(
    "words", ["", "nghìn", "hai mươi mươi", "năm năm", "một nghìn triệu", "trăm linh"]
)
def test_what_is_no_number_is_not_read(words: str) -> None:
    assert number_from_words(words) is None


def test_a_number_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot spell"):
        number_in_words(10**12)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Ngày 26 tháng 02 năm 2003", dt.date(2003, 2, 26)),
        ("Mồng một, tháng giêng, năm một nghìn chín trăm chín mươi", dt.date(1990, 1, 1)),
        ("ngày ba mươi mốt tháng chạp năm hai nghìn", dt.date(2000, 12, 31)),
        ("ngày ba mươi tháng hai năm hai nghìn", None),
        ("tháng hai năm hai nghìn", None),
    ],
)
def test_dates_are_read_in_their_variants(words: str, day: dt.date | None) -> None:
    assert date_from_words(words) == day


@given(st.text())
def test_no_text_makes_reading_fail(text: str) -> None:
    number_from_words(text)
    date_from_words(text)
