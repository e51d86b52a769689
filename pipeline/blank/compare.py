"""Compares a scanned page with the page as it was printed: where has a pen been.

The scan is laid over the drawing in three steps: by its QR code, by many small pieces of print that
are found again near where the code says, and, for each row by itself, by the last pixel. What is
black only on the scan is ink of a pen; what is black only on the drawing was covered or erased.
Nothing is said of a page that does not fit its drawing: it is another paper with the same code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from pipeline.blank.sheet import Area, Sheet
from pipeline.geometry import POINTS_PER_INCH
from pipeline.image.photo import Corners, find_sheet
from pipeline.page.barcodes import read_barcodes
from schemas.record.reading import Point, Polygon

__all__ = ["Compared", "compare_page"]

_Gray = NDArray[np.uint8]
_Map = NDArray[np.float64]

_DPI = 200
_SCALE = _DPI / POINTS_PER_INCH
_PIECE = (56, 24)
"""Half width and height of a piece of print, pixels at 200 dpi: 14 x 6 mm."""
_ROUNDS = ((60, 0.55), (14, 0.6), (8, 0.6))
"""How far a piece is looked for, and how alike it has to be, in each round of laying over."""
_LEAST_PIECES = 10
_LEAST_SHARE = 0.6
"""Share of the pieces of print that are found again on a page that is the printed one."""
_SHIFT = 6
"""How far a block by itself may lie from where the page says."""
_BLOCK = (200, 56)
"""Width and height of a block: an inch of a row."""
_TELLING = 150
"""Black pixels from which a block shows where it lies."""
_REACH = 2
"""Pixels around print in which ink is taken for its blurred edge."""
_DARKER = 55
"""Grey levels by which ink is darker than the paper around it."""
_COLOUR = 60
"""Difference between the channels from which ink is coloured; fringes of print have less."""
_PAPER = 61
"""Side of the neighbourhood in which the paper is looked for."""
_LEAST_STROKE = (7, 14)
"""Longer side and number of pixels from which a spot is a stroke: 0.9 mm."""
_LEAST_STRAY = 16
"""Longer side from which a spot outside all fields is a stroke: 2 mm."""
_LOST = 0.25
"""Share of the print of a field that is missing where it was covered or erased."""
_EDGE = round(9 / 25.4 * _DPI)
"""Rim of the sheet on which shadows and punched holes lie."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found on a page.

    Attributes:
        fits: Whether it is the printed page at all.
        changed: Keys of the fields on which a pen has been.
        places: Where each field stands on the scan, original pixels, by key.
    """

    fits: bool
    changed: frozenset[str] = frozenset()
    places: Mapping[str, Polygon] = field(default_factory=dict)


def compare_page(sheet: Sheet, page: int, pixels: NDArray[np.uint8], code: Polygon) -> Compared:
    """Compare one page.

    Args:
        sheet: The form as it was printed.
        page: Which of its pages, from 1.
        pixels: uint8 array [height, width, 3], BGR, the page as it came in.
        code: Where its QR code lies on it.
    """
    drawing = _rendered(sheet.pdf, page)
    gray = _gray(pixels)
    laid = _laid_over(drawing, gray, code, find_sheet(pixels))
    if laid is None:
        return Compared(fits=False)
    size = drawing.shape[::-1]
    flat = np.asarray(cv2.warpPerspective(pixels, laid, size, borderValue=(255,) * 3), np.uint8)
    areas = [area for area in sheet.areas if area.page == page]
    free = [area for area in sheet.free if area.page == page]
    changed = _changed(drawing, flat, areas, free)
    back = np.asarray(np.linalg.inv(laid), np.float64)
    places = {area.key: _polygon(area, back) for area in areas}
    return Compared(True, frozenset(changed), places)


def _rendered(pdf: bytes, page: int) -> _Gray:
    """Return a page of the drawing, grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        bitmap = document[page - 1].render(scale=_SCALE, grayscale=True)
        return (
            np.asarray(bitmap.to_numpy(), np.uint8)
            .reshape(bitmap.height, -1)[:, : bitmap.width]
            .copy()
        )


# Laying over


