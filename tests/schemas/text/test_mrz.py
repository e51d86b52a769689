"""Machine-readable zones: the specimens of ICAO Doc 9303 and Vietnamese cards."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.text.mrz import check_digit, parse_mrz

# ICAO Doc 9303 part 4, appendix B, and part 5, appendix B
_PASSPORT = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
)
_CARD = (
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
)


def _vietnamese_card() -> list[str]:
    number = "001304123456"
    first = f"IDVNM{number[3:]}{check_digit(number[3:])}{number}<<{check_digit(number + '<<')}"
    dates = f"040201{check_digit('040201')}", f"290201{check_digit('290201')}"
    composite = check_digit(first[5:] + dates[0] + dates[1] + "<" * 11)
    return [
        first,
        f"{dates[0]}F{dates[1]}VNM<<<<<<<<<<<{composite}",
        "TRAN<<THI<MAI".ljust(30, "<"),
    ]


@pytest.mark.parametrize("lines", [_PASSPORT, _CARD])
def test_specimens_hold(lines: tuple[str, ...]) -> None:
    zone = parse_mrz(lines)
    assert zone is not None
    assert zone.failed == ()
    assert (zone.surname, zone.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert zone.birth == dt.date(1974, 8, 12)
    assert zone.expiry == dt.date(2012, 4, 15)
    assert zone.sex == "Nữ"


def test_a_vietnamese_card_carries_the_whole_number() -> None:
    zone = parse_mrz(_vietnamese_card())
    assert zone is not None
    assert zone.personal_number == "001304123456"
    assert zone.birth == dt.date(2004, 2, 1)
    assert zone.failed == ()


def test_lookalikes_are_exchanged_where_only_digits_stand() -> None:
    lines = _vietnamese_card()
    lines[0] = lines[0].replace("0", "O")
    zone = parse_mrz(lines)
    assert zone is not None
    assert zone.personal_number == "001304123456"
    assert zone.failed == ()


@given(st.integers(15, 26), st.integers(1, 9))
def test_every_misread_digit_of_the_number_is_noticed(place: int, shift: int) -> None:
    lines = _vietnamese_card()
    wrong = str((int(lines[0][place]) + shift) % 10)
    lines[0] = lines[0][:place] + wrong + lines[0][place + 1 :]
    zone = parse_mrz(lines)
    assert zone is not None
    # Weights of 7, 3 and 1 tell every single wrong digit.
    assert "personal" in zone.failed


def test_a_person_of_the_last_century_keeps_it() -> None:
    number = "001060000001"
    first = f"IDVNM{number[3:]}{check_digit(number[3:])}{number}<<{check_digit(number + '<<')}"
    dates = "6002012", f"991231{check_digit('991231')}"
    zone = parse_mrz([first, f"{dates[0]}M{dates[1]}VNM<<<<<<<<<<<0", "LE<<VAN<AN".ljust(30, "<")])
    assert zone is not None
    assert zone.birth == dt.date(1960, 2, 1)


@given(st.lists(st.text(alphabet="IDVNM<0123456789ABCZ ", max_size=46), max_size=4))
def test_no_lines_make_parsing_fail(lines: list[str]) -> None:
    parse_mrz(lines)


@given(st.lists(st.text(), max_size=4))
def test_no_text_makes_parsing_fail(lines: list[str]) -> None:
    parse_mrz(lines)
