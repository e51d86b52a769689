"""One page of a file as an image: what decoding gives and everything after it takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["PageImage"]


@dataclass(frozen=True, slots=True, eq=False)
class PageImage:
    """One page as an image.

    Attributes:
        number: Page number within the file, from 1.
        pixels: uint8 array [height, width, 3], BGR, as a viewer shows the page.
        dpi: Pixels per inch of the page at 100 % scale.
        scanned_dpi: Pixels per inch of the scan, if the page was rendered at another resolution.
    """

    number: int
    pixels: NDArray[np.uint8]
    dpi: float
    scanned_dpi: float | None = None
