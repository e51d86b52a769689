"""Asks a second reader where it pays: on lines that the first one doubts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.ports import SecondReader, Weighing
from pipeline.ocr.symbols import Recognition

__all__ = ["SecondOpinion"]

_DOUBTFUL = 0.97
"""Confidence below which a line is read a second time."""
_FEWEST = 2
"""Fewer symbols are strokes, ticks and specks more often than text."""


class SecondOpinion:
    """A recogniser that has its doubtful lines read by somebody else, too.

    What the other reader saw is weighed by the recogniser itself: only it knows what its own
    beliefs are worth.
    """

    def __init__(self, first: Weighing, second: SecondReader) -> None:
        """Join two readers.

        Args:
            first: Reads every line.
            second: Reads those that the first one doubts.
        """
        self._first = first
        self._second = second

    @property
    def name(self) -> str:
        """Name and version of the first reader, which alone writes what is read."""
        return self._first.name

    def read(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read pictures of single lines; see `pipeline.ocr.ports.Recognizer`."""
        return [
            self._first.weigh(first, self._second.read(line)) if _is_doubtful(first) else first
            for line, first in zip(lines, self._first.read(lines), strict=True)
        ]

    def read_within(self, lines: Sequence[NDArray[np.uint8]], signs: str) -> list[Recognition]:
        """Read lines that can hold no other signs than these; nobody else is asked."""
        return self._first.read_within(lines, signs)

    def glance(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read lines at the least cost; nobody else is asked."""
        return self._first.glance(lines)


def _is_doubtful(first: Recognition) -> bool:
    return first.confidence < _DOUBTFUL and len(first.text) >= _FEWEST
