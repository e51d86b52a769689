"""Pages that make up one paper, in files that hold several."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractors.grouping import group_pages
from samples.generate.paper import readings
from samples.generate.papers import layouts
from schemas.record.reading import PageReading
from tests.extractors.drawn import draw
from tests.extractors.papers.test_administrative_document import (
    BODY,
    FOOT,
    LEFT,
    RIGHT,
    Placed,
    page,
)

DECISION = [*LEFT, *RIGHT, *BODY]
PLAIN: list[Placed] = [(260, 300, 1400, "Điều 2. Quyết định này có hiệu lực từ ngày ký."), *FOOT]


def top(number: str) -> Placed:
    return (800, 90, 840, number)


def stack(*pages: list[Placed]) -> tuple[PageReading, ...]:
    return tuple(page(placed, number) for number, placed in enumerate(pages, start=1))


def numbers(pages: Sequence[PageReading]) -> list[tuple[int, ...]]:
    return [group.numbers for group in group_pages(pages)]


def test_pages_without_a_title_belong_to_the_one_before() -> None:
    pages = stack(DECISION, PLAIN, DECISION, [top("2"), *PLAIN], [top("3"), *PLAIN], DECISION)
    assert numbers(pages) == [(1, 2), (3, 4, 5), (6,)]
    assert all(group.sure for group in group_pages(pages))


def test_what_is_issued_with_a_decision_belongs_to_it() -> None:
    rules: list[Placed] = [
        *LEFT[:2],
        *RIGHT[:2],
        (760, 470, 1000, "QUY CHẾ"),
        (420, 560, 1340, "(Ban hành kèm theo Quyết định số 05/QĐ-UBND ngày 05/02/2026)"),
    ]
    assert numbers(stack(DECISION, PLAIN, rules)) == [(1, 2, 3)]


def test_a_body_that_names_an_enclosure_does_not_join_papers() -> None:
    body: Placed = (260, 900, 1400, "kèm theo Quyết định số 79/QĐ-UBND ngày 19/02/2021;")
    assert numbers(stack(DECISION, [*DECISION, body])) == [(1,), (2,)]


def test_a_numbered_page_goes_on_though_it_looks_like_a_first_one() -> None:
    assert numbers(stack(DECISION, [*DECISION, (800, 90, 900, "Trang 2/3")])) == [(1, 2)]
    assert numbers(stack(DECISION, [*PLAIN, (800, 90, 900, "Trang 1/3")])) == [(1,), (2,)]


def test_serials_of_blanks_join_and_part() -> None:
    first, same = [*DECISION, (1200, 2200, 1400, "DA 123456")], (1200, 2200, 1400, "DA 123456")
    other: Placed = (1200, 2200, 1400, "DA 654321")
    assert numbers(stack(first, [*PLAIN, same])) == [(1, 2)]
    groups = group_pages(stack(first, [*PLAIN, other]))
    assert [group.numbers for group in groups] == [(1,), (2,)]
    assert not groups[1].sure


def test_a_page_of_another_size_is_left_to_a_person() -> None:
    small = page(PLAIN, 2).model_copy(update={"width": 1000, "height": 700})
    groups = group_pages((page(DECISION, 1), small))
    assert [group.sure for group in groups] == [True, False]


def test_no_page_is_lost_and_none_is_no_paper() -> None:
    assert group_pages(()) == ()
    blank = PageReading(number=2, width=10, height=10, dpi=1, rotation=0, skew=0, blank=True)
    assert numbers((page(DECISION, 1), blank)) == [(1, 2)]


@pytest.mark.parametrize("paper_type", list(layouts()))
def test_every_drawn_paper_holds_together_and_parts_from_the_next(paper_type: str) -> None:
    drawn = readings(draw(paper_type, 2))
    assert numbers(drawn) == [tuple(range(1, len(drawn) + 1))]
    follower = page(DECISION, len(drawn) + 1)
    assert numbers((*drawn, follower)) == [
        tuple(range(1, len(drawn) + 1)),
        (len(drawn) + 1,),
    ]
