"""Light print on dark bands becomes dark print; photographs, seals and bold print stay."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.image.dark_bands import find_dark_bands, with_dark_print
from schemas.record.reading import Box
from tests.pipeline.sheets import DPI, bgr, drawn, font


def banded(colour: str) -> Image.Image:
    page = drawn()
    pen = ImageDraw.Draw(page)
    pen.rectangle((120, 1180, 1120, 1240), fill=colour)
    pen.text((150, 1195), "STT   HỌ VÀ TÊN   NGÀY SINH", "white", font())
    return page


@pytest.mark.parametrize("colour", ["black", "#283c6e", "#961e1e", "#3c6e3c"])
def test_a_band_becomes_dark_print_on_paper(colour: str) -> None:
    page = bgr(banded(colour))
    (band,) = find_dark_bands(page, DPI)
    assert band == pytest.approx(Box(120, 1180, 1121, 1241), abs=5)
    turned = with_dark_print(page, [band], DPI)
    inside = turned[1190:1230, 130:1110]
    assert np.median(inside) > 240  # paper
    assert 0.01 < (inside < 100).mean() < 0.2  # letters
    assert (turned[:1170] == page[:1170]).all()


def test_print_photographs_and_empty_bands_are_no_bands() -> None:
    page = drawn()
    pen = ImageDraw.Draw(page)
    pen.rectangle((120, 1180, 1120, 1240), fill="black")  # nothing in it
    pen.text((120, 1500), "QUYẾT ĐỊNH", "black", font(90))
    noise = np.random.default_rng(0).integers(0, 160, (300, 240, 3), np.uint8)
    page.paste(Image.fromarray(noise).resize((240, 300)), (800, 1400))
    picture = bgr(page)
    assert find_dark_bands(picture, DPI) == []
    assert with_dark_print(picture, [], DPI) is picture
