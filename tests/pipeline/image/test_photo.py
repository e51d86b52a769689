"""A sheet on a photo is found, made flat and brought back; a scan is left alone."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.intake.damage import photographed
from pipeline.image.clean import even_light, lift_rules
from pipeline.image.deskew import straighten
from pipeline.image.photo import find_sheet
from pipeline.image.steps import STEPS, prepare
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.quality import Defect, judge
from schemas.record.reading import Box
from tests.pipeline.sheets import bgr, drawn

pytestmark = pytest.mark.slow

PAGE = bgr(drawn())
DPI = 150
SHEET_AND_LIGHT = STEPS[:2]


def dotted(pixels: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    """A photo of the page with a coloured dot at each third, to find places again."""
    marked = pixels.copy()
    cv2.circle(marked, (400, 600), 9, (255, 0, 0), -1)
    return photographed(marked, random.Random(seed))  # noqa: S311


@pytest.mark.parametrize("seed", range(4))
def test_places_on_the_flat_page_are_found_on_the_photo(seed: int) -> None:
    photo = dotted(PAGE, seed)
    cleaned = prepare(photo, DPI, steps=SHEET_AND_LIGHT)
    assert cleaned.pixels is not photo
    upright = straighten(cleaned.pixels, before=cleaned.level.to_original)
    blue = upright.pixels[:, :, 0].astype(int) - upright.pixels[:, :, 2]
    ys, xs = np.nonzero(blue > 90)
    box = Box(xs.mean() - 3, ys.mean() - 3, xs.mean() + 3, ys.mean() + 3)
    there = np.mean(upright.polygon(box), axis=0)
    difference = photo[:, :, 0].astype(int) - photo[:, :, 2]
    y, x = np.nonzero(difference > 90)
    assert there == pytest.approx((x.mean(), y.mean()), abs=4)


@pytest.mark.parametrize("seed", range(4))
def test_a_photographed_page_is_rectangular_evenly_lit_and_judged_by_its_sheet(seed: int) -> None:
    photo = photographed(PAGE, random.Random(seed))  # noqa: S311
    cleaned = prepare(photo, DPI, steps=SHEET_AND_LIGHT)
    height, width = cleaned.pixels.shape[:2]
    assert height / width == pytest.approx(2**0.5, rel=0.01)
    corners = cleaned.pixels[60:-60:400, 60:-60:300].reshape(-1, 3)
    assert np.percentile(corners, 20) > 215
    assert Defect.CUT_EDGE not in {f.defect for f in judge(PageImage(1, photo, DPI)).findings}


def test_a_scan_is_left_as_it_is() -> None:
    for scan in (PAGE, np.full((500, 360, 3), 255, np.uint8), np.zeros((3, 900, 3), np.uint8)):
        assert find_sheet(scan) is None
    cleaned = prepare(PAGE, DPI, steps=SHEET_AND_LIGHT)
    assert cleaned.pixels is PAGE
    assert np.array_equal(cleaned.level.to_original, np.eye(3))
    rim = PAGE.copy()
    rim[:, :20] = 25  # the dark rim of a scanner
    assert find_sheet(rim) is None


def test_shadow_is_taken_away_and_even_paper_is_not_touched() -> None:
    assert even_light(PAGE) is PAGE
    shadow = np.linspace(1.0, 0.45, PAGE.shape[1])[None, :, None]
    even = even_light(np.asarray(PAGE * shadow, np.uint8))
    assert np.median(even[:, -200:]) > 230
    assert even.min() < 60


def ruled() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The page with table rules and a dotted line, and the mask of what was added."""
    page = PAGE.copy()
    for y in (900, 1030):
        cv2.line(page, (100, y), (1100, y), (40, 40, 40), 3)
    cv2.line(page, (600, 820), (600, 1330), (40, 40, 40), 3)
    for x in range(700, 1100, 9):
        cv2.circle(page, (x, 1500), 2, (30, 30, 30), -1)
    added = np.any(page != PAGE, axis=2)
    return page, np.asarray(added, np.uint8)


def test_rules_and_dotted_lines_go_and_letters_stay() -> None:
    page, added = ruled()
    lifted = lift_rules(page, DPI)
    dark = lifted.max(axis=2) < 140
    print_ = PAGE.max(axis=2) < 100
    assert dark[added > 0].mean() < 0.08
    assert dark[print_].mean() > 0.97
    assert lift_rules(PAGE, DPI)[print_].mean() == pytest.approx(PAGE[print_].mean(), abs=1)
