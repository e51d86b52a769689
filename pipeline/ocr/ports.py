"""Ports of reading: the contracts of recogniser, detector, second reader and calibration.

Each has a contract test (`tests/pipeline/ocr/contracts.py`) that every implementation passes.
Confidence, language and the use of a second reader are internal to the recogniser: callers use its
text and confidence as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.symbols import Recognition, Symbol
from schemas.record.reading import Box

__all__ = ["Calibration", "Detector", "Recognizer", "SecondReader", "Weighing"]


class Recognizer(Protocol):
    """Reads lines of text."""

    @property
    def name(self) -> str:
        """Name and version, as written into evidence."""
        ...

    def read(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read images of single lines as accurately as possible.

        Args:
            lines: uint8 arrays [height, width, 3], BGR, one line of level text each.

        Returns:
            One reading per line, in order; with empty text if there is none.
        """
        ...

    def read_within(self, lines: Sequence[NDArray[np.uint8]], signs: str) -> list[Recognition]:
        """Read images of single lines that contain only the given characters."""
        ...

    def glance(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read lines at minimum cost, for questions about a page other than its text.

        Subclasses without a cheaper method use `read`.
        """
        return self.read(lines)


class Weighing(Recognizer, Protocol):
    """A recogniser that can revise its reading given a second one."""

    def weigh(self, first: Recognition, second: str) -> Recognition:
        """Return its own reading, revised with what a second reader read.

        Args:
            first: The reading that `read` returned.
            second: The whole line as read by the second reader.
        """
        ...


class SecondReader(Protocol):
    """Reads single lines independently of the first reader."""

    @property
    def name(self) -> str:
        """Name and version, as written into evidence."""
        ...

    def read(self, line: NDArray[np.uint8]) -> str:
        """Read an image of one line.

        Args:
            line: uint8 array [height, width, 3], BGR, one line of level text.

        Returns:
            NFC text without outer spaces; empty if there is no ink.
        """
        ...


class Calibration(Protocol):
    """Converts symbol probabilities into the probability that a line is correct."""

    def confidence(self, symbols: Sequence[Symbol]) -> float:
        """Return the probability that a whole line is correct; 0 for an empty line."""
        ...


class Detector(Protocol):
    """Finds lines of text."""

    def find(self, pixels: NDArray[np.uint8]) -> list[Box]:
        """Return the text boxes of a level page, in no particular order.

        Args:
            pixels: uint8 array [height, width, 3], BGR.
        """
        ...
