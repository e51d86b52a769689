"""Digits in boxes: found at every grade of scan, moved together, and never seen where none are."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.image.clean import find_horizontal_rules, find_ink
from pipeline.image.deskew import straighten
from pipeline.image.digit_boxes import DigitBoxes, find_digit_boxes, without_rows
from samples.generate import seeded
from samples.generate.papers import layouts
from samples.generate.scan import Grade, scan
from schemas.record.reading import Box

pytestmark = pytest.mark.slow

_MM = 200 / 25.4


def _rows(paper_type: str, grade: Grade) -> tuple[list[DigitBoxes], NDArray[np.uint8]]:
    drawn = layouts()[paper_type](seeded(8)).sheets[0].pixels()
    pixels = np.ascontiguousarray(scan(drawn, grade, seeded(8)).pixels[:, :, ::-1])
    page = straighten(pixels, 0).pixels
    ink = find_ink(page)
    return find_digit_boxes(ink, find_horizontal_rules(ink, _MM), _MM), page


@pytest.mark.parametrize("grade", list(Grade))
def test_rows_of_boxes_are_found(grade: Grade) -> None:
    rows, page = _rows("residence_form", grade)
    assert [len(row.edges) - 1 for row in rows] == [12, 12]
    for row in rows:
        picture = row.picture(page)
        assert picture.shape[1] < 0.7 * row.box.width
        # Neither sides nor rules are left: above and below the digits is paper.
        assert picture[:3].mean(axis=2).min() > 120


@pytest.mark.parametrize("paper_type", ["birth_certificate", "receipt", "land_certificate"])
def test_other_papers_have_no_rows_of_boxes(paper_type: str) -> None:
    assert _rows(paper_type, Grade.SCAN)[0] == []


def test_lines_lose_what_stands_in_boxes() -> None:
    row = DigitBoxes(tuple(float(x) for x in range(300, 901, 50)), 100.0, 140.0, 3.0)
    across, apart = Box(50, 105, 1100, 135), Box(50, 200, 1100, 230)
    inside = Box(320, 105, 880, 135)
    assert without_rows([across, apart, inside], [row]) == [
        Box(50, 105, 300, 135),
        Box(900, 105, 1100, 135),
        apart,
    ]
