"""Step 4, clean: which end of a level page is up, and how sure that is.

A few pieces of long lines are read as they lie and, where they are not plainly right, upside down,
too. The way in which the recogniser believes more in its letters is up. What a belief, or a
difference of two, is worth was fitted on real pages, sound and spoilt, half of them upside down
(`python -m benchmarks.intake orientation`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.ports import Recognizer
from pipeline.page.cut import cut_line
from schemas.record.reading import Box

__all__ = [
    "OF_BELIEF",
    "OF_DIFFERENCE",
    "PLAINLY_UP",
    "Certainty",
    "belief_in",
    "is_upside_down",
    "pieces",
]

_PIECES, _PIECE_LENGTH = 5, 7
"""Pieces of lines that are read; their length in line heights."""
PLAINLY_UP = 0.88
"""Mean belief from which nobody need look at the pieces the other way round."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """How often the way that looks right is right: 1 / (1 + exp(-slope (x - middle))).

    Attributes:
        slope: Of the logistic curve.
        middle: Where it is no more than a guess.
    """

    slope: float
    middle: float = 0.0

    def of(self, x: float) -> float:
        """Return the chance, 0.5 (a guess) to 1."""
        return round(1.0 / (1.0 + math.exp(-max(0.0, self.slope * (x - self.middle)))), 3)


OF_DIFFERENCE = Certainty(27.3)
"""For the difference between the beliefs of both ways."""
OF_BELIEF = Certainty(6.9, 0.384)
"""For the belief of a way that is plainly up."""


def is_upside_down(
    pixels: NDArray[np.uint8], boxes: Sequence[Box], recognizer: Recognizer
) -> tuple[bool, float]:
    """Tell whether a level page stands on its head.

    Args:
        pixels: uint8 array [height, width, 3], BGR, print only.
        boxes: Its lines.
        recognizer: Reads single lines.

    Returns:
        Whether it does, and how sure that is: 0.5 not at all, 1 wholly.
    """
    cuts = pieces(pixels, boxes)
    if not cuts:
        return False, 0.5
    up = belief_in(cuts, recognizer)
    if up >= PLAINLY_UP:
        return False, OF_BELIEF.of(up)
    down = belief_in([cv2.rotate(cut, cv2.ROTATE_180) for cut in cuts], recognizer)
    return down > up, OF_DIFFERENCE.of(abs(up - down))


def pieces(pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> list[NDArray[np.uint8]]:
    """Return pictures of the middles of the longest lines; arguments as of `is_upside_down`."""
    longest = sorted(boxes, key=lambda box: box.width / box.height, reverse=True)[:_PIECES]
    return [cut_line(pixels, _middle(box)) for box in longest]


def belief_in(cuts: Sequence[NDArray[np.uint8]], recognizer: Recognizer) -> float:
    """Return how much the recogniser believes in the letters that it sees, on average, 0 to 1."""
    beliefs = [
        float(np.mean([symbol.probability for symbol in reading.symbols]))
        for reading in recognizer.glance(cuts)
        if reading.symbols
    ]
    return sum(beliefs) / len(cuts)


def _middle(box: Box) -> Box:
    half = min(box.width, _PIECE_LENGTH * box.height) / 2
    middle = box.center.x
    return Box(middle - half, box.top, middle + half, box.bottom)
