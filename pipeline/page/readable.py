"""A page that is ready for reading, and the reading of places on it.

A whole page and a region that a person drew on it are read by the same functions, so that a value
that was read badly is not read worse when somebody points at it.
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
"""Least confidence of text in coloured ink: seals are full of shapes that are nearly letters."""
_PLAUSIBLE, _CONTESTED = 0.5, 0.85
"""From where on a differing reading counts, and most that is believed of a line that has one."""
Cut = Callable[[NDArray[np.uint8], Box], NDArray[np.uint8]]


@dataclass(frozen=True, eq=False)
class ReadablePage:
    """A prepared page with what is known of its print.

    Attributes:
        prepared: The page after all steps.
    """

    prepared: PreparedPage

    @property
    def level(self) -> DeskewedPage:
        """The way from the page to the original."""
        return self.prepared.level

    @property
    def print(self) -> NDArray[np.uint8]:
        """Its print alone: uint8 array [height, width, 3], BGR."""
        return self.prepared.pixels

    @property
    def colour(self) -> NDArray[np.uint8]:
        """The level page with all ink that is on it, as `print`."""
        return self.prepared.colour

    @property
    def dpi(self) -> float:
        """Pixels per inch of the level page."""
        return self.prepared.dpi

    @functools.cached_property
    def ink(self) -> NDArray[np.uint8]:
        """Where the page is darker than around: array [height, width] of 0 and 1."""
        return find_ink(self.colour)

    @functools.cached_property
    def ticks(self) -> list[tuple[MarkKind, Box]]:
        """The boxes to tick."""
        return list(find_tick_boxes(self.ink, self.dpi / MM_PER_INCH))

    @functools.cached_property
    def text(self) -> NDArray[np.uint8]:
        """The print without boxes to tick: lines of text are cut from it."""
        return without_boxes(self.print, [box for _, box in self.ticks])

    @functools.cached_property
    def digit_rows(self) -> list[DigitBoxes]:
        """The rows of boxes of which each holds a digit."""
        mm = self.dpi / MM_PER_INCH
        return find_digit_boxes(self.ink, find_horizontal_rules(self.ink, mm), mm)

    @property
    def dark_seals(self) -> tuple[Box, ...]:
        """Round seals in black or grey ink."""
        return self.prepared.places(DARK_SEALS)

    @functools.cached_property
    def red(self) -> NDArray[np.uint8]:
        """The red ink alone, dark on white."""
        return red_layer(self.colour)

    @functools.cached_property
    def blue(self) -> NDArray[np.uint8] | None:
        """The blue ink that was lifted as signatures, dark on white; None where none was."""
        places = self.prepared.places(SIGNATURES)
        return blue_layer(self.colour, places) if places else None

    def read(self, boxes: Sequence[Box], recognizer: Recognizer, cut: Cut) -> list[Recognition]:
        """Read lines of print; those under dark seals with the seals in place, too.

        Args:
            boxes: The lines.
            recognizer: Reads them.
            cut: Cuts a line out of a picture of the page.

        Returns:
            One reading a line; of two that lie under a seal, the surer.
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
    """Tell whether blue ink that was lifted with signatures is a number or a date."""
    return reading.confidence >= SURE_STAMP and any(map(str.isdigit, reading.text))


def _settled(one: Recognition, other: Recognition) -> Recognition:
    """Return the surer of two readings; where the other may be right, too, it is doubted."""
    worse, better = sorted((one, other), key=lambda reading: reading.confidence)
    if better.text == worse.text or worse.confidence < _PLAUSIBLE:
        return better
    return replace(better, confidence=min(better.confidence, _CONTESTED))
