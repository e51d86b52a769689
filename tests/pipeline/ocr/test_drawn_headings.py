"""Headings in bold capitals are read right, or doubted: never wrong with confidence."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from extractors.judge.thresholds import ACCEPTANCE
from extractors.values.offices import offices
from pipeline.ocr.ports import Recognizer
from samples.generate.canvas import font
from schemas.papers.types.administrative_document import DOCUMENT_TYPES
from schemas.text.spelling import comparison_key
from tests.pipeline.sheets import bgr

HEADINGS = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "GIẤY CHỨNG NHẬN KẾT HÔN",
    "GIẤY KHAI SINH",
    *(name for name in DOCUMENT_TYPES if " " in name),
    *offices()[:30],
)


def drawn(text: str, family: str, size: int, blur: float) -> NDArray[np.uint8]:
    face = font(family, "bold", size)
    page = Image.new("RGB", (round(face.getlength(text)) + size, round(1.5 * size)), "white")
    ImageDraw.Draw(page).text((size // 2, round(1.2 * size)), text, "black", face, anchor="ls")
    return np.asarray(cv2.GaussianBlur(bgr(page), (0, 0), blur), np.uint8)


@pytest.mark.slow
@pytest.mark.parametrize(("family", "size", "blur"), [("Serif", 34, 1.0), ("Sans", 20, 0.9)])
def test_drawn_headings_are_read_right_or_doubted(
    recognizer: Recognizer, family: str, size: int, blur: float
) -> None:
    readings = recognizer.read([drawn(text, family, size, blur) for text in HEADINGS])
    same = [
        comparison_key(reading.text) == comparison_key(text)
        for text, reading in zip(HEADINGS, readings, strict=True)
    ]
    confident = [
        (text, reading.text)
        for text, reading, right in zip(HEADINGS, readings, same, strict=True)
        if not right and reading.confidence >= ACCEPTANCE
    ]
    assert confident == []
    assert sum(same) >= 0.9 * len(HEADINGS)
