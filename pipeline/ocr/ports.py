"""The ports of reading: what a recogniser, a detector, a second reader and a calibration promise.

Each has one contract test (`tests/pipeline/ocr/contracts.py`) that any implementation passes. How
sure a reading is, which language it is in and whether somebody else is asked are the recogniser's
own affairs: whoever calls it takes its text and its confidence as they are.
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
        """Read pictures of single lines, as well as it can.

        Args:
            lines: uint8 arrays [height, width, 3], BGR, one line of level text each.

        Returns:
            One reading a line, in their order; the empty text where there is none.
        """
        ...

    def read_within(self, lines: Sequence[NDArray[np.uint8]], signs: str) -> list[Recognition]:
        """Read pictures of single lines that can hold no other signs than these."""
        ...

    def glance(self, lines: Sequence[NDArray[np.uint8]]) -> list[Recognition]:
        """Read lines at the least cost: for questions about a page whose answer is not its text.

        A class that is derived from this one and has no cheaper way reads as `read` does.
        """
        return self.read(lines)


class Weighing(Recognizer, Protocol):
    """A recogniser that can reconsider a reading when it hears another one."""

    def weigh(self, first: Recognition, second: str) -> Recognition:
        """Return a reading of its own in the light of what a second reader saw.

        Args:
            first: As `read` returned it.
            second: The whole line as the second reader sees it.
        """
        ...


class SecondReader(Protocol):
    """Reads single lines independently of the first reader."""

    @property
    def name(self) -> str:
        """Name and version, as written into evidence."""
        ...

    def read(self, line: NDArray[np.uint8]) -> str:
        """Read a picture of one line.

        Args:
            line: uint8 array [height, width, 3], BGR, one line of level text.

        Returns:
            NFC text without outer spaces; empty where there is no ink.
        """
        ...


class Calibration(Protocol):
    """Turns what a recogniser believes of symbols into how often its lines are right."""

    def confidence(self, symbols: Sequence[Symbol]) -> float:
        """Return the chance that all of a line is right; 0 for an empty one."""
        ...


class Detector(Protocol):
    """Finds lines of text."""

    def find(self, pixels: NDArray[np.uint8]) -> list[Box]:
        """Return the boxes of text on a level page, in no order.

        Args:
            pixels: uint8 array [height, width, 3], BGR.
        """
        ...