def _laid_over(drawing: _Gray, gray: _Gray, code: Polygon, corners: Corners | None) -> _Map | None:
    """Return the map from the scan to the drawing, or None if the scan shows something else."""
    drawn = read_barcodes(np.asarray(cv2.cvtColor(drawing, cv2.COLOR_GRAY2BGR), np.uint8))
    if not drawn:
        return None
    laid = _rough(drawing, _points(code), _points(drawn[0].polygon), corners)
    if laid is None:
        return None
    pieces = list(_pieces(drawing))
    for reach, alike in _ROUNDS:
        flat = cv2.warpPerspective(gray, laid, drawing.shape[::-1], borderValue=(255,))
        pairs = list(_found_again(drawing, np.asarray(flat, np.uint8), pieces, reach, alike))
        if len(pairs) < max(_LEAST_PIECES, _LEAST_SHARE * len(pieces)):
            return None
        there, here = (np.array(side, np.float32) for side in zip(*pairs, strict=True))
        step, _ = cv2.findHomography(there, here, cv2.RANSAC, max(2.0, reach / 10))
        if step is None:
            return None
        laid = step @ laid
    return laid


def _rough(
    drawing: _Gray,
    there: NDArray[np.float32],
    here: NDArray[np.float32],
    corners: Corners | None,
) -> _Map | None:
    """Return the map by the code; of a photo, by the corners of the sheet that lie nearest."""
    if corners is not None:
        height, width = drawing.shape
        sheet = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        turns = [
            cv2.getPerspectiveTransform(np.roll(corners, turn, axis=0).astype(np.float32), sheet)
            for turn in range(4)
        ]
        moved = [cv2.perspectiveTransform(there[None], turn)[0] for turn in turns]
        best = int(np.argmin([np.abs(each - here).sum() for each in moved]))
        return np.asarray(turns[best], np.float64)
    rough, _ = cv2.estimateAffinePartial2D(there, here)
    return None if rough is None else np.asarray(np.vstack((rough, (0, 0, 1))), np.float64)


def _points(polygon: Polygon) -> NDArray[np.float32]:
    return np.array(polygon, np.float32)


def _pieces(drawing: _Gray) -> Iterator[tuple[int, int]]:
    """Yield the centres of pieces with enough print, spread over the page."""
    wide, high = _PIECE
    ink = (drawing < 128).astype(np.float32)
    height, width = drawing.shape
    density = cv2.boxFilter(ink, -1, (2 * wide, 2 * high))
    for y in range(high, height - high, 2 * high):
        for x in range(wide, width - wide, 2 * wide):
            if 0.05 < density[y, x] < 0.6:
                yield x, y


