"""What every implementation of a port of reading must do; see `pipeline.ocr.ports`."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import numpy as np
from rapidfuzz.distance import Levenshtein

from pipeline.ocr.ports import Calibration, Detector, Recognizer, SecondReader
from pipeline.ocr.symbols import Recognition, Symbol
from tests.pipeline.ocr.test_recognize import LINES, picture
from tests.pipeline.sheets import bgr, drawn

__all__ = [
    "calibration_contract",
    "detector_contract",
    "recognizer_contract",
    "second_reader_contract",
]

_ALIKE = 0.8
_EMPTY = np.full((42, 300, 3), 255, np.uint8)
_SHAPES = ((1, 1), (300, 3), (20, 4000))
_SIGNS = "0123456789/"
_SHEET = [(120, 200, LINES[0]), (120, 300, LINES[1]), (120, 400, LINES[2])]


def recognizer_contract(recognizer: Recognizer, *, reads: bool = True) -> None:
    """Check a recogniser.

    Args:
        recognizer: The one in question.
        reads: Whether it is expected to read what is drawn, not only to keep the form.
    """
    assert recognizer.name
    assert recognizer.name == recognizer.name.strip()
    pictures = [picture(line) for line in LINES]
    for way in (recognizer.read, recognizer.glance):
        assert way([]) == []
        readings = way(pictures)
        assert len(readings) == len(LINES)
        for reading, drawn_text in zip(readings, LINES, strict=True):
            _is_well_formed(reading)
            if reads:
                assert Levenshtein.normalized_similarity(reading.text, drawn_text) > _ALIKE
        (empty,) = way([_EMPTY])
        assert len(empty.text) <= 1
        assert empty.confidence < 0.3
        assert len(way([np.full((*shape, 3), 255, np.uint8) for shape in _SHAPES])) == len(_SHAPES)
    assert recognizer.read_within([], _SIGNS) == []
    (figures,) = recognizer.read_within([picture("236/2016")], _SIGNS)
    _is_well_formed(figures)
    assert set(figures.text) <= set(_SIGNS)
    if reads:
        assert figures.text == "236/2016"


def _is_well_formed(reading: Recognition) -> None:
    assert reading.text == unicodedata.normalize("NFC", reading.text).strip()
    assert 0.0 <= reading.confidence <= 1.0
    assert "".join(symbol.text for symbol in reading.symbols).strip() == reading.text
    positions = [symbol.position for symbol in reading.symbols]
    assert positions == sorted(positions)
    assert all(0.0 <= position <= 1.0 for position in positions)
    assert all(0.0 <= symbol.probability <= 1.0 for symbol in reading.symbols)


def detector_contract(detector: Detector) -> None:
    """Check a detector: every line is found once, nothing on an empty page."""
    width, height = 1200, 1000
    page = bgr(drawn(_SHEET, (width, height)))
    before = page.copy()
    boxes = sorted(detector.find(page), key=lambda box: box.top)
    assert np.array_equal(page, before)
    assert len(boxes) == len(_SHEET)
    for box, (left, top, _) in zip(boxes, _SHEET, strict=True):
        assert left - 12 < box.left < left + 12
        assert top - 4 < box.center.y < top + 50
        assert 0 <= box.left < box.right <= width
        assert 0 <= box.top < box.bottom <= height
    assert detector.find(np.full((height, width, 3), 255, np.uint8)) == []


def second_reader_contract(reader: SecondReader) -> None:
    """Check a second reader: what it says of a line is text, and none where there is no ink."""
    assert reader.name
    for line in LINES:
        text = reader.read(picture(line))
        assert text == unicodedata.normalize("NFC", text).strip()
        assert Levenshtein.normalized_similarity(text, line) > _ALIKE
    assert reader.read(_EMPTY) == ""


def calibration_contract(calibration: Calibration) -> None:
    """Check a calibration: a chance, that falls when any symbol is believed less."""
    assert calibration.confidence(()) == 0.0
    symbols = tuple(Symbol(s, 0.999, i / 6) for i, s in enumerate("Hà Nội"))
    sure = calibration.confidence(symbols)
    assert 0.9 < sure <= 1.0
    for i in range(len(symbols)):
        last = sure
        for probability in (0.9, 0.6, 0.3, 0.01):
            doubted = replace(symbols[i], probability=probability)
            chance = calibration.confidence((*symbols[:i], doubted, *symbols[i + 1 :]))
            assert 0.0 <= chance <= last
            last = chance
        assert last < 0.3
