"""The resolution of a page of a PDF: that of the pictures that lie on it, as large as they lie.

A scan may be one picture, strips, or layers of which only the one with the print is fine (mixed
raster content); it may fill the page or a corner of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Matrix, Name

from pipeline.geometry import A4_INCHES, POINTS_PER_INCH
from pipeline.intake.decode.page_boxes import user_unit, visible_box
from pipeline.intake.limits import Limits

__all__ = ["PdfScale", "pdf_scale"]

_FINEST, _COARSEST = 300.0, 150.0
"""Bounds of the resolution at which scans are drawn: finer is not read better, coarser is."""
_FINEST_SCAN = 2400.0
_LEAST = 72.0
"""The coarsest at which a page that is too large otherwise is drawn."""
_HALF = 0.5
_SCREEN_DPI = frozenset({72, 96})
_SCREEN_INCHES = 12.5
"""As for pictures: a larger page of 72 or 96 dpi is a photo whose pixels were taken for points."""
_NO_SCAN_DPI, _NO_SHEET_INCHES = 40.0, 47.0
"""A sheet above A0 that is coarser than any scanner makes is a page with a wrong unit."""
_DEEPEST = 8
_OPERATORS = "q Q cm Do BI ID EI INLINE IMAGE"


@dataclass(frozen=True, slots=True)
class PdfScale:
    """How a page is drawn.

    Attributes:
        rate: Pixels for 72 units of the page.
        dpi: Pixels per inch of the paper that the page shows.
        scanned_dpi: Pixels per inch of its pictures, in their coarser direction; None without.
        paper: Size of the paper that the page shows, as a share of the page's size: below 1 where
            pixels were taken for points.
    """

    rate: float
    dpi: float
    scanned_dpi: float | None = None
    paper: float = 1.0


@dataclass(frozen=True, slots=True)
class _Laid:
    """A picture on a page: its resolution both ways, its share of the page."""

    fine: float
    coarse: float
    share: float


def pdf_scale(page: pikepdf.Page, limits: Limits) -> PdfScale | None:
    """Tell how a page is to be drawn; None where it is too large for the limits.

    Raises:
        ValueError: It has no extent.
        pikepdf.PdfError: Its content cannot be parsed.
    """
    unit = user_unit(page)
    left, bottom, right, top = visible_box(page)
    inches = tuple(v * unit / POINTS_PER_INCH for v in (right - left, top - bottom))
    if min(inches) <= 0:
        raise ValueError("no extent")
    scale = _wanted(page, unit, inches, float(limits.render_dpi))
    most = math.sqrt(limits.page_pixels / (inches[0] * inches[1])) * unit
    if scale.rate <= most:
        return scale
    if most < _LEAST * unit:
        return None
    dpi = scale.dpi * most / scale.rate
    return PdfScale(most, dpi, scale.scanned_dpi, scale.paper)


def _wanted(page: pikepdf.Page, unit: float, inches: tuple[float, ...], default: float) -> PdfScale:
    laid = list(_pictures(page, unit))
    total = min(1.0, sum(picture.share for picture in laid))
    resources = page.resources
    if not total or (total < _HALF and resources is not None and "/Font" in resources):
        return PdfScale(default * unit, default)
    picture = _main(laid, total)
    longest = max(inches)
    screen = {round(picture.fine), round(picture.coarse)} <= _SCREEN_DPI
    if (screen and longest > _SCREEN_INCHES) or (
        picture.fine < _NO_SCAN_DPI and longest > _NO_SHEET_INCHES
    ):
        meant = picture.fine * longest / max(A4_INCHES)
        larger = max(1.0, _COARSEST / meant)
        rate = picture.fine * unit * larger
        return PdfScale(rate, meant * larger, meant, picture.fine / meant)
    dpi = min(max(picture.fine, _COARSEST), _FINEST)
    return PdfScale(dpi * unit, dpi, picture.coarse)


def _main(laid: list[_Laid], total: float) -> _Laid:
    """Return the coarsest of the fine pictures that together cover half of what is covered."""
    covered = 0.0
    for picture in sorted(laid, key=lambda each: -each.fine):
        covered += picture.share
        if covered >= _HALF * total:
            return picture
    return laid[-1]


def _pictures(page: pikepdf.Page, unit: float) -> Iterator[_Laid]:
    left, bottom, right, top = visible_box(page)
    area = (right - left) * (top - bottom)
    for image, matrix in _drawn(page.obj, page.resources, Matrix(), 0):
        across, down = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
        width, height = _pixels(image)
        if not across or not down or not width or not height:
            continue
        two = tuple(
            pixels * POINTS_PER_INCH / (length * unit)
            for pixels, length in ((width, across), (height, down))
        )
        if max(two) > _FINEST_SCAN:  # no scan, or a matrix that was not understood
            continue
        share = min(1.0, abs(matrix.a * matrix.d - matrix.b * matrix.c) / area)
        yield _Laid(max(two), min(two), share)


def _drawn(holder: Any, resources: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """Yield the pictures that a content stream draws, each with the matrix of its unit square."""
    objects = resources.get("/XObject", {}) if resources is not None else {}
    stack: list[Matrix] = []
    instructions: Any = pikepdf.parse_content_stream(holder, _OPERATORS)
    for operands, operator in instructions:
        name = str(operator)
        if name == "q":
            stack.append(matrix)
        elif name == "Q" and stack:
            matrix = stack.pop()
        elif name == "cm":
            matrix = Matrix(*(float(v) for v in operands)) @ matrix
        elif name == "INLINE IMAGE":
            yield operands[0], matrix
        elif name == "Do":
            drawn = objects.get(str(operands[0]))
            if not isinstance(drawn, pikepdf.Stream):
                continue
            if drawn.get("/Subtype") == Name.Image:
                yield drawn, matrix
            elif depth < _DEEPEST:
                inner = Matrix(*(float(v) for v in drawn.get("/Matrix", (1, 0, 0, 1, 0, 0))))
                own = drawn.get("/Resources", resources)
                yield from _drawn(drawn, own, inner @ matrix, depth + 1)


def _pixels(image: Any) -> tuple[float, float]:
    """Return the size of a picture, or of its mask where that is finer: print lies in masks."""
    if not isinstance(image, pikepdf.Stream):
        return float(image.width), float(image.height)
    masks = (image.get(key) for key in ("/SMask", "/Mask"))
    layers = [image, *(mask for mask in masks if isinstance(mask, pikepdf.Stream))]
    sizes = [(float(each.get("/Width", 0)), float(each.get("/Height", 0))) for each in layers]
    return max(sizes)
