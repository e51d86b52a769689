"""Pages as programs other than the product show them, and how two views of a page differ.

PDFs are shown by PDFium, which the product does not use: it draws pages by poppler.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

__all__ = ["View", "differences", "pdf_views", "view_of"]

_MM_PER_POINT = 25.4 / 72
_LONGEST = 1200
"""Longest side of a view, pixels."""
_SIDE = 96
"""Side of the squares that views are reduced to for comparison: lines of text become grey."""
_CELLS = 12
"""Parts of a side that are compared on their own: a strip that is missing is small on a page."""
_SAME_CELL = 60.0
_SAME_PAGE = 9.0
"""Largest mean differences of tones, of a part and of the page: of other scaling and of stamps."""
_STAMPED_CELLS = 8
"""Parts that a stamp may cover."""
_SAME_MM = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A page as it is shown.

    Attributes:
        pixels: uint8 array [height, width, 3], RGB.
        width_mm: Width on paper.
        height_mm: Height on paper.
    """

    pixels: NDArray[np.uint8]
    width_mm: float
    height_mm: float


def view_of(picture: Image.Image, dpi: float) -> View:
    """Return the view of a drawn page."""
    width, height = (side / dpi * 25.4 for side in picture.size)
    shown = picture.convert("RGB")
    shown.thumbnail((_LONGEST, _LONGEST))
    return View(np.asarray(shown), width, height)


def pdf_views(data: bytes) -> Iterator[View]:
    """Yield the pages of a PDF as PDFium shows them.

    Raises:
        pypdfium2.PdfiumError: PDFium cannot open it.
    """
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        for page in document:
            width, height = page.get_size()
            drawn = page.render(scale=_LONGEST / max(width, height), may_draw_forms=True)
            shown = drawn.to_pil().convert("RGB")
            yield View(np.asarray(shown), width * _MM_PER_POINT, height * _MM_PER_POINT)
            page.close()
    finally:
        document.close()


def differences(truth: View, seen: View) -> list[str]:
    """Return in which ways a page differs from what it should look like; none if it does not."""
    found = []
    wide, high = (abs(a / b - 1) for a, b in ((seen.width_mm, truth.width_mm),
                                              (seen.height_mm, truth.height_mm)))  # fmt: skip
    if max(wide, high) > _SAME_MM:
        found.append(
            f"{seen.width_mm:.0f}x{seen.height_mm:.0f} mm"
            f" instead of {truth.width_mm:.0f}x{truth.height_mm:.0f}"
        )
    expected, shown = _reduced(truth.pixels), _reduced(seen.pixels)
    mean, parts = _apart(expected, shown)
    if mean <= _SAME_PAGE and parts <= _STAMPED_CELLS:
        return found
    for name, turned in _otherwise(shown):
        other, parts_otherwise = _apart(expected, turned)
        if other < mean / 2 and parts_otherwise <= _STAMPED_CELLS:
            return [*found, name]
    return [*found, f"other picture: {mean:.0f} of 255 on average, {parts} of {_CELLS**2} parts"]


def _reduced(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    small = cv2.resize(pixels, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _apart(one: NDArray[np.float32], other: NDArray[np.float32]) -> tuple[float, int]:
    """Return the mean difference, and the number of parts that differ much."""
    apart = np.abs(one - other).max(axis=2)
    size = _SIDE // _CELLS
    parts = apart.reshape(_CELLS, size, _CELLS, size).mean(axis=(1, 3))
    ink = np.abs(255 - one).max(axis=2).reshape(_CELLS, size, _CELLS, size).mean(axis=(1, 3))
    return float(apart.mean()), int((parts > np.maximum(_SAME_CELL / 4, ink * 0.5)).sum())


def _otherwise(
    shown: NDArray[np.float32],
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    for turns in (1, 2, 3):
        yield f"turned by {90 * turns} degrees", np.rot90(shown, turns)
    for turns, name in enumerate(("mirrored", "mirrored and turned", "upside down, mirrored")):
        yield name, np.rot90(shown[:, ::-1], turns)
    yield "negative", 255 - shown
    yield "red and blue exchanged", shown[:, :, ::-1]
