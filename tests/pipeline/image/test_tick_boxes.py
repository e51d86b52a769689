"""Boxes to tick: found at every grade, told empty from ticked, and never taken for letters."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.image.clean import find_ink
from pipeline.image.deskew import straighten
from pipeline.image.tick_boxes import find_tick_boxes, without_boxes
from samples.generate import seeded
from samples.generate.papers import layouts
from samples.generate.scan import Grade, scan

pytestmark = pytest.mark.slow

_MM = 200 / 25.4


@pytest.mark.parametrize("grade", list(Grade))
def test_boxes_are_found_and_told_apart(grade: Grade) -> None:
    sheet = layouts()["passport_form"](seeded(3)).sheets[0]
    pixels = np.ascontiguousarray(scan(sheet.pixels(), grade, seeded(3)).pixels[:, :, ::-1])
    page = straighten(pixels, 0).pixels
    found = sorted(find_tick_boxes(find_ink(page), _MM), key=lambda each: each[1].left)
    true = sorted(sheet.marks, key=lambda mark: mark.polygon[0].x)
    assert [kind for kind, _ in found] == [mark.kind for mark in true]


@pytest.mark.parametrize("paper_type", ["birth_certificate", "residence_form", "land_certificate"])
def test_other_papers_have_none(paper_type: str) -> None:
    drawn = layouts()[paper_type](seeded(3)).sheets[0].pixels()
    page = np.ascontiguousarray(scan(drawn, Grade.SCAN, seeded(3)).pixels[:, :, ::-1])
    assert list(find_tick_boxes(find_ink(page), _MM)) == []


def test_a_page_without_boxes_is_not_touched() -> None:
    page = np.full((100, 100, 3), 250, np.uint8)
    assert without_boxes(page, []) is page
