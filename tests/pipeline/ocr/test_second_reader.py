from __future__ import annotations

import numpy as np
import pytest

from pipeline.ocr.ports import SecondReader
from pipeline.ocr.reader import first_reader
from pipeline.ocr.second_reader import TesseractReader
from pipeline.ocr.symbols import Recognition, Symbol
from tests.pipeline.ocr.test_recognize import LINES, picture


@pytest.fixture(scope="module")
def second() -> SecondReader:
    return TesseractReader()


def test_it_reads_vietnamese(second: SecondReader) -> None:
    assert second.read(picture(LINES[0])).rstrip(".") == LINES[0]  # it ends raw lines with a stop
    assert second.name.startswith("tesseract/")


def test_an_empty_picture_is_an_empty_text(second: SecondReader) -> None:
    assert second.read(np.full((40, 200, 3), 255, np.uint8)) == ""


def doubtful(text: str, sign: str, rival: str) -> Recognition:
    symbols = tuple(
        Symbol(s, 0.6 if s == sign else 0.9999, 0.5, ((rival, 0.4),) if s == sign else ())
        for s in text
    )
    return Recognition(text, 0.5, symbols, symbols)


def test_a_doubtful_line_is_settled_by_the_picture(second: SecondReader) -> None:
    """The first reader hesitates between two marks; what is drawn decides."""
    recognizer = first_reader()
    for drawn in ("Hoàng Văn Bảy", "Hoàng Văn Bẩy"):
        first = doubtful("Hoàng Văn Bảy", "ả", "ẩ")
        both = recognizer.weigh(first, second.read(picture(drawn)))
        assert both.text == drawn == both.second
        assert both.confidence > first.confidence
