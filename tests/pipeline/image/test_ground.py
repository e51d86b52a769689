"""Faint or light print on a coloured ground becomes dark print on white; the rest stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.image.ground import on_white_ground
from tests.pipeline.sheets import LETTER, bgr, drawn, font

Colour = tuple[int, int, int]


def page(ink: Colour, ground: Colour) -> Image.Image:
    made = Image.new("RGB", (1240, 700), ground)
    pen = ImageDraw.Draw(made)
    for left, top, text in LETTER[:9]:
        pen.text((left, top), text, ink, font())
    return made


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ((255, 140, 0), (255, 235, 120)),
        ((240, 120, 170), (250, 200, 120)),
        ((255, 250, 190), (235, 150, 60)),
        ((255, 255, 255), (80, 170, 90)),
    ],
)
def test_print_becomes_dark_on_white(ink: Colour, ground: Colour) -> None:
    grey = cv2.cvtColor(on_white_ground(bgr(page(ink, ground))), cv2.COLOR_BGR2GRAY)
    assert np.median(grey) == 255
    assert (grey < 60).mean() > 0.005


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ((0, 0, 0), (255, 235, 120)),
        ((0, 0, 0), (250, 200, 210)),
        ((0, 0, 0), (235, 225, 190)),
        ((255, 235, 120), (255, 235, 120)),
    ],
    ids=["plain print", "pink", "old paper", "nothing"],
)
def test_other_pages_stay_as_they_are(ink: Colour, ground: Colour) -> None:
    pixels = bgr(page(ink, ground))
    assert on_white_ground(pixels) is pixels


@pytest.mark.parametrize("size", [(600, 850), (420, 270)])
def test_a_sheet_on_a_coloured_table_is_no_print(size: tuple[int, int]) -> None:
    scene = Image.new("RGB", (1600, 1100), (200, 120, 40))
    scene.paste(drawn().resize(size), (500, 120))
    pixels = bgr(scene)
    assert on_white_ground(pixels) is pixels
