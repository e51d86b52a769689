"""Calibration: the probability that a whole line is correct, from the network's probabilities."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.ocr.models import CALIBRATION, SHIPPED, Models
from pipeline.ocr.symbols import Symbol

__all__ = ["LogisticCalibration", "doubt"]

_LEAST_DOUBT = 1e-3
"""Expected number of wrong symbols even in the most confident line."""


@dataclass(frozen=True, slots=True)
class LogisticCalibration:
    """The calibration curve of the shipped recogniser only; see `pipeline.ocr.ports.Calibration`.

    Its feature is the logarithm of the expected number of wrong symbols (the sum of 1 - p); the
    logistic curve was fitted on real lines (benchmarks/calibration.py).
    """

    slope: float
    intercept: float

    @classmethod
    def load(cls, models: Models = SHIPPED) -> LogisticCalibration:
        """Load the curve that belongs to the models.

        Raises:
            ModelError: The file is missing or was altered.
        """
        fitted = json.loads(models.file(CALIBRATION).read_text(encoding="utf-8"))
        return cls(fitted["slope"], fitted["intercept"])

    def confidence(self, symbols: Sequence[Symbol]) -> float:
        """Return the probability that a whole line is correct; 0 for an empty line."""
        if not symbols:
            return 0.0
        chance = 1.0 / (1.0 + math.exp(-(self.intercept + self.slope * doubt(symbols))))
        # The curve was fitted on whole lines and overrates a stray mark read as a single letter.
        least = min(symbol.probability for symbol in symbols)
        return min(chance, least) if least < 0.5 else chance


def doubt(symbols: Sequence[Symbol]) -> float:
    """Return the logarithm of the expected number of wrong symbols of a line."""
    return math.log(sum(1.0 - symbol.probability for symbol in symbols) + _LEAST_DOUBT)
