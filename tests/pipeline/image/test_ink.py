from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageDraw

from pipeline.image.ink import (
    blue_layer,
    find_marks,
    find_signatures,
    lift_blue,
    lift_red,
    red_layer,
    red_share,
)
from schemas.record.reading import Box
from tests.pipeline.sheets import DPI, bgr, drawn, font

SEAL = (215, 60, 60)
HEAD = [(60, 90, "CHỦ TỊCH ỦY BAN NHÂN DÂN")]
SIZE = 420, 220


def sealed() -> NDArray[np.uint8]:
    """Black print over a filled red seal."""
    page = drawn([], SIZE)
    ImageDraw.Draw(page).ellipse((40, 20, 220, 200), fill=SEAL)
    black = np.asarray(drawn(HEAD, SIZE).convert("L"))
    sealed: NDArray[np.uint8] = np.minimum(bgr(page), black[:, :, None])
    return sealed


def test_the_seal_turns_pale_and_the_print_stays_black() -> None:
    before, lifted = sealed(), lift_red(sealed())
    plain = bgr(drawn(HEAD, SIZE))
    print_ = plain[:, :, 0] < 40
    assert before[60, 130].tolist() == list(reversed(SEAL))
    assert lifted[60, 130].min() > 200
    assert lifted[print_].max() < 90
    assert np.abs(lifted.astype(int) - plain).mean() < 12


def test_the_picture_handed_in_is_not_altered() -> None:
    page = sealed()
    lift_red(page)
    red_layer(page)
    assert np.array_equal(page, sealed())


def test_a_page_without_red_is_returned_pixel_for_pixel() -> None:
    plain = bgr(drawn(HEAD, SIZE))
    assert np.array_equal(lift_red(plain), plain)
    assert red_share(plain) == 0


def test_the_layer_shows_red_and_only_red() -> None:
    layer = red_layer(sealed())
    assert layer[60, 130].max() < 10
    assert layer[60, 300].min() == 255
    outside = red_layer(bgr(drawn(HEAD, SIZE)))
    assert outside.min() == 255


def test_the_share_of_red_is_measured() -> None:
    page = np.full((10, 10, 3), 255, np.uint8)
    page[:2, :5] = (0, 0, 200)
    page[5:, :] = (200, 0, 0)  # blue ink is no seal
    assert red_share(page) == pytest.approx(0.1)
    assert red_share(page[:0]) == 0


def test_seals_stamps_and_signatures_are_told_apart() -> None:
    page = drawn()
    pen = ImageDraw.Draw(page)
    mm = DPI / 25.4
    side = 36 * mm
    for inset in (0, 10, 30):
        ring = (700 + inset, 1250 + inset, 700 + side - inset, 1250 + side - inset)
        pen.ellipse(ring, outline=(215, 50, 50), width=5)
    pen.rectangle((120, 260, 330, 330), outline=(220, 30, 30), width=4)
    pen.line([(300 + 6 * i, 1500 + 40 * (-1) ** i) for i in range(30)], fill=(40, 60, 190), width=4)
    marks = dict(find_marks(bgr(page), DPI))
    assert set(marks) == {"red_seal", "red_stamp", "blue_ink"}
    seal = marks["red_seal"]
    assert (seal.left, seal.top) == pytest.approx((700, 1250), abs=12)
    assert seal.width == pytest.approx(side, abs=20)
    assert list(find_marks(bgr(drawn()), DPI)) == []


BLUE = (40, 60, 190)


def signed() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A letter with a name, a tall blue signature across it and a number in blue; and the plain."""
    page = drawn()
    pen = ImageDraw.Draw(page)
    pen.text((760, 1560), "Nguyễn Thị Hòa", "black", font())
    plain = bgr(page)
    ink = drawn([])
    pen = ImageDraw.Draw(ink)
    pen.line([(760 + 26 * i, 1545 + 75 * (-1) ** i) for i in range(8)], fill=BLUE, width=4)
    pen.text((180, 226), "30", BLUE, font(30))
    return np.minimum(bgr(ink), plain), plain


def test_a_signature_turns_pale_and_the_name_under_it_stays_black() -> None:
    page, plain = signed()
    (place,) = find_signatures(page, DPI)
    lifted = lift_blue(page, [place])
    across = (slice(1470, 1620), slice(750, 950))
    name = plain[across].max(axis=2) < 60
    assert lifted[across].max(axis=2)[name].max() < 130
    beside = plain[across].min(axis=2) > 250
    assert (page[across].min(axis=2)[beside] < 120).mean() > 0.05
    assert (lifted[across].min(axis=2)[beside] < 190).mean() < 0.01


def test_numbers_in_blue_stay_where_they_are_written() -> None:
    page, _ = signed()
    places = find_signatures(page, DPI)
    number = (slice(220, 270), slice(170, 230))
    assert np.array_equal(lift_blue(page, places)[number], page[number])
    assert blue_layer(page, places)[number].min() == 255
    assert blue_layer(page, places)[1470:1620, 750:950].min() < 40
    assert lift_blue(page, []) is page


@pytest.mark.parametrize(("with_seal", "found"), [(True, 1), (False, 0)])
def test_a_low_signature_is_one_where_it_crosses_a_seal(with_seal: bool, found: int) -> None:
    page = drawn()
    pen = ImageDraw.Draw(page)
    mm = DPI / 25.4
    if with_seal:
        pen.ellipse((700, 1250, 700 + 36 * mm, 1250 + 36 * mm), outline=(215, 50, 50), width=6)
    pen.line([(720 + 26 * i, 1400 + 4 * mm * (-1) ** i) for i in range(14)], fill=BLUE, width=4)
    assert len(find_signatures(bgr(page), DPI)) == found


def test_every_colour_is_as_red_and_as_blue_as_whole_numbers_say() -> None:
    levels = np.array([0, 1, 27, 28, 29, 30, 90, 127, 128, 200, 254, 255], np.uint8)
    pixels = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(12, 144, 3)
    blue, green, red = (pixels[:, :, i].astype(int) for i in range(3))
    redness = red - np.maximum(green, blue)
    blueness = blue - np.maximum(red, green // 2 + red // 2)
    assert red_share(pixels) == pytest.approx((redness > 28).mean(), abs=1e-12)
    for ink, layer in (
        (redness, red_layer(pixels)),
        (blueness, blue_layer(pixels, [Box(0, 0, 144, 12)])),
    ):
        assert np.array_equal(layer[:, :, 0], 255 - np.clip(2 * ink, 0, 255))
