"""Round seals in black and grey ink: found by their rim, and parted from print."""

from __future__ import annotations

import random

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageDraw

from pipeline.image.dark_seals import find_dark_seals, lift_dark_seals
from pipeline.intake.decode.page_image import PageImage
from pipeline.page.read import PageReader
from samples.generate.ink import seal_mask
from tests.pipeline.sheets import BODY, DPI, LETTER, bgr, drawn, font

MM = DPI / 25.4
LEFT, TOP, SIDE = 300, 640, round(36 * MM)


@pytest.mark.parametrize("diameter", [25, 36])
def test_a_black_seal_over_print_is_seen_where_it_is(diameter: int) -> None:
    page = drawn()
    pen = ImageDraw.Draw(page)
    side = diameter * MM
    pen.ellipse((700, 1250, 700 + side, 1250 + side), outline="black", width=4)
    pen.ellipse((725, 1275, 675 + side, 1225 + side), outline="black", width=2)
    (box,) = find_dark_seals(bgr(page), DPI)
    assert (box.left, box.top) == pytest.approx((700, 1250), abs=14)
    assert box.width == pytest.approx(side, abs=22)


def test_print_frames_and_half_circles_are_no_seals() -> None:
    page = drawn()
    pen = ImageDraw.Draw(page)
    pen.rectangle((700, 1250, 912, 1462), outline="black", width=4)
    pen.arc((300, 1250, 512, 1462), 0, 230, "black", 4)
    pen.text((120, 1600), "OOOOOOOO", "black", font(60))
    assert list(find_dark_seals(bgr(page), DPI)) == []


def pressed(page: NDArray[np.uint8], darkness: float) -> NDArray[np.uint8]:
    """A seal over print, so dark; print beneath it stays as dark as it is."""
    chance = random.Random(4)  # noqa: S311 - the same seal in every run
    ink = np.asarray(seal_mask(SIDE, "Uỷ ban nhân dân xã Đông Sơn", chance))[:, :, None]
    result = page.copy()
    part = result[TOP : TOP + SIDE, LEFT : LEFT + SIDE]
    part[:] = np.minimum(part, 255 - darkness * ink)
    return result


def test_a_seal_that_is_paler_than_print_is_lifted_whole() -> None:
    page = bgr(drawn())
    sealed = pressed(page, 0.5)
    (seal,) = find_dark_seals(sealed, DPI)
    lifted = lift_dark_seals(sealed, [seal], DPI)
    before, after = (np.abs(picture.astype(int) - page).mean() for picture in (sealed, lifted))
    assert after < 0.1 * before


def test_print_is_read_through_a_seal_that_is_paler(reader: PageReader) -> None:
    reading = reader.read(PageImage(1, pressed(bgr(drawn()), 0.5), DPI))
    assert [mark.kind for mark in reading.marks] == ["dark_seal"]
    assert all(line in reading.text for line in BODY)


def test_under_a_black_seal_nothing_wrong_is_sure(reader: PageReader) -> None:
    reading = reader.read(PageImage(1, pressed(bgr(drawn()), 1.0), DPI))
    assert [mark.kind for mark in reading.marks] == ["dark_seal"]
    sure = {line.text for line in reading.lines if line.confidence > 0.9}
    assert sure <= {text for _, _, text in LETTER}
    assert len(sure) > len(LETTER) / 2


def test_a_page_without_seals_stays_the_very_same() -> None:
    page = bgr(drawn())
    assert lift_dark_seals(page, [], DPI) is page
