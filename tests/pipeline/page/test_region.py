"""A region that a person drew is read row by row, also on a page that lies on its side."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pytest

from benchmarks.intake.damage import photographed
from pipeline.image.steps import STEPS, PreparedPage, Step, prepare
from pipeline.intake.decode.page_image import PageImage
from pipeline.ocr.ports import Recognizer
from pipeline.page.default import default_page_reader
from pipeline.page.read import PageReader
from pipeline.page.region import read_region
from schemas.record.reading import Line, PageReading, Point, Polygon
from tests.conftest import SAMPLES
from tests.pipeline.image.test_dark_seals import pressed
from tests.pipeline.ocr.foreign import Nobody, ProfileDetector, RecitingRecognizer
from tests.pipeline.sheets import DPI, SIZE, bgr, drawn

PIXELS = np.asarray(cv2.imread(str(SAMPLES / "giay-khai-sinh-1.jpg")), dtype=np.uint8)
HEIGHT, WIDTH = PIXELS.shape[:2]


def box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)


def reading(width: int, height: int, rotation: int, skew: float = 0.0) -> PageReading:
    values = {"number": 1, "width": width, "height": height, "dpi": 200, "skew": skew}
    return PageReading.model_validate({**values, "rotation": rotation})


def test_one_row(recognizer: Recognizer) -> None:
    page = PageImage(1, PIXELS, 200)
    found = read_region(page, reading(WIDTH, HEIGHT, 0), box(1235, 445, 1400, 508), recognizer)
    assert [row.text for row in found] == ["236/2016"]
    assert found[0].confidence > 0.5


def test_rows_come_from_top_to_bottom(recognizer: Recognizer) -> None:
    page = PageImage(1, PIXELS, 200)
    found = read_region(page, reading(WIDTH, HEIGHT, 0), box(360, 535, 800, 760), recognizer)
    texts = [row.text for row in found]
    assert "KHUẤT THỊ ANH" in texts[0]
    assert texts[-1].startswith("Nữ")


def test_a_page_on_its_side(recognizer: Recognizer) -> None:
    """What stands at (x, y) upright stands at (y, W - x) on a page turned to the left."""
    turned = cv2.rotate(PIXELS, cv2.ROTATE_90_COUNTERCLOCKWISE)
    place = box(445, WIDTH - 1400, 508, WIDTH - 1235)
    found = read_region(PageImage(1, turned, 200), reading(HEIGHT, WIDTH, 90), place, recognizer)
    assert [row.text for row in found] == ["236/2016"]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.exhaustive
def test_a_row_of_a_photographed_page(recognizer: Recognizer, seed: int) -> None:
    """The sheet lies at an angle, so the row climbs on the photo; dots tell where it went."""
    marked = PIXELS.copy()
    for dot in ((212, 686), (1462, 686)):
        cv2.circle(marked, dot, 6, (0, 0, 0), -1)
    photo, dotted = (
        photographed(page, random.Random(seed))  # noqa: S311
        for page in (PIXELS, marked)
    )
    ys, xs = np.nonzero(cv2.absdiff(photo, dotted).max(axis=2) > 60)
    left, right = (float(np.median(ys[side])) for side in (xs < 900, xs > 900))
    start, end = float(xs.min()), float(xs.max())
    place = (
        Point(start, left - 24),
        Point(end, right - 24),
        Point(end, right + 24),
        Point(start, left + 24),
    )
    height, width = photo.shape[:2]
    known = reading(width, height, 0, prepare(photo, 200).level.skew)
    (row,) = read_region(PageImage(1, photo, 200), known, place, recognizer)
    text = "Ghi bằng chữ: Ngày mùng năm tháng năm năm hai nghìn không trăm mười sáu"
    assert row.text == text
    assert row.confidence > 0.99


@pytest.mark.parametrize("angle", [pytest.param(0, marks=pytest.mark.exhaustive), 180])
def test_a_line_under_seals_is_read_as_the_page_was(recognizer: Recognizer, angle: int) -> None:
    """Under a red seal and under a grey one, from the very picture of the line."""
    pixels = pressed(bgr(drawn()), 0.5)
    cv2.circle(pixels, (860, 560), 105, (50, 50, 215), 7)
    cv2.circle(pixels, (860, 560), 70, (50, 50, 215), 4)
    if angle:
        pixels = np.ascontiguousarray(cv2.rotate(pixels, cv2.ROTATE_180))
    page = PageImage(1, pixels, DPI)
    known = default_page_reader(recognizer=recognizer).read(page)
    assert known.rotation == angle
    under = [line for line in known.lines if line.confidence > 0.99 and _is_long(line)]
    seals = [mark for mark in known.marks if mark.kind in ("red_seal", "red_stamp", "dark_seal")]
    under = [line for line in under if any(_meet(line.polygon, seal.polygon) for seal in seals)]
    assert {mark.kind for mark in seals} >= {"dark_seal"}
    assert len(under) >= 3
    for line in under:
        found = read_region(page, known, line.polygon, recognizer)
        assert [row.text for row in found] == [line.text]


def _is_long(line: Line) -> bool:
    return len(line.text) > 20


def _meet(one: Polygon, other: Polygon) -> bool:
    (xs, ys), (us, vs) = zip(*one, strict=True), zip(*other, strict=True)
    across = min(max(xs), max(us)) > max(min(xs), min(us))
    return across and min(max(ys), max(vs)) > max(min(ys), min(vs))


@pytest.mark.slow
def test_a_step_is_added_for_pages_and_regions_alike() -> None:
    seen = []

    def whiten(page: PreparedPage) -> PreparedPage:
        seen.append(page.pixels.shape)
        return page.with_pixels(np.full_like(page.pixels, 255))

    pixels = bgr(drawn())
    page, line = PageImage(1, pixels, DPI), box(120, 415, 900, 455)
    reciter = RecitingRecognizer("Căn cứ", 0.99)
    for steps, says in ((STEPS, ["Căn cứ"]), ((*STEPS, Step("whiten", whiten)), [])):
        reader = PageReader(ProfileDetector(), reciter, Nobody(), steps)
        known = reader.read(page)
        assert {row.text for row in known.lines} == set(says)
        assert [row.text for row in read_region(page, known, line, reciter, steps)] == says
    assert len(seen) == 3  # a page of which nothing is read is tried on its side, too


def test_a_red_number_that_is_no_print_is_read(recognizer: Recognizer) -> None:
    pixels = bgr(drawn())
    red = bgr(drawn([(300, 1500, "Số 0123456")]))[:, :, 1:2] < 128
    pixels = np.where(red, np.array((40, 40, 215), np.uint8), pixels)
    values = {"number": 1, "width": SIZE[0], "height": SIZE[1], "dpi": DPI, "skew": 0.0}
    known = PageReading.model_validate({**values, "rotation": 0})
    found = read_region(PageImage(1, pixels, DPI), known, box(280, 1490, 560, 1550), recognizer)
    assert [row.text for row in found] == ["Số 0123456"]


def test_an_empty_region_says_nothing(recognizer: Recognizer) -> None:
    page = PageImage(1, PIXELS, 200)
    for place in (box(20, 20, 300, 60), box(WIDTH + 10, 10, WIDTH + 90, 60)):
        assert read_region(page, reading(WIDTH, HEIGHT, 0), place, recognizer) == []
