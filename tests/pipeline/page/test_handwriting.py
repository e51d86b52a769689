"""Words that a pen wrote are told, print of every slant and figures by hand are not."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.ocr.ports import Recognizer
from pipeline.page.handwriting import HandwritingDetector
from pipeline.page.read import words_of
from schemas.record.reading import Box, Line, Point
from tests.pipeline.sheets import bgr
from training.drawing.chance import seeded
from training.drawing.strokes import write_digits

_DATA = Path(__file__).parents[1] / "data"
_FONTS = Path("/usr/share/fonts/truetype/liberation2")
_LABEL_END = 135
"""Where the printed label of the drawn lines ends, pixels."""


@pytest.fixture(scope="module")
def pen() -> HandwritingDetector:
    return HandwritingDetector()


def _read(recognizer: Recognizer, picture: NDArray[np.uint8], box: Box) -> Line:
    """The line in a box of a picture, as it was read."""
    (reading,) = recognizer.read([picture])
    return Line(
        text=reading.text,
        confidence=reading.confidence,
        box=box,
        polygon=(Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1)),
        words=tuple(words_of(box, reading)),
        reader="test",
    )


def _find(
    pen: HandwritingDetector, recognizer: Recognizer, picture: NDArray[np.uint8]
) -> tuple[Line, list[Box]]:
    height, width = picture.shape[:2]
    line = height / 1.16
    box = Box(0.15 * line, 0.08 * line, width - 0.15 * line, height - 0.08 * line)
    read = _read(recognizer, picture, box)
    return read, pen.find(picture, [read])


def _strip(name: str) -> NDArray[np.uint8]:
    """A printed label and a value by hand, drawn for a person who does not exist."""
    picture = cv2.imread(str(_DATA / name), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(picture, np.uint8)


@pytest.mark.parametrize("name", ["by_hand_name.png", "by_hand_address.png"])
def test_a_value_by_hand_is_told_and_its_printed_label_is_not(
    pen: HandwritingDetector, recognizer: Recognizer, name: str
) -> None:
    strip = _strip(name)
    line, found = _find(pen, recognizer, strip)
    assert found, line.text
    assert min(box.left for box in found) > _LABEL_END - 10
    assert sum(box.width for box in found) > 0.6 * (strip.shape[1] - _LABEL_END - 45)


@pytest.mark.parametrize("face", ["Regular", "Bold", "Italic", "BoldItalic"])
@pytest.mark.parametrize("family", ["LiberationSerif", "LiberationSans"])
def test_print_is_not_told_however_it_slants(
    pen: HandwritingDetector, recognizer: Recognizer, family: str, face: str
) -> None:
    font = ImageFont.truetype(str(_FONTS / f"{family}-{face}.ttf"), 29)
    for text in ("Hà Nội, ngày 05 tháng 3 năm 2026", "Căn cứ Luật Cư trú và quy định kèm theo;"):
        page = Image.new("RGB", (int(font.getlength(text)) + 16, 48), "white")
        ImageDraw.Draw(page).text((8, 35), text, "black", font, "ls")
        line, found = _find(pen, recognizer, bgr(page))
        assert line.text == text
        assert found == []


def test_figures_by_hand_are_left_to_their_confidence(
    pen: HandwritingDetector, recognizer: Recognizer
) -> None:
    font = ImageFont.truetype(str(_FONTS / "LiberationSerif-Regular.ttf"), 30)
    ink = write_digits("1427", 34, seeded(3))[20:]
    page = np.full((72, 260 + ink.shape[1]), 255, np.uint8)
    page[: ink.shape[0], 80 : 80 + ink.shape[1]] -= (ink[:72] * 255).astype(np.uint8)
    sheet = Image.fromarray(page)
    ImageDraw.Draw(sheet).text((10, 50), "Số:", 0, font, "ls")
    line, found = _find(pen, recognizer, bgr(sheet))
    assert sum(map(str.isdigit, line.text)) >= 3
    assert found == []