def _found_again(
    drawing: _Gray, flat: _Gray, pieces: Sequence[tuple[int, int]], reach: int, alike: float
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield where a piece lies on the scan, and where it belongs."""
    wide, high = _PIECE
    around = cv2.copyMakeBorder(flat, reach, reach, reach, reach, cv2.BORDER_CONSTANT, value=(255,))
    for x, y in pieces:
        piece = drawing[y - high : y + high, x - wide : x + wide]
        window = around[y - high : y + high + 2 * reach, x - wide : x + wide + 2 * reach]
        scores = cv2.matchTemplate(window, piece, cv2.TM_CCOEFF_NORMED)
        _, best, _, (dx, dy) = cv2.minMaxLoc(scores)
        if best >= alike:
            yield (x + dx - reach, y + dy - reach), (x, y)


def _polygon(area: Area, back: _Map) -> Polygon:
    corners = np.array(
        [
            [(area.left, area.top), (area.right, area.top)],
            [(area.right, area.bottom), (area.left, area.bottom)],
        ],
        np.float64,
    ).reshape(1, 4, 2)
    a, b, c, d = cv2.perspectiveTransform(corners * _SCALE, back)[0].tolist()
    return Point(*a), Point(*b), Point(*c), Point(*d)


# Ink


def _changed(
    drawing: _Gray, colours: NDArray[np.uint8], areas: Sequence[Area], free: Sequence[Area]
) -> set[str]:
    """Return the fields with new or lost ink; strokes outside all fields go to the nearest one."""
    changed: set[str] = set()
    flat, coloured = _gray(colours), _coloured(colours)
    known = np.zeros(drawing.shape, bool)
    known[:_EDGE], known[-_EDGE:], known[:, :_EDGE], known[:, -_EDGE:] = True, True, True, True
    for area in free:
        known[_rows(area)] = True
    for area in areas:
        where = _rows(area), slice(round(area.left * _SCALE), round(area.right * _SCALE))
        known[where] = True
        near = _shifted(drawing, flat, where)
        new, lost = _difference(drawing[where], near)
        if lost or any(_strokes(new | coloured[where], _LEAST_STROKE[0])):
            changed.add(area.key)
    new, _ = _difference(drawing, flat)
    for x, y in _strokes((new | coloured) & ~known, _LEAST_STRAY):
        near_one = min(areas, key=lambda a: _distance(a, x / _SCALE, y / _SCALE), default=None)
        if near_one is not None:
            changed.add(near_one.key)
    return changed


def _rows(area: Area) -> slice:
    return slice(round(area.top * _SCALE), round(area.bottom * _SCALE))


def _shifted(drawing: _Gray, flat: _Gray, where: tuple[slice, slice]) -> _Gray:
    """Return an area of the scan, its blocks laid over those of the drawing to the pixel.

    A block without print lies as the one before it does.
    """
    rows, columns = where
    around = cv2.copyMakeBorder(
        flat, _SHIFT, _SHIFT, _SHIFT, _SHIFT, cv2.BORDER_CONSTANT, value=(255,)
    )
    laid = flat[where].copy()
    dx = dy = _SHIFT
    for y in range(rows.start, rows.stop, _BLOCK[1]):
        for x in range(columns.start, columns.stop, _BLOCK[0]):
            bottom, right = min(y + _BLOCK[1], rows.stop), min(x + _BLOCK[0], columns.stop)
            block = drawing[y:bottom, x:right]
            window = around[y : bottom + 2 * _SHIFT, x : right + 2 * _SHIFT]
            if (block < 128).sum() > _TELLING:
                scores = cv2.matchTemplate(window, block, cv2.TM_CCOEFF_NORMED)
                _, _, _, (dx, dy) = cv2.minMaxLoc(scores)
            part = window[dy : dy + block.shape[0], dx : dx + block.shape[1]]
            laid[
                y - rows.start : bottom - rows.start, x - columns.start : right - columns.start
            ] = part
    return laid


def _difference(drawn: _Gray, seen: _Gray) -> tuple[NDArray[np.bool_], bool]:
    """Return the ink that was not printed, and whether much that was printed is gone."""
    around = np.ones((2 * _REACH + 1, 2 * _REACH + 1), np.uint8)
    print_, ink = drawn < 200, _ink(seen)
    new = ink & ~cv2.dilate(print_.astype(np.uint8), around).astype(bool)
    core = drawn < 100
    gone = core & ~cv2.dilate(ink.astype(np.uint8), around).astype(bool)
    return new, bool(core.any()) and float(gone.sum()) > _LOST * float(core.sum())


def _gray(pixels: NDArray[np.uint8]) -> _Gray:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)


def _coloured(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return the ink of pens that are not black: it shows on top of print, too."""
    calm = cv2.GaussianBlur(pixels, (0, 0), 1.0)
    return np.asarray(calm.max(axis=2).astype(np.int16) - calm.min(axis=2) > _COLOUR)


def _ink(seen: _Gray) -> NDArray[np.bool_]:
    """Return what is darker than the paper around it."""
    kernel = np.ones((_PAPER, _PAPER), np.uint8)
    padded = cv2.copyMakeBorder(seen, _PAPER, _PAPER, _PAPER, _PAPER, cv2.BORDER_REPLICATE)
    paper = cv2.GaussianBlur(cv2.dilate(padded, kernel), (0, 0), _PAPER / 6)[
        _PAPER:-_PAPER, _PAPER:-_PAPER
    ]
    calm = cv2.GaussianBlur(seen, (0, 0), 0.7)
    return np.asarray(paper.astype(np.int16) - calm > _DARKER)


def _strokes(new: NDArray[np.bool_], least: int) -> Iterator[tuple[float, float]]:
    """Yield the centres of spots that are large enough for a stroke."""
    _, _, stats, centres = cv2.connectedComponentsWithStats(new.astype(np.uint8), connectivity=8)
    for (_, _, wide, high, size), (x, y) in zip(stats[1:], centres[1:], strict=True):
        if max(wide, high) >= least and size >= _LEAST_STROKE[1]:
            yield float(x), float(y)


def _distance(area: Area, x: float, y: float) -> float:
    across = max(area.left - x, 0, x - area.right)
    down = max(area.top - y, 0, y - area.bottom)
    return across + 3 * down
