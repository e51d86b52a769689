"""Step 5c: detects handwritten words.

Handwritten numbers, dates and short codes are read and judged by their confidence; other
handwriting is not guessed, but detected here and left to a person. A small network (see
models/README.md) classifies every 16 pixels of a line 48 pixels high.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.models import PEN_DETECTOR, SHIPPED, Models
from pipeline.ocr.networks import Network, Runtime, open_network
from pipeline.page.cut import ROOM_X, cut_line
from schemas.record.reading import Box, Line, Word

__all__ = ["HandwritingDetector", "HandwritingFinder"]

_HEIGHT, _CELL = 48, 16
"""Height of a line and width of a cell in the network's input, pixels."""
_WIDTHS = (160, 256, 384, 512, 640, 768, 960, 1152, 1408, 1664, 1984, 2368)
"""Widths to which lines are padded; few, because each shape costs memory and time."""
_WRITTEN = 0.5
"""Minimum output for a cell to count as possibly handwritten."""
_SURE, _SHORTEST = 0.85, 4
"""Minimum mean output over this many neighbouring cells of a stretch: less is a stroke, a speck or
a slanted word on a bad copy."""
_GAP = 1
"""Maximum number of negative cells within a stretch: the spaces between words."""
_COVERED = 0.5
"""Minimum share of a word's width for it to belong to a stretch."""
_FEWEST = 2
"""Minimum number of letters read in a stretch."""
_BEST = Runtime()


class HandwritingFinder(Protocol):
    """Finds handwriting in lines that were read."""

    def find(self, pixels: NDArray[np.uint8], lines: Sequence[Line]) -> list[Box]:
        """Return the boxes of handwritten words with letters, in upright coordinates.

        Args:
            pixels: uint8 array [height, width, 3], BGR, the page from which the lines were cropped.
            lines: The lines as read; those without letters are ignored.
        """
        ...


class HandwritingDetector:
    """Finds handwriting with a network."""

    def __init__(self, models: Models = SHIPPED, runtime: Runtime = _BEST) -> None:
        """Load the network.

        Args:
            models: The models.
            runtime: What it runs on.

        Raises:
            ModelError: The model is missing or was altered.
        """
        self._network: Network = open_network(models.file(PEN_DETECTOR), runtime)

    def find(self, pixels: NDArray[np.uint8], lines: Sequence[Line]) -> list[Box]:
        """Return the boxes of handwritten words with letters; see `HandwritingFinder`."""
        return [box for line in lines for box in self._find_on(pixels, line)]

    def _find_on(self, pixels: NDArray[np.uint8], line: Line) -> Iterator[Box]:
        if sum(map(str.isalpha, line.text)) < _FEWEST:
            return
        room = line.box.height * ROOM_X
        left, width = line.box.left - room, line.box.width + 2 * room
        for start, end in self.stretches(cut_line(pixels, line.box)):
            first, last = left + start * width, left + end * width
            if _has_letters([word for word in line.words if _covers(first, last, word.box)]):
                yield Box(
                    max(first, line.box.left),
                    line.box.top,
                    min(last, line.box.right),
                    line.box.bottom,
                )

    def stretches(self, cut: NDArray[np.uint8]) -> list[tuple[float, float]]:
        """Return handwritten stretches, figures or letters: start and end, 0 to 1 along the line.

        Args:
            cut: uint8 array [height, width, 3], BGR, one line.
        """
        answers = self.answers(cut)
        cell = _CELL * cut.shape[0] / (_HEIGHT * cut.shape[1])
        written = np.flatnonzero(answers >= _WRITTEN)
        parts = np.split(written, np.flatnonzero(np.diff(written) > _GAP + 1) + 1)
        spans = [(int(part[0]), int(part[-1]) + 1) for part in parts if part.size]
        return [
            (start * cell, min(1.0, end * cell))
            for start, end in spans
            if _is_sure(answers[start:end])
        ]

    def answers(self, cut: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the probability of handwriting for every cell, float32 [cells].

        Args:
            cut: uint8 array [height, width, 3], BGR, one line.
        """
        gray = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
        height, width = gray.shape
        wanted = min(max(_CELL, round(width * _HEIGHT / height)), _WIDTHS[-1])
        method = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_LINEAR
        scaled = cv2.resize(gray, (wanted, _HEIGHT), interpolation=method)
        padded = np.ones((1, 1, _HEIGHT, next(w for w in _WIDTHS if w >= wanted)), np.float32)
        padded[0, 0, :, :wanted] = scaled.astype(np.float32) / 127.5 - 1.0
        (answers,) = self._network([padded])
        return answers[0, : -(-wanted // _CELL)]


def _is_sure(stretch: NDArray[np.float32]) -> bool:
    if len(stretch) < _SHORTEST:
        return False
    means = np.convolve(stretch, np.full(_SHORTEST, 1 / _SHORTEST), "valid")
    return bool(means.max() >= _SURE)


def _covers(left: float, right: float, box: Box) -> bool:
    return min(right, box.right) - max(left, box.left) >= _COVERED * box.width


def _has_letters(words: Sequence[Word]) -> bool:
    """Return whether a stretch has letters; handwritten numbers, dates and codes do not count."""
    text = "".join(word.text for word in words)
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    return letters >= _FEWEST and letters > digits
