"""Numbers of persons: cleaned, and doubted where they cannot be right."""

from __future__ import annotations

import datetime as dt

import pytest

from web.numbers import cleaned, doubt, is_number

TODAY = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    "typed",
    [
        "001190-012-345",
        " 001190 012 345 ",
        "001.190.012.345",
        "001215012345",
        "123456789",
        "c1234567",
        "P 12345678",
        "0100109106",  # a tax code
        "0100109106-001",
    ],
)
def test_numbers_are_cleaned_and_taken(typed: str) -> None:
    number = cleaned(typed)
    assert is_number(number)
    assert doubt(number, TODAY) == ""


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("00119001234", "11 chữ số"),
        ("0011900123456", "13 chữ số"),
        ("0100109107", "mã số thuế"),
        ("abc123", "không có dạng"),
        ("001190012345x", "không có dạng"),
        ("001490012345", "thế kỷ"),
        ("003190012345", "mã tỉnh"),
        ("999190012345", "mã tỉnh"),
        ("001230012345", "năm 2030"),
    ],
)
def test_what_can_hardly_be_right_is_doubted(typed: str, why: str) -> None:
    number = cleaned(typed)
    assert is_number(number)
    assert why in doubt(number, TODAY)


@pytest.mark.parametrize("typed", ["", "12", "số nào đó", "1" * 21])
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert not is_number(cleaned(typed))
