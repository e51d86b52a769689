from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.quality import (
    Defect,
    Grade,
    QualityVerdict,
    as_positive,
    judge,
    measure,
)
from tests.pipeline.sheets import DPI, bgr, drawn, skewed

pytestmark = pytest.mark.slow

A4_200 = 1654, 2339
SHEET = bgr(drawn().resize(A4_200, Image.Resampling.LANCZOS))
SHEET[:, :, 0] -= SHEET[:, :, 0] // 60  # paper is never quite grey


def verdict(pixels: NDArray[np.uint8], dpi: float = 200) -> QualityVerdict:
    return judge(PageImage(1, pixels, dpi))


def defects(found: QualityVerdict) -> set[Defect]:
    return {finding.defect for finding in found.findings}


def shaded(factor: float, offset: float = 0) -> NDArray[np.uint8]:
    return np.clip(SHEET * factor + offset, 0, 255).astype(np.uint8)


def test_a_good_page_is_good() -> None:
    found = verdict(SHEET)
    assert (found.grade, found.findings, found.blank) == (Grade.GOOD, (), False)
    assert found.measures.dpi == pytest.approx(200, abs=1)


def test_resolution_is_taken_from_the_paper_not_from_metadata() -> None:
    small = bgr(drawn().resize((827, 1169)))
    for lie in (72, 300):
        found = verdict(small, dpi=lie)
        assert found.measures.dpi == pytest.approx(100, abs=1)
        assert found.grade is Grade.SCAN_AGAIN
        assert Defect.LOW_RESOLUTION in defects(found)
        assert "100 dpi" in found.findings[0].reason


@pytest.mark.parametrize(
    ("size", "dpi"),
    [((1754, 2480), 300), ((2480, 3508), 300), ((1240, 1748), 300), ((1039, 1476), 300)],
)
def test_sizes_of_paper_are_told_apart_by_the_declared_resolution(
    size: tuple[int, int], dpi: float
) -> None:
    assert verdict(bgr(drawn([], size)), dpi).measures.dpi == pytest.approx(dpi, rel=0.01)


@pytest.mark.parametrize(("sigma", "grade"), [(2.0, Grade.USABLE), (3.6, Grade.SCAN_AGAIN)])
def test_blur(sigma: float, grade: Grade) -> None:
    found = verdict(cv2.GaussianBlur(SHEET, (0, 0), sigma))
    assert (found.grade, defects(found)) == (grade, {Defect.BLUR})


def test_blur_means_the_same_at_every_resolution() -> None:
    fine = cv2.resize(SHEET, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
    coarse, twice = (
        verdict(cv2.GaussianBlur(page, (0, 0), sigma), dpi).measures.blur
        for page, sigma, dpi in ((SHEET, 2.0, 200), (fine, 3.0, 300))
    )
    assert coarse == pytest.approx(twice, rel=0.15)


def test_faint_print_and_dark_pages() -> None:
    assert defects(verdict(shaded(0.25, 190))) == {Defect.LOW_CONTRAST}
    dark = verdict(shaded(0.33))
    assert Defect.DARK in defects(dark)
    assert dark.grade is Grade.SCAN_AGAIN


def test_a_scan_without_colour_is_told_and_no_more() -> None:
    found = verdict(np.repeat(SHEET[:, :, 1:2], 3, axis=2))
    assert (found.grade, defects(found)) == (Grade.USABLE, {Defect.NO_COLOUR})
    assert found.summary().short == ("không màu",)


def test_skew() -> None:
    for angle, grade in ((2, Grade.GOOD), (7, Grade.USABLE), (13.5, Grade.SCAN_AGAIN)):
        found = verdict(bgr(skewed(Image.fromarray(SHEET[:, :, ::-1]), angle)))
        assert found.grade is grade
        assert defects(found) == ({Defect.SKEW} if angle > 5 else set())


def test_letters_cut_at_the_edge() -> None:
    cut = SHEET[:, 200:]
    assert Defect.CUT_EDGE in defects(verdict(np.ascontiguousarray(cut)))
    rim = SHEET.copy()
    rim[:, :30] = 20  # the dark rim of a scanner is no letter
    assert Defect.CUT_EDGE not in defects(verdict(rim))


def test_a_folded_corner() -> None:
    folded = SHEET.copy()
    cv2.fillPoly(folded, [np.array([[0, 0], [140, 0], [0, 140]])], (30, 30, 30))
    assert defects(verdict(folded)) == {Defect.FOLDED_CORNER}


def test_glare_of_a_flash() -> None:
    photo = shaded(0.75)
    assert Defect.GLARE not in defects(verdict(photo))
    cv2.circle(photo, (800, 1200), 260, (255, 255, 255), -1)
    assert Defect.GLARE in defects(verdict(photo))


def test_a_blank_side_is_blank_and_no_defect() -> None:
    noise = np.random.default_rng(7).normal(248, 3, (2339, 1654, 1))
    empty = np.repeat(np.clip(noise, 0, 255).astype(np.uint8), 3, axis=2)
    found = verdict(empty)
    assert found.blank
    assert found.grade is Grade.GOOD
    assert not verdict(SHEET).blank


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (30, 30)])
def test_pictures_of_any_shape_are_judged(size: tuple[int, int]) -> None:
    assert verdict(np.zeros((*size, 3), np.uint8)).grade in Grade


def test_a_scan_is_judged_as_it_was_scanned_not_as_it_was_drawn() -> None:
    pixels = np.full((1754, 1241, 3), 255, np.uint8)
    assert measure(PageImage(1, pixels, 150.0)).dpi == pytest.approx(150, abs=1)
    assert measure(PageImage(1, pixels, 150.0, 100.0)).dpi == pytest.approx(100, abs=1)


def test_a_negative_is_no_blank_page_and_can_be_turned_round() -> None:
    page = drawn()
    negative = PageImage(1, 255 - bgr(page), DPI)
    judged = judge(negative)
    assert not judged.blank
    assert Defect.DARK in {finding.defect for finding in judged.findings}
    assert judged.grade is Grade.SCAN_AGAIN
    assert np.array_equal(as_positive(negative).pixels, bgr(page))


def test_neither_a_page_nor_a_card_on_a_black_bed_is_a_negative() -> None:
    bed = np.zeros((1754, 1240, 3), np.uint8)
    rows = [(20, 40 + 60 * i, "Họ và tên") for i in range(5)]
    bed[300:700, 200:840] = bgr(drawn(rows, (640, 400)))
    dim = (bgr(drawn()) * 0.3).astype(np.uint8)
    for pixels in (bgr(drawn()), bed, dim):
        page = PageImage(1, pixels, DPI)
        assert as_positive(page) is page
