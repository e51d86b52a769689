from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.agreement import weigh
from pipeline.ocr.symbols import Symbol
from schemas.text.spelling import search_key


def written(text: str, **doubts: tuple[str, float]) -> tuple[Symbol, ...]:
    """Symbols of a text; `doubts` gives a letter its rival and that rival's probability."""
    symbols = []
    for i, sign in enumerate(text):
        rival = doubts.get(sign)
        mine = 1 - rival[1] if rival else 0.999
        symbols.append(Symbol(sign, mine, i / len(text), (rival,) if rival else ()))
    return tuple(symbols)


def text_of(symbols: tuple[Symbol, ...]) -> str:
    return "".join(symbol.text for symbol in symbols)


def test_a_mark_that_the_second_reader_sees_wins_over_a_doubtful_one() -> None:
    seen = weigh(written("ĐIÈU KIỆN", È=("Ề", 0.3)), "ĐIỀU KIỆN")
    assert text_of(seen) == "ĐIỀU KIỆN"
    assert seen[2].probability == pytest.approx(0.3 * 12 / (0.3 * 12 + 0.7))
    assert ("È", 0.7) in seen[2].alternatives


def test_a_sure_mark_stays_and_becomes_a_little_less_sure() -> None:
    symbol = weigh(written("về việc", ề=("ê", 1e-4)), "vê việc")[1]
    assert symbol.text == "ề"
    assert 0.99 < symbol.probability < 1 - 1e-4


def test_what_the_first_reader_held_impossible_is_never_written() -> None:
    seen = weigh(written("Số 17"), "Số 11")
    assert text_of(seen) == "Số 17"
    assert seen[-1].probability < 0.999


def test_agreement_makes_sure() -> None:
    before = written("Nguyễn", ễ=("ể", 0.2))
    assert weigh(before, "Nguyễn")[4].probability > 0.97 > before[4].probability


def test_a_sign_that_only_the_second_reader_sees_makes_its_neighbour_doubtful() -> None:
    assert weigh(written("đậu, đỗ"), "đậu, đỗ.")[-1].probability <= 0.9
    assert weigh(written("đậu, đỗ"), "đậu, đỗ|")[-1].probability > 0.999


def test_a_second_reader_that_lost_its_way_is_not_heard() -> None:
    symbols = written("Căn cứ Luật", ậ=("â", 0.4))
    assert weigh(symbols, "I I ~~ s") is symbols


@given(st.text("aảã K1.-", max_size=20), st.text("aảã K1.-", max_size=20), st.floats(0.01, 0.49))
def test_only_marks_ever_change(first: str, second: str, doubt: float) -> None:
    seen = weigh(written(first, ả=("ã", doubt)), second)
    assert search_key(text_of(seen)) == search_key(first)
    assert all(0 < s.probability <= 1 and math.isfinite(s.probability) for s in seen)
