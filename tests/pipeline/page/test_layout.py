from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.page.layout import reading_order
from schemas.record.reading import Box


def row(left: float, top: float, width: float) -> Box:
    return Box(left, top, left + width, top + 30)


LETTER = [
    row(100, 100, 300),  # agency
    row(100, 140, 260),
    row(100, 200, 200),  # number
    row(600, 102, 420),  # motto
    row(650, 142, 330),
    row(600, 203, 420),  # place and date
    row(450, 300, 200),  # title
    row(100, 380, 920),  # body
    row(100, 420, 920),
    row(100, 460, 300),
    row(100, 560, 120),  # recipients
    row(100, 600, 250),
    row(700, 562, 150),  # signer
    row(680, 700, 200),
]
"""A letter as NĐ 30/2020 lays it out, in reading order."""


def test_head_and_foot_are_read_column_by_column() -> None:
    assert reading_order(LETTER) == list(range(len(LETTER)))


@given(st.permutations(LETTER))
def test_the_order_of_detection_does_not_matter(shuffled: list[Box]) -> None:
    assert [shuffled[i] for i in reading_order(shuffled)] == LETTER


def test_words_of_one_line_are_read_from_left_to_right() -> None:
    line = [row(100, 100, 180), row(300, 104, 180), row(500, 97, 180)]
    assert reading_order([line[2], line[0], line[1]]) == [1, 2, 0]


def test_nothing_to_order() -> None:
    assert reading_order([]) == []


SIDES = st.floats(0, 2000)


@given(
    st.lists(
        st.builds(
            lambda left, top, width, height: Box(left, top, left + width, top + height),
            SIDES,
            SIDES,
            st.floats(1, 900),
            st.floats(1, 90),
        ),
        max_size=40,
    )
)
def test_every_box_is_read_exactly_once(boxes: list[Box]) -> None:
    assert sorted(reading_order(boxes)) == list(range(len(boxes)))
