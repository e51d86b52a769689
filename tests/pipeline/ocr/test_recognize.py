from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from extractors.judge.thresholds import ACCEPTANCE
from pipeline.ocr.ports import Recognizer, Weighing
from pipeline.ocr.reader import first_reader
from pipeline.ocr.symbols import Recognition, Symbol
from tests.pipeline.sheets import bgr, drawn, font

WORDS = (
    *("l{a}ng", "đ{ă}ng", "c{â}n", "x{e}m", "b{ê}n", "ch{i}m"),
    *("h{o}c", "th{ô}ng", "m{ơ}n", "d{u}ng", "m{ư}ng", "qu{y}"),
)
"""A word around each vowel."""
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
LINES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương",
    "Nguyễn Thị Hường, số 7 ngõ 12 phố Ỷ Lan",
    "QUYẾT ĐỊNH",
)


@pytest.fixture(scope="module")
def recognizer() -> Weighing:
    return first_reader()


def picture(text: str) -> NDArray[np.uint8]:
    return bgr(drawn([(8, 4, text)], (round(font().getlength(text)) + 16, 42)))


def texts(recognizer: Recognizer, lines: Sequence[NDArray[np.uint8]]) -> list[str]:
    return [recognition.text for recognition in recognizer.read(lines)]


def test_lines_are_read_in_the_order_given(recognizer: Recognizer) -> None:
    assert texts(recognizer, [picture(line) for line in LINES]) == list(LINES)


def test_a_line_reads_the_same_alone_and_in_company(recognizer: Recognizer) -> None:
    (alone,) = recognizer.read([picture(LINES[1])])
    _, together, _ = recognizer.read([picture(line) for line in LINES])
    assert alone.text == together.text
    assert alone.confidence == pytest.approx(together.confidence, abs=0.02)


def test_symbols_lie_along_the_line(recognizer: Recognizer) -> None:
    text = LINES[0]
    (line,) = recognizer.read([picture(text)])
    positions = [symbol.position for symbol in line.symbols]
    assert "".join(symbol.text for symbol in line.symbols).strip() == text
    assert positions == sorted(positions)
    assert all(0 <= symbol.probability <= 1 for symbol in line.symbols)
    assert 0 < line.confidence <= 1
    whole = font().getlength(text)
    for i in (4, 12, 30):
        expected = (8 + font().getlength(text[:i]) + font().getlength(text[i]) / 2) / (whole + 16)
        assert positions[i] == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("word", WORDS, ids=list("aăâeêioôơuưy"))
def test_every_letter_is_told_by_its_picture(recognizer: Recognizer, word: str) -> None:
    vowel = word[word.index("{") + 1]
    tones = [unicodedata.normalize("NFC", vowel + tone) for tone in TONES]
    line = " ".join(word.replace(f"{{{vowel}}}", letter) for letter in tones)
    readings = recognizer.read([picture(line), picture(line.upper())])
    seen = ["".join(symbol.text for symbol in reading.seen).strip() for reading in readings]
    assert seen == [line, line.upper()]


def test_seldom_letters_of_common_names_are_read(recognizer: Recognizer) -> None:
    lines = ["THÀNH PHỐ ĐÀ NẴNG", "TRƯỜNG CAO ĐẲNG NGHỀ", "khẳng định", "KHẲNG ĐỊNH", "Đường ĐÊ"]
    assert texts(recognizer, [picture(line) for line in lines]) == lines


def test_an_empty_line_is_not_believed(recognizer: Recognizer) -> None:
    (line,) = recognizer.read([np.full((42, 300, 3), 255, np.uint8)])
    assert len(line.text) <= 1
    assert line.confidence < 0.3
    assert recognizer.read([]) == []


def test_a_line_of_any_shape_is_taken(recognizer: Recognizer) -> None:
    shapes = ((1, 1), (300, 3), (20, 4000))
    assert len(recognizer.read([np.full((*s, 3), 255, np.uint8) for s in shapes])) == len(shapes)


def test_the_reader_is_named_in_evidence(recognizer: Recognizer) -> None:
    assert recognizer.name.startswith("motlan-vi/")


@pytest.mark.parametrize(("letter", "sure"), [("ỵ", False), ("ỳ", True)])
def test_a_letter_that_is_seldom_written_is_kept_in_mind(
    recognizer: Weighing, letter: str, sure: bool
) -> None:
    """The network takes `quỵ` for `quy` and says so with confidence."""
    y = Symbol("y", 0.94, 0.9, ((letter, 0.05),))
    symbols = (Symbol("q", 1.0, 0.1), Symbol("u", 1.0, 0.5), y)
    reading = recognizer.weigh(Recognition("quy", 0.9, symbols, symbols), "")
    assert (reading.confidence > ACCEPTANCE) is sure
