"""What shows through a sheet is taken away; pale print, pencil, shades and seals stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.intake.damage import bled_through
from pipeline.image.bleed_through import lift_bleed
from tests.pipeline.sheets import BODY, DPI, bgr, drawn, font

pytestmark = pytest.mark.slow

BACK = [(140, 130 + 48 * i, BODY[i % len(BODY)]) for i in range(32)]
PAGE = bgr(drawn())


def bled(contrast: float) -> NDArray[np.uint8]:
    return bled_through(PAGE, bgr(drawn(BACK)), contrast)


@pytest.mark.parametrize("contrast", [0.15, 0.25, 0.35])
def test_what_shows_through_goes_and_the_print_stays(contrast: float) -> None:
    before = bled(contrast)
    after = lift_bleed(before, DPI)
    beside = cv2.erode(PAGE.min(axis=2), np.ones((13, 13), np.uint8)) > 250
    assert (before.min(axis=2)[beside] < 242).mean() > 0.03
    assert (after.min(axis=2)[beside] < 242).mean() < 0.004
    assert after[PAGE < 60].max() < 60


def test_the_page_handed_in_is_not_altered() -> None:
    page = bled(0.3)
    lift_bleed(page, DPI)
    assert np.array_equal(page, bled(0.3))


def pale_print() -> Image.Image:
    """A form in black, filled by a pale printer."""
    page = drawn()
    pen = ImageDraw.Draw(page)
    for left, top, text in BACK:
        pen.text((left, top + 24), text, (170, 170, 170), font(18))
    return page


def pencil() -> Image.Image:
    page = drawn()
    pen = ImageDraw.Draw(page)
    for i in range(40):
        wave = [(150 + 8 * k, 160 + 38 * i + 9 * (-1) ** k) for k in range(100)]
        pen.line(wave, fill=(185, 185, 185), width=2)
    return page


def shaded() -> Image.Image:
    page = drawn([])
    pen = ImageDraw.Draw(page)
    for i in range(6):
        pen.rectangle((100, 200 + 220 * i, 1140, 300 + 220 * i), fill=(205, 205, 205))
    page.paste(0, (0, 0), drawn().convert("L").point(lambda level: 255 - level))
    return page


@pytest.mark.parametrize("page", [drawn, pale_print, pencil, shaded])
def test_pages_that_show_nothing_come_back_the_very_same(page: object) -> None:
    pixels = bgr(page())  # type: ignore[operator]
    assert lift_bleed(pixels, DPI) is pixels


def test_pencil_stays_on_a_page_that_shows_the_other_side() -> None:
    page = bled(0.3)
    cv2.line(page, (700, 1560), (1100, 1560), (140, 140, 140), 2)
    after = lift_bleed(page, DPI)
    assert after is not page
    assert (after[1555:1566, 720:1080].min(axis=(0, 2)) < 175).mean() > 0.9
