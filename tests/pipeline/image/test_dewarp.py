"""Bent pages are made straight, flat ones are left alone, and places map back."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.intake.damage import bent
from pipeline.image.deskew import straighten
from pipeline.image.dewarp import find_warp
from pipeline.intake.decode.page_image import PageImage
from pipeline.page.read import PageReader
from schemas.record.reading import Box, Point
from tests.pipeline.sheets import DPI, LETTER, bgr, drawn, skewed

pytestmark = pytest.mark.slow

PAGE = bgr(drawn())
SHAPES = {"arch": 5.0, "wave": 5.0, "spine": 8.0}


DOTS = (200, 540, 880)
"""Where three red dots stand on one line of the flat page."""


def dotted() -> NDArray[np.uint8]:
    page = PAGE.copy()
    for x in DOTS:
        cv2.circle(page, (x, 1000), 7, (0, 0, 230), -1)
    return page


def dots(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The middles of the dots from left to right, measured from the corner of the picture."""
    blue, _, red = (pixels[:, :, i].astype(np.int16) for i in range(3))
    found = cv2.connectedComponentsWithStats((red - blue > 110).astype(np.uint8))
    large = found[3][1:][found[2][1:, cv2.CC_STAT_AREA] > 60]
    return np.array(sorted(large.tolist())) + 0.5


@pytest.mark.parametrize("shape", SHAPES)
def test_bent_lines_are_made_straight_and_places_map_back(shape: str) -> None:
    pixels = bent(dotted(), shape, SHAPES[shape])
    page = straighten(pixels)
    page = page.straightened(page.find_warp(DPI))
    before, after = dots(pixels), dots(page.pixels)
    assert len(before) == len(after) == len(DOTS)
    assert np.ptp(before[:, 1]) > 12
    assert np.ptp(after[:, 1]) < 5
    for (x, y), was in zip(after.tolist(), before, strict=True):
        polygon = np.array(page.polygon(Box(x - 4, y - 4, x + 4, y + 4)))
        assert polygon.mean(axis=0) == pytest.approx(was, abs=1.2)
        corner = Point(*was.tolist())
        there = page.box_around((corner, corner, corner, corner))
        assert (there.left, there.top) == pytest.approx((x, y), abs=1.2)


def test_the_polygon_of_a_long_line_holds_all_of_it() -> None:
    pixels = bent(dotted(), "arch", 6)
    page = straighten(pixels)
    page = page.straightened(page.find_warp(DPI))
    (left, top), (right, bottom) = np.sort(dots(page.pixels), axis=0)[[0, -1]].tolist()
    line = Box(left - 8, top - 8, right + 8, bottom + 8)
    around = np.array(page.polygon(line), np.float32)
    for x, y in dots(pixels).tolist():
        assert cv2.pointPolygonTest(around, (x, y), measureDist=True) > 0


def test_a_bent_page_is_read_and_turned_with_its_bend(reader: PageReader) -> None:
    pixels = bent(PAGE, "arch", 6)
    wanted = {text for _, _, text in LETTER}
    for turned in (pixels, np.ascontiguousarray(pixels[::-1, ::-1])):
        found = {line.text for line in reader.read(PageImage(1, turned, DPI)).lines}
        assert len(wanted & found) >= 0.85 * len(wanted)


@pytest.mark.parametrize("clockwise", [0.0, 2.5])
def test_a_flat_page_is_left_the_very_same(clockwise: float) -> None:
    page = straighten(bgr(skewed(drawn(), clockwise)))
    assert page.find_warp(DPI) is None
    assert page.straightened(None) is page


def test_pages_without_print_and_slivers_have_no_bend() -> None:
    for size in ((1754, 1240), (40, 900), (900, 40), (1, 1)):
        assert find_warp(np.full(size, 255, np.uint8), DPI) is None
