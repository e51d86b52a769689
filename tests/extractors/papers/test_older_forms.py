"""Certificates of 2006 to 2015 give back what was printed on them, like those of today."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable

import pytest

from extractors.classify import classify
from extractors.extract import extract
from samples.generate import seeded
from samples.generate.old_civil import birth_of_2006, marriage_of_2006
from samples.generate.paper import DrawnPaper, readings
from tests.extractors.drawn import edit, values

_DRAWN = (birth_of_2006, marriage_of_2006)
_Draw = Callable[[random.Random], DrawnPaper]


@pytest.mark.parametrize("split", [False, True], ids=["joined", "split"])
@pytest.mark.parametrize("draw", _DRAWN)
def test_a_perfect_reading_gives_the_true_values(draw: _Draw, split: bool) -> None:
    for seed in range(2):
        paper = draw(seeded(f"older/{seed}"))
        pages = readings(paper, split=split)
        assert classify(pages).paper_type == paper.paper_type
        assert values(extract(paper.paper_type, pages)) == paper.fields


@pytest.mark.parametrize("draw", _DRAWN)
def test_a_missing_name_never_moves_a_value_to_another_field(draw: _Draw) -> None:
    paper = draw(seeded("older/0"))
    pages = readings(paper)
    heads = {line.text for line in pages[0].lines if line.text.startswith("Họ và tên")}
    assert len(heads) > 1
    for dropped in heads:
        kept = edit(pages, functools.partial(_without, dropped))
        found = values(extract(paper.paper_type, kept))
        assert {k: v for k, v in found.items() if v != paper.fields.get(k)} == {}


def _without(dropped: str, text: str) -> str | None:
    return None if text == dropped else text
