"""Dates of which a paper says only a part."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.papers.values import PartialDate, read_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", dt.date(2016, 1, 1), dt.date(2016, 12, 31)),
        ("2016-02", dt.date(2016, 2, 1), dt.date(2016, 2, 29)),
        ("9999-12", dt.date(9999, 12, 1), dt.date(9999, 12, 31)),
    ],
)
def test_a_part_of_a_date_spans_days(text: str, first: dt.date, last: dt.date) -> None:
    day = read_day(text)
    assert isinstance(day, PartialDate)
    assert (day.first, day.last, day.isoformat()) == (first, last, text)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "16",
        "0000",
        "2016-13",
        "2016-00",
        "2016-2",
        "2015-02-29",
        "20160205",
        "2016-W01",
        2016,
    ],
)
def test_what_is_no_date(value: object) -> None:
    with pytest.raises(ValueError):
        read_day(value)


@given(st.dates())
def test_a_day_comes_back(day: dt.date) -> None:
    assert read_day(day.isoformat()) == day
    assert read_day(day) is day
