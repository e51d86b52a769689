"""What is typed of a person is understood, or asked about; it is never taken for what it is not."""

from __future__ import annotations

import pytest

from app.errors import SubjectNumberError
from app.subjects import born, wrong_birth


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
