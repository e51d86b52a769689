"""Asks the second reader where it pays: on lines that the first one doubts."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.agreement import weigh
from pipeline.ocr.recognize import Calibration, Recognition
from pipeline.ocr.second_reader import SecondReader

__all__ = ["SecondOpinion"]

_DOUBTFUL = 0.97
"""Confidence below which a line is read a second time."""
_FEWEST = 2
"""Fewer symbols are strokes, ticks and specks more often than text."""


class SecondOpinion:
    """The second reader, loaded at the first doubt."""

    @functools.cached_property
    def _reader(self) -> SecondReader:
        return SecondReader()

    @functools.cached_property
    def _calibration(self) -> Calibration:
        return Calibration.load()

    def on_all(
        self, lines: Sequence[NDArray[np.uint8]], firsts: Sequence[Recognition]
    ) -> list[Recognition]:
        """Return the readings of lines, the doubtful ones weighed against a second reading.

        Args:
            lines: uint8 arrays [height, width, 3], BGR, as the first reader got them.
            firsts: What the first reader made of them.
        """
        return [
            self.on(line, first) if self._is_doubtful(first) else first
            for line, first in zip(lines, firsts, strict=True)
        ]

    def on(self, line: NDArray[np.uint8], first: Recognition) -> Recognition:
        """Return a reading weighed against a second one."""
        second = self._reader.read(line)
        return self._calibration.judge(weigh(first.seen, second), second)

    @staticmethod
    def _is_doubtful(first: Recognition) -> bool:
        return first.confidence < _DOUBTFUL and len(first.text) >= _FEWEST
