"""Numbers and days that a pen wrote are told, printed ones are not, in whatever face."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.page.pen_figures import find_pen_figures
from schemas.record.reading import Box, Line, Point, Word
from tests.pipeline.sheets import bgr
from training.drawing.chance import seeded
from training.drawing.strokes import write_digits

_FONTS = Path("/usr/share/fonts/truetype/liberation2")
_SIZE, _BASE = 30, 55


def _drawn(
    parts: list[str], face: str, by_hand: int | None = None
) -> tuple[NDArray[np.uint8], Line]:
    """A line whose words are printed, one of them written by hand, as a reader sees it."""
    font = ImageFont.truetype(str(_FONTS / f"LiberationSerif-{face}.ttf"), _SIZE)
    page = Image.new("L", (900, 90), 255)
    words, left = [], 20.0
    for place, text in enumerate(parts):
        width = font.getlength(text)
        if place == by_hand:
            ink = write_digits(text, 38, seeded(place))
            rows = np.flatnonzero(ink.max(axis=1) > 0.3)
            columns = np.flatnonzero(ink.max(axis=0) > 0.3)
            ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            pen = Image.fromarray((255 - 255 * ink).clip(0, 255).astype(np.uint8))
            page.paste(pen, (round(left), _BASE - pen.height + 5))
            width = pen.width
        else:
            ImageDraw.Draw(page).text((left, _BASE), text, 0, font, "ls")
        box = Box(left, _BASE - 26, left + width, _BASE + 10)
        words.append(Word(text=text, box=box, confidence=1.0))
        left += width + 12
    line = Line(
        text=" ".join(parts),
        confidence=1.0,
        box=Box(20, _BASE - 26, left - 12, _BASE + 10),
        polygon=(Point(0, 0),) * 4,
        words=tuple(words),
        reader="test",
    )
    return bgr(page.convert("RGB")), line


_NUMBER = ["Số:", "247", "/QĐ-UBND"]
_DATE = ["Hà", "Nội,", "ngày", "14", "tháng", "9", "năm", "2024"]
_ISSUED_WITH = ["(Kèm", "theo", "Quyết", "định", "số", "247", "/QĐ-UBND", "ngày", "14/9/2024)"]


@pytest.mark.parametrize("face", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_printed_numbers_and_days_are_not_told(face: str) -> None:
    for parts in (_NUMBER, _DATE, _ISSUED_WITH):
        pixels, line = _drawn(parts, face)
        assert find_pen_figures(pixels, [line]) == []


@pytest.mark.parametrize(("parts", "by_hand"), [(_NUMBER, 1), (_DATE, 3), (_ISSUED_WITH, 5)])
@pytest.mark.parametrize("face", ["Regular", "Italic"])
def test_figures_by_hand_are_told_where_they_stand(
    parts: list[str], by_hand: int, face: str
) -> None:
    pixels, line = _drawn(parts, face, by_hand)
    (found,) = find_pen_figures(pixels, [line])
    assert found.left == pytest.approx(line.words[by_hand].box.left)
    assert found.right == pytest.approx(line.words[by_hand].box.right)


def test_figures_in_running_text_and_lines_without_words_are_left_alone() -> None:
    pixels, line = _drawn(["Điều", "1.", "Giao", "25", "người"], "Regular", 3)
    assert find_pen_figures(pixels, [line]) == []
    pixels, line = _drawn(_NUMBER, "Regular", 1)
    assert find_pen_figures(pixels, [line.model_copy(update={"words": ()})]) == []
