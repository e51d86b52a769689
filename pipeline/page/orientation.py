"""Step 4, clean: determines which end of a level page is up, with a confidence.

A few pieces of long lines are read as they lie and, where they are not plainly right, upside down,
too. The way in which the recogniser believes more in its letters is up. Where it sees hardly a
letter either way, the lines may run from top to bottom: the caller tries that, too. What a belief,
or a difference of two, is worth was fitted on real pages, sound and spoilt, half of them upside
down (`python -m benchmarks.intake orientation`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.ports import Recognizer
from pipeline.ocr.symbols import Recognition
from pipeline.page.cut import cut_line
from schemas.record.reading import Box

__all__ = [
    "OF_BELIEF",
    "OF_DIFFERENCE",
    "PLAINLY_UP",
    "Certainty",
    "Standing",
    "belief_in",
    "is_mirrored",
    "pieces",
    "standing",
]

_LETTERS = 4.0
"""Letters and digits that a piece of a line holds at least; one across several lines holds none."""
_EVIDENT = 0.65
"""Evidence from which nobody need look whether lines run the other way."""
_NO_EVIDENCE = 0.1
"""Evidence below which nothing is read either way: which end is up is not told."""
_PIECES, _PIECE_LENGTH = 5, 7
"""Number of pieces that are read, and their length in line heights."""
_IN_A_MIRROR = 0.15
"""By how much more must be believed of a mirrored line."""
PLAINLY_UP = 0.88
"""Mean probability above which the pieces are not read upside down."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """Probability that the apparent orientation is correct: 1 / (1 + exp(-slope (x - middle))).

    Attributes:
        slope: Slope of the logistic curve.
        middle: Value at which it is only a guess.
    """

    slope: float
    middle: float = 0.0

    def of(self, x: float) -> float:
        """Return the probability, 0.5 (a guess) to 1."""
        return round(1.0 / (1.0 + math.exp(-max(0.0, self.slope * (x - self.middle)))), 3)


OF_DIFFERENCE = Certainty(27.3)
"""For the difference between the mean probabilities of both orientations."""
OF_BELIEF = Certainty(6.9, 0.384)
"""For the mean probability of an orientation that is clearly up."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a level page stands.

    Attributes:
        on_head: Whether it stands on its head.
        confidence: How sure that is: 0.5 not at all, 1 wholly.
        evidence: How much of what is read the better way round is believed and is letters, 0 to 1:
            little where lines run from top to bottom and were taken for level ones.
    """

    on_head: bool
    confidence: float
    evidence: float

    @property
    def is_doubtful(self) -> bool:
        """Whether the lines may run the other way."""
        return self.evidence < _EVIDENT


def standing(pixels: NDArray[np.uint8], boxes: Sequence[Box], recognizer: Recognizer) -> Standing:
    """Tell how a level page stands.

    Args:
        pixels: uint8 array [height, width, 3], BGR, print only.
        boxes: Boxes of its lines.
        recognizer: Reads single lines.
    """
    cuts = pieces(pixels, boxes)
    if not cuts:
        return Standing(on_head=False, confidence=0.5, evidence=0.0)
    up = recognizer.glance(cuts)
    belief = _belief(up)
    if belief >= PLAINLY_UP:
        return Standing(on_head=False, confidence=OF_BELIEF.of(belief), evidence=_evidence(up))
    down = recognizer.glance([cv2.rotate(cut, cv2.ROTATE_180) for cut in cuts])
    other = _belief(down)
    evidence = _evidence(down if other > belief else up)
    if evidence < _NO_EVIDENCE:
        return Standing(on_head=False, confidence=0.5, evidence=evidence)
    return Standing(other > belief, OF_DIFFERENCE.of(abs(belief - other)), evidence)


def is_mirrored(pixels: NDArray[np.uint8], boxes: Sequence[Box], recognizer: Recognizer) -> bool:
    """Tell whether lines read better in a mirror: the print of the other side shows through.

    Args:
        pixels: As of `standing`, with the better end up.
        boxes: Boxes of its lines.
        recognizer: Reads single lines.
    """
    cuts = pieces(pixels, boxes)
    if not cuts:
        return False
    belief = belief_in(cuts, recognizer)
    return belief < PLAINLY_UP and any(
        belief_in([np.asarray(cv2.flip(cut, axis), np.uint8) for cut in cuts], recognizer)
        > belief + _IN_A_MIRROR
        for axis in (0, 1)
    )


def pieces(pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> list[NDArray[np.uint8]]:
    """Return pictures of the middles of the longest lines; arguments as of `standing`."""
    longest = sorted(boxes, key=lambda box: box.width / box.height, reverse=True)[:_PIECES]
    return [cut_line(pixels, _middle(box)) for box in longest]


def belief_in(cuts: Sequence[NDArray[np.uint8]], recognizer: Recognizer) -> float:
    """Return the recogniser's mean letter probability, 0 to 1."""
    return _belief(recognizer.glance(cuts))


def _belief(readings: Sequence[Recognition]) -> float:
    beliefs = [
        float(np.mean([symbol.probability for symbol in reading.symbols]))
        for reading in readings
        if reading.symbols
    ]
    return sum(beliefs) / len(readings)


def _evidence(readings: Sequence[Recognition]) -> float:
    """Return the believed letters and digits of each piece against those that it must hold."""
    believed = (
        sum(symbol.probability for symbol in reading.symbols if symbol.text.isalnum())
        for reading in readings
    )
    return sum(min(1.0, letters / _LETTERS) for letters in believed) / len(readings)


def _middle(box: Box) -> Box:
    half = min(box.width, _PIECE_LENGTH * box.height) / 2
    middle = box.center.x
    return Box(middle - half, box.top, middle + half, box.bottom)
