"""Uses the second reader where it pays: on lines of which the first is unsure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.ports import SecondReader, Weighing
from pipeline.ocr.symbols import Recognition

__all__ = ["SecondOpinion"]

_DOUBTFUL = 0.97
"""Confidence below which a line is read by the second reader."""
_FEWEST = 2
"""Minimum number of symbols; fewer are more often strokes, ticks and specks than text."""


class SecondOpinion:
    """A recogniser that has its doubtful lines also read by a second reader.

    The recogniser itself weighs the second reading, because only it knows how reliable its own
    probabilities are.
    """

    def __init__(self, first: Weighing, second: SecondReader) -> None:
        """Combine two readers.

        Args:
            first: Reads every line.
            second: Reads those of which the first is unsure.
        """
        self._first = first
        self._second = second

    @property
    def name(self) -> str:
        """Name and version of the first reader, which alone determines the text."""
        return self._first.name

    def read(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read images of single lines; see `pipeline.ocr.ports.Recognizer`."""
        return [
            self._first.weigh(first, self._second.read(line)) if _is_doubtful(first) else first
            for line, first in zip(lines, self._first.read(lines), strict=True)
        ]

    def read_within(self, lines: Sequence[NDArray[np.uint8]], signs: str) -> list[Recognition]:
        """Read lines that contain only the given characters; without the second reader."""
        return self._first.read_within(lines, signs)

    def glance(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read lines at minimum cost; without the second reader."""
        return self._first.glance(lines)


def _is_doubtful(first: Recognition) -> bool:
    return first.confidence < _DOUBTFUL and len(first.text) >= _FEWEST
