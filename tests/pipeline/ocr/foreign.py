"""Implementations of the ports of reading that are not ours: what a port promises, and no more."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.ports import Recognizer
from pipeline.ocr.second_reader import TesseractReader
from pipeline.ocr.symbols import Recognition, Symbol
from schemas.record.reading import Box, Line

__all__ = [
    "LeastBelief",
    "Nobody",
    "ProfileDetector",
    "RecitingRecognizer",
    "TesseractRecognizer",
    "read_as",
]


def read_as(text: str, confidence: float) -> Recognition:
    """Return a reading with its symbols evenly spread; nothing is told of alternatives."""
    symbols = tuple(Symbol(s, confidence, (i + 0.5) / len(text)) for i, s in enumerate(text))
    return Recognition(text, confidence if text else 0.0, symbols)


class TesseractRecognizer(Recognizer):
    """Tesseract as the only reader; it says of every line that it is right as often as not."""

    def __init__(self) -> None:
        self._tesseract = TesseractReader()

    @property
    def name(self) -> str:
        return self._tesseract.name

    def read(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        return [read_as(self._tesseract.read(line), 0.5) for line in lines]

    def read_within(self, lines: Sequence[NDArray[np.uint8]], signs: str) -> list[Recognition]:
        texts = (self._tesseract.read(line) for line in lines)
        return [read_as("".join(s for s in text if s in signs), 0.5) for text in texts]


class RecitingRecognizer(Recognizer):
    """Reads the same on every line that has ink, with the confidence that it was given."""

    name = "reciter/1"

    def __init__(self, text: str, confidence: float) -> None:
        self._reading = read_as(text, confidence)

    def read(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        return [self._reading if line.min() < 128 else read_as("", 0.0) for line in lines]

    def read_within(self, lines: Sequence[NDArray[np.uint8]], signs: str) -> list[Recognition]:
        text = "".join(s for s in self._reading.text if s in signs)
        return [read_as(text, self._reading.confidence) for _ in lines]


class ProfileDetector:
    """Takes every run of inked rows for a line."""

    def find(self, pixels: NDArray[np.uint8]) -> list[Box]:
        ink = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY) < 128
        edges = np.flatnonzero(np.diff(np.concatenate(([0], ink.any(axis=1).view(np.int8), [0]))))
        found = []
        for top, bottom in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            columns = np.flatnonzero(ink[top:bottom].any(axis=0))
            if bottom - top > 8:  # a dot, a mark that stands apart
                found.append(Box(float(columns[0]), top, float(columns[-1] + 1), bottom))
        return found


class Nobody:
    """Finds no handwriting."""

    def find(self, pixels: NDArray[np.uint8], lines: Sequence[Line]) -> list[Box]:
        return []


class LeastBelief:
    """Believes of a line what is believed of its worst symbol."""

    def confidence(self, symbols: Sequence[Symbol]) -> float:
        return min((symbol.probability for symbol in symbols), default=0.0)
