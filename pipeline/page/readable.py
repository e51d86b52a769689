"""A page that is ready for reading, and the reading of lines on it.

A whole page and a region that a person drew on it are read by the same functions, so that a badly
read value is not read even worse when somebody selects it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import MM_PER_INCH, touch
from pipeline.image.clean import find_horizontal_rules, find_ink
from pipeline.image.deskew import DeskewedPage
from pipeline.image.digit_boxes import DigitBoxes, find_digit_boxes
from pipeline.image.ink import blue_layer, red_layer
from pipeline.image.steps import DARK_SEALS, SIGNATURES, PreparedPage
from pipeline.image.tick_boxes import find_tick_boxes, without_boxes
from pipeline.ocr.ports import Recognizer
from pipeline.ocr.symbols import Recognition
from schemas.record.reading import Box, MarkKind

__all__ = ["SURE_STAMP", "ReadablePage", "is_blue_value"]

SURE_STAMP = 0.5
"""Minimum confidence of text in coloured ink: seals are full of shapes similar to letters."""
_PLAUSIBLE, _CONTESTED = 0.5, 0.85
"""Minimum confidence for a differing reading to count, and upper limit for a line with one."""
Cut = Callable[[NDArray[np.uint8], Box], NDArray[np.uint8]]


@dataclass(frozen=True, eq=False)
class ReadablePage:
    """A prepared page with what is known about its print.

    Attributes:
        prepared: The page after all steps.
    """

    prepared: PreparedPage

    @property
    def level(self) -> DeskewedPage:
        """The level page with the mapping to the original."""
        return self.prepared.level

    @property
    def print(self) -> NDArray[np.uint8]:
        """Only its print: uint8 array [height, width, 3], BGR."""
        return self.prepared.pixels

    @property
    def colour(self) -> NDArray[np.uint8]:
        """The level page with all ink; array as in `print`."""
        return self.prepared.colour

    @property
    def dpi(self) -> float:
        """Pixels per inch of the level page."""
        return self.prepared.dpi

    @functools.cached_property
    def ink(self) -> NDArray[np.uint8]:
        """Mask of pixels darker than their surroundings: array [height, width] of 0 and 1."""
        return find_ink(self.colour)

    @functools.cached_property
    def ticks(self) -> list[tuple[MarkKind, Box]]:
        """The tick boxes."""
        return list(find_tick_boxes(self.ink, self.dpi / MM_PER_INCH))

    @functools.cached_property
    def text(self) -> NDArray[np.uint8]:
        """The print without tick boxes, from which text lines are cropped."""
        return without_boxes(self.print, [box for _, box in self.ticks])

    @functools.cached_property
    def digit_rows(self) -> list[DigitBoxes]:
        """The rows of digit boxes."""
        mm = self.dpi / MM_PER_INCH
        return find_digit_boxes(self.ink, find_horizontal_rules(self.ink, mm), mm)

    @property
    def dark_seals(self) -> tuple[Box, ...]:
        """Round seals in black or grey ink."""
        return self.prepared.places(DARK_SEALS)

    @functools.cached_property
    def red(self) -> NDArray[np.uint8]:
        """Only the red ink, dark on white."""
        return red_layer(self.colour)

    @functools.cached_property
    def blue(self) -> NDArray[np.uint8] | None:
        """The blue ink that was removed as signatures, dark on white; None if there was none."""
        places = self.prepared.places(SIGNATURES)
        return blue_layer(self.colour, places) if places else None

    def read(self, boxes: Sequence[Box], recognizer: Recognizer, cut: Cut) -> list[Recognition]:
        """Read lines of print; lines under dark seals are also read with the seals in place.

        Args:
            boxes: Boxes of the lines.
            recognizer: Reads them.
            cut: Crops a line from an image of the page.

        Returns:
            One reading per line; for lines under a seal, the more confident of two.
        """
        readings = recognizer.read([cut(self.text, box) for box in boxes])
        sealed = self.prepared.sealed
        if sealed is None:
            return readings
        under = [
            i
            for i, box in enumerate(boxes)
            if readings[i].text and any(touch(box, seal) for seal in self.dark_seals)
        ]
        again = recognizer.read([cut(sealed, boxes[i]) for i in under])
        for i, other in zip(under, again, strict=True):
            if other.text:
                readings[i] = _settled(readings[i], other)
        return readings


def is_blue_value(reading: Recognition) -> bool:
    """Return whether blue ink that was removed with signatures is a number or a date."""
    return reading.confidence >= SURE_STAMP and any(map(str.isdigit, reading.text))


def _settled(one: Recognition, other: Recognition) -> Recognition:
    """Return the more confident reading; lower its confidence if the other is plausible, too."""
    worse, better = sorted((one, other), key=lambda reading: reading.confidence)
    if better.text == worse.text or worse.confidence < _PLAUSIBLE:
        return better
    return replace(better, confidence=min(better.confidence, _CONTESTED))
