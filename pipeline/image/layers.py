"""Step 4, clean: parts print from all that was put upon it, for reading only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.image.bleed_through import lift_bleed
from pipeline.image.clean import lift_rules
from pipeline.image.dark_seals import find_dark_seals, lift_dark_seals
from pipeline.image.ink import find_signatures, lift_blue, lift_red, red_share
from schemas.record.reading import Box

__all__ = ["RED_PAGE", "PrintLayer", "print_layer"]

RED_PAGE = 5e-4
"""Share of red pixels from which a page is taken to bear a seal or a red stamp."""


@dataclass(frozen=True, slots=True, eq=False)
class PrintLayer:
    """The print of a level page.

    Attributes:
        pixels: uint8 array [height, width, 3], BGR.
        dark_seals: Where round seals in black or grey ink were.
        sealed: The same shape, with these seals (and rules) still in it: where their rings ran
            along strokes of letters, lifting took both.
    """

    pixels: NDArray[np.uint8]
    dark_seals: tuple[Box, ...]
    sealed: NDArray[np.uint8]


def print_layer(pixels: NDArray[np.uint8], dpi: float) -> PrintLayer:
    """Return a level page without red ink, signatures, seals, rules, and what shows through.

    Args:
        pixels: uint8 array [height, width, 3], BGR, level.
        dpi: Pixels per inch.
    """
    black = lift_red(pixels) if red_share(pixels) > RED_PAGE else pixels
    black = lift_blue(black, find_signatures(pixels, dpi))
    seals = tuple(find_dark_seals(black, dpi))
    bare = lift_bleed(lift_dark_seals(black, seals, dpi), dpi)
    return PrintLayer(lift_rules(bare, dpi), seals, sealed=black)
