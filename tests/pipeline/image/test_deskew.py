from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pipeline.image.deskew import (
    QuarterTurn,
    _sharpness,
    estimate_skew,
    is_sideways,
    straighten,
)
from schemas.record.reading import Box
from tests.pipeline.sheets import BODY, bgr, drawn, skewed

pytestmark = pytest.mark.slow

TURNS: tuple[QuarterTurn, ...] = (0, 90, 180, 270)
PAGE = drawn()


def gray(page: Image.Image) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.asarray(page.convert("L"))


@pytest.mark.parametrize(
    "clockwise", [-14.3, -6.0, -1.37, -0.4, 0.0, 0.05, 0.15, 0.73, 2.6, 9.1, 14.8]
)
def test_the_skew_of_a_page_is_found(clockwise: float) -> None:
    assert estimate_skew(gray(skewed(PAGE, clockwise))) == pytest.approx(-clockwise, abs=0.06)


def test_a_levelled_page_is_level() -> None:
    page = straighten(bgr(skewed(PAGE, 3.3)))
    left_over = estimate_skew(cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY))
    assert abs(left_over) <= 0.1
    assert page.skew == pytest.approx(-3.3, abs=0.1)


def test_an_empty_page_is_left_as_it_is() -> None:
    white = np.full((300, 200, 3), 255, np.uint8)
    page = straighten(white)
    assert page.skew == 0
    assert page.pixels is white
    assert not is_sideways(white[:, :, 0])


def test_the_back_of_a_page_with_a_seal_showing_through_is_not_turned() -> None:
    page = drawn([])
    pen = ImageDraw.Draw(page)
    for inset in (0, 14, 40):
        pen.ellipse((300 + inset, 900 + inset, 500 - inset, 1100 - inset), outline="gray", width=5)
    pen.line((320, 950, 480, 1010), fill="gray", width=4)
    assert estimate_skew(gray(page)) == 0
    assert not is_sideways(gray(page))


def streaked(page: Image.Image, *places: float, width: int = 3) -> Image.Image:
    """Dirt under the sensor of a feeder: a line from edge to edge."""
    dirty = page.copy()
    pen = ImageDraw.Draw(dirty)
    for place in places:
        x = round(page.width * place)
        pen.rectangle((x, 0, x + width - 1, page.height), fill=(60, 60, 60))
    return dirty


SPARSE = drawn([(120, 110, "ỦY BAN NHÂN DÂN"), (120, 150, "PHƯỜNG Ô CHỢ DỪA")])


@pytest.mark.parametrize(("page", "width"), [(PAGE, 6), (SPARSE, 2)], ids=["full", "sparse"])
def test_streaks_are_no_lines(page: Image.Image, width: int) -> None:
    dirty = streaked(page, 0.37, 0.62, width=width)
    assert not is_sideways(gray(dirty))
    assert is_sideways(gray(dirty.transpose(Image.Transpose.ROTATE_90)))


def test_a_gutter_is_no_line() -> None:
    spread = Image.new("RGB", (2 * PAGE.width, PAGE.height), "white")
    spread.paste(PAGE, (0, 0))
    spread.paste(PAGE, (PAGE.width, 0))
    columns = np.arange(spread.width) - PAGE.width
    shade = 1 - 0.6 * np.exp(-((columns / 25.0) ** 2))
    shaded = (gray(spread) * shade).astype(np.uint8)
    assert not is_sideways(shaded)
    assert is_sideways(np.ascontiguousarray(np.rot90(shaded)))


@pytest.mark.parametrize("metres", [0.2, 1.5])
def test_a_receipt_is_upright(metres: float) -> None:
    height = round(metres / 0.0254 * 150)
    tops = range(60, height - 60, 48)
    lines = [(30, top, BODY[i % len(BODY)][i % 7 :][:24]) for i, top in enumerate(tops)]
    receipt = drawn(lines, (472, height))
    assert not is_sideways(gray(receipt))
    assert is_sideways(gray(receipt.transpose(Image.Transpose.ROTATE_90)))


