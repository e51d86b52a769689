"""What is typed of a person is understood, or asked about; it is never taken for what it is not."""

from __future__ import annotations

import pytest

from app.errors import SubjectNumberError
from app.subjects import born, sought, wrong_birth


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ""),
        ("1990", "1990"),
        ("1990-12", "1990-12"),
        (" 1990-12-31 ", "1990-12-31"),
        ("2000-02-29", "2000-02-29"),
        ("31/12/1990", "1990-12-31"),
        ("12/1990", "1990-12"),
    ],
)
def test_a_day_of_birth_is_understood(typed: str, meant: str) -> None:
    assert born(typed) == meant
    assert wrong_birth(typed) == ""


@pytest.mark.parametrize("typed", ["1990-13", "1990-02-30", "2001-02-29", "0000", "31/02/1990"])
def test_what_is_in_no_calendar_is_not_looked_for(typed: str) -> None:
    with pytest.raises(SubjectNumberError):
        born(typed)
    assert wrong_birth(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("001-190.012 345", "001190012345"),
        ("００１１９００１２３４５", "001190012345"),
        ("011.234.567", "011234567"),
        ("c 0123 4567", "C01234567"),
        ("C01X00T47", "C01X00T47"),
        ("0100109106", "0100109106"),
        ("0100109106 – 001", "0100109106-001"),
        ("0100109106001", "0100109106-001"),
    ],
)
def test_a_number_is_cleaned(typed: str, meant: str) -> None:
    assert sought(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "1190012345",  # lost zeros
        "1234567",
        "100109106-001",  # a branch that lost its zero: twelve digits without the dash
        "0100109107-001",  # a wrong check digit
        "4000000000",
        "41190012345",  # eleven digits
        "001190012345 6",
        "001490012345",  # born in no century yet
        "123456",
        "C0123456789012",
    ],
)
def test_what_can_hardly_be_a_number_is_asked_about_and_may_be_insisted_on(typed: str) -> None:
    with pytest.raises(SubjectNumberError) as error:
        sought(typed)
    assert error.value.remedy()
    assert sought(typed, sure=True)
