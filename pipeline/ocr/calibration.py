"""How often a whole line is right of which the network believes so much."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.ocr.models import CALIBRATION, SHIPPED, Models
from pipeline.ocr.symbols import Symbol

__all__ = ["LogisticCalibration", "doubt"]

_LEAST_DOUBT = 1e-3
"""Wrong symbols that are expected even of the surest line."""


@dataclass(frozen=True, slots=True)
class LogisticCalibration:
    """The curve of the shipped recogniser, and of no other; see `pipeline.ocr.ports.Calibration`.

    The feature is the logarithm of the expected number of wrong symbols (the sum of 1 - p); the
    logistic curve through it was fitted on real lines (benchmarks/calibration.py).
    """

    slope: float
    intercept: float

    @classmethod
    def load(cls, models: Models = SHIPPED) -> LogisticCalibration:
        """Return the curve that belongs to the models.

        Raises:
            ModelError: The file is missing or was altered.
        """
        fitted = json.loads(models.file(CALIBRATION).read_text(encoding="utf-8"))
        return cls(fitted["slope"], fitted["intercept"])

    def confidence(self, symbols: Sequence[Symbol]) -> float:
        """Return the chance that all of a line is right; 0 for an empty one."""
        if not symbols:
            return 0.0
        chance = 1.0 / (1.0 + math.exp(-(self.intercept + self.slope * doubt(symbols))))
        # The curve knows whole lines; of a stray mark taken for one letter it thinks too well.
        least = min(symbol.probability for symbol in symbols)
        return min(chance, least) if least < 0.5 else chance


def doubt(symbols: Sequence[Symbol]) -> float:
    """Return the logarithm of the expected number of wrong symbols of a line."""
    return math.log(sum(1.0 - symbol.probability for symbol in symbols) + _LEAST_DOUBT)