@pytest.mark.parametrize("angle", [-9.0, 0.0, 2.0])
def test_lines_that_run_down_the_page_are_seen(angle: float) -> None:
    page = skewed(PAGE, angle)
    assert not is_sideways(gray(page))
    assert not is_sideways(gray(page.transpose(Image.Transpose.ROTATE_180)))
    assert is_sideways(gray(page.transpose(Image.Transpose.ROTATE_90)))
    assert is_sideways(gray(page.transpose(Image.Transpose.ROTATE_270)))


@pytest.mark.parametrize("size", [(1, 1), (3, 9000), (9000, 3)])
def test_slivers_are_left_as_they_are(size: tuple[int, int]) -> None:
    sliver = np.zeros(size, np.uint8)
    sliver[0, 0] = 255
    assert estimate_skew(sliver) == 0
    assert not is_sideways(sliver)


@settings(max_examples=40, deadline=None)
@given(
    turn=st.sampled_from(TURNS),
    skew=st.floats(-15, 15),
    width=st.integers(40, 160),
    height=st.integers(40, 160),
    data=st.data(),
)
def test_a_place_on_the_level_page_maps_back_to_the_original(
    turn: QuarterTurn, skew: float, width: int, height: int, data: st.DataObject
) -> None:
    x = data.draw(st.integers(12, width - 13))
    y = data.draw(st.integers(12, height - 13))
    original = np.full((height, width, 3), 255, np.uint8)
    original[y - 1 : y + 2, x - 1 : x + 2] = 0
    page = straighten(original, turn, skew)
    ys, xs = np.nonzero(page.pixels[:, :, 0] < 200)
    weight = 255.0 - page.pixels[ys, xs, 0]
    at = np.array([np.average(xs, weights=weight), np.average(ys, weights=weight)])
    # Places are measured from the edge of the picture: the middle of a pixel lies half a one in.
    back = page.to_original[:2, :2] @ (at + 0.5) + page.to_original[:2, 2]
    assert back == pytest.approx((x + 0.5, y + 0.5), abs=0.3)


@given(turn=st.sampled_from(TURNS), skew=st.floats(-15, 15))
def test_the_way_back_keeps_lengths_and_handedness(turn: QuarterTurn, skew: float) -> None:
    matrix = straighten(np.full((50, 80, 3), 255, np.uint8), turn, skew).to_original[:2, :2]
    assert matrix @ matrix.T == pytest.approx(np.eye(2))
    assert np.linalg.det(matrix) == pytest.approx(1)


@pytest.mark.parametrize("turn", TURNS)
def test_the_whole_page_maps_to_the_whole_page(turn: QuarterTurn) -> None:
    page = straighten(np.full((50, 80, 3), 255, np.uint8), turn, 0.0)
    height, width = page.pixels.shape[:2]
    corners = page.polygon(Box(0, 0, width, height))
    assert set(corners) == {(0, 0), (80, 0), (80, 50), (0, 50)}
    first = {0: (0, 0), 90: (0, 50), 180: (80, 50), 270: (80, 0)}[turn]
    assert corners[0] == first


@pytest.mark.parametrize("angle", [-15.0, -2.04, 0.0, 0.02, 7.0])
def test_strips_are_moved_as_opencv_moves_them(angle: float) -> None:
    strips = np.random.default_rng(3).random((300, 40), np.float32)
    strips[:45] = strips[-45:] = 0
    strips = cv2.GaussianBlur(strips, (1, 0), sigmaX=0.01, sigmaY=1.5)
    slope = np.tan(np.radians(angle)) * 8
    shear = np.array([[1.0, 0.0, 0.0], [slope, 1.0, -slope * 20]])
    moved = cv2.warpAffine(strips, shear, (40, 300), flags=cv2.INTER_CUBIC)
    expected = float(np.square(np.diff(moved.sum(axis=1))).sum())
    # OpenCV moves by 32nds of a row only.
    assert _sharpness(strips, angle) == pytest.approx(expected, rel=0.02)
