from __future__ import annotations

import numpy as np
import pytest

from pipeline.page.cut import cut_line, split_at_gaps
from schemas.record.reading import Box
from tests.pipeline.sheets import bgr, drawn, font

LEFT, RIGHT = "ỦY BAN NHÂN DÂN PHƯỜNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"
SIZE = 1000, 80


def test_two_columns_taken_for_one_line_are_parted() -> None:
    page = bgr(drawn([(20, 20, LEFT), (560, 20, RIGHT)], SIZE))
    end = 20 + font().getlength(LEFT)
    first, second = split_at_gaps(page, [Box(18, 18, 960, 56)])
    assert first.left == 18
    assert first.right == pytest.approx(end, abs=3)
    assert second.left == pytest.approx(560, abs=3)
    assert second.right == 960
    assert (first.top, first.bottom, second.top, second.bottom) == (18, 56, 18, 56)


def test_a_line_of_words_stays_whole() -> None:
    page = bgr(drawn([(20, 20, "Căn cứ Luật Tổ chức chính quyền địa phương")], SIZE))
    box = Box(18, 18, 600, 56)
    assert split_at_gaps(page, [box]) == [Box(18, 18, 600, 56)]


def test_a_widely_spaced_line_stays_whole() -> None:
    words = "Số     30     năm     2026     của     phường"
    page = bgr(drawn([(20, 20, words)], SIZE))
    box = Box(18, 18, round(24 + font().getlength(words)), 56)
    assert split_at_gaps(page, [box]) == [box]


def test_no_box_is_lost_where_there_is_no_ink() -> None:
    page = np.full((80, 200, 3), 255, np.uint8)
    boxes = [Box(10, 10, 190, 40), Box(10, 50, 190, 51)]
    assert split_at_gaps(page, boxes) == boxes


def test_a_line_is_cut_with_room_and_never_beyond_the_page() -> None:
    page = np.zeros((100, 200, 3), np.uint8)
    assert cut_line(page, Box(50, 40, 150, 60)).shape == (24, 106, 3)
    assert cut_line(page, Box(-5, -3, 260, 140)).shape == (100, 200, 3)
    assert cut_line(page, Box(20, 20, 20, 20)).shape == (1, 1, 3)
