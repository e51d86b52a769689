"""Rows of boxes for single digits, as on forms for personal numbers.

The sides of the boxes would be read as ones and bars, and digits this far apart as words. So a row
is cut out of its line, its sides are removed and its digits are moved together before reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.image.constants import INK_CONTRAST_IN_BOX
from schemas.record.reading import Box

__all__ = ["DigitBoxes", "find_digit_boxes", "find_sides", "without_rows"]

_LEAST_MM, _REACH_MM, _THICK_MM = 4.0, 0.6, 1.0
"""Minimum height of a box, maximum gap between its sides and its rules, maximum side thickness."""
_CELL_MM = (3.5, 9.0)
"""Width of one box, millimetres."""
_EVEN = 0.2
"""Maximum relative difference of box widths in a row."""
_LEAST_CELLS = 6
_MOST_STEPS = 4
"""Maximum distance between two sides of a row, in widths: three sides between may be lost."""
_RULED = 0.85
"""Minimum share of a box's width that its rules cover."""
_INSET_MM = 0.45
"""Inset on each side of a box, so that nothing of its side remains."""
_SPACE = 0.12
"""Space between the digits after moving, in row heights."""
_MEND = np.ones((5, 2), np.uint8)
"""Closing kernel that mends thin sides broken by noise."""


_Side = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class DigitBoxes:
    """A row of boxes; `edges` are the centres of its sides in pixels of the level page."""

    edges: tuple[float, ...]
    top: float
    bottom: float
    inset: float

    @property
    def box(self) -> Box:
        """Bounding box of the row."""
        return Box(self.edges[0], self.top, self.edges[-1], self.bottom)

    def picture(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return an image of the box contents, moved together.

        Args:
            pixels: uint8 array [height, width, 3], BGR, level page.
        """
        top, bottom = round(self.top + self.inset), round(self.bottom - self.inset)
        row = pixels[max(0, top) : max(bottom, top + 1)]
        space = max(1, round(_SPACE * row.shape[0]))
        paper = np.percentile(row, 90, axis=(0, 1)).astype(np.uint8)
        gap = np.full((row.shape[0], space, 3), paper, np.uint8)
        parts = [gap, gap]
        for left, right in zip(self.edges, self.edges[1:], strict=False):
            cell = row[:, round(left + self.inset) : round(right - self.inset)]
            inked = np.flatnonzero(
                (cell < paper.astype(np.int16) - INK_CONTRAST_IN_BOX).any(axis=(0, 2))
            )
            if inked.size:
                parts += [cell[:, inked[0] : inked[-1] + 1], gap]
        return np.concatenate([*parts, gap], axis=1)


def find_sides(ink: NDArray[np.uint8], rules: NDArray[np.uint8], mm: float) -> Iterator[_Side]:
    """Yield the sides of boxes: strokes taller than letters between two rules.

    Args:
        ink: Array [height, width], 1 for ink.
        rules: The same for horizontal rules only.
        mm: Pixels per millimetre.

    Yields:
        Left, top, right and bottom, pixels.
    """
    if not rules.any():
        return
    kernel = np.ones((round(_LEAST_MM * mm), 1), np.uint8)
    mended = cv2.morphologyEx(np.ascontiguousarray(ink), cv2.MORPH_CLOSE, _MEND)
    tall = cv2.morphologyEx(mended, cv2.MORPH_OPEN, kernel)
    _, _, stats, _ = cv2.connectedComponentsWithStats(tall, connectivity=8)
    reach = max(2, round(_REACH_MM * mm))
    for left, top, width, height, _ in stats[1:].tolist():
        right, bottom = left + width, top + height
        above = rules[max(0, top - reach) : top + reach, left:right]
        below = rules[max(0, bottom - reach) : bottom + reach, left:right]
        if width <= _THICK_MM * mm and above.any() and below.any():
            yield left, top, right, bottom


def find_digit_boxes(
    ink: NDArray[np.uint8], rules: NDArray[np.uint8], mm: float
) -> list[DigitBoxes]:
    """Return the rows of at least six boxes of equal width; arguments as in `find_sides`.

    A side lost in the scan is reconstructed from its neighbours and the rules.
    """
    rows = []
    for sides in _levels(list(find_sides(ink, rules, mm)), mm):
        top, bottom = min(side[1] for side in sides), max(side[3] for side in sides)
        for run in _even_runs([(left + right) / 2 for left, _, right, _ in sides], mm):
            edges = _lengthened(run, ink, (top, bottom), max(2, round(_REACH_MM * mm)))
            if len(edges) > _LEAST_CELLS:
                rows.append(DigitBoxes(edges, float(top), float(bottom), _INSET_MM * mm))
    return rows


def without_rows(boxes: Sequence[Box], rows: Sequence[DigitBoxes]) -> list[Box]:
    """Return the boxes of lines without the parts that are in rows of digit boxes."""
    for row in rows:
        boxes = [part for box in boxes for part in _less(box, row.box)]
    return list(boxes)


def _levels(sides: Sequence[_Side], mm: float) -> Iterator[list[_Side]]:
    """Group sides at the same height, each group from left to right."""
    groups: list[list[_Side]] = []
    for side in sides:
        for group in groups:
            _, top, _, bottom = group[-1]
            if abs(top - side[1]) < mm and abs(bottom - side[3]) < mm:
                group.append(side)
                break
        else:
            groups.append([side])
    yield from (sorted(group) for group in groups)


def _even_runs(middles: Sequence[float], mm: float) -> Iterator[list[float]]:
    """Yield runs of evenly spaced sides, without the missing sides."""
    gaps = [gap for gap in np.diff(middles) if _CELL_MM[0] * mm <= gap <= _CELL_MM[1] * mm]
    if not gaps:
        return
    usual = float(np.median(gaps))
    run = [middles[0]]
    for middle in middles[1:]:
        steps = round((middle - run[-1]) / usual)
        if 1 <= steps <= _MOST_STEPS and abs(middle - run[-1] - steps * usual) <= _EVEN * usual:
            run += np.linspace(run[-1], middle, steps + 1)[1:].tolist()
            continue
        yield run
        run = [middle]
    yield run


def _lengthened(
    run: Sequence[float], ink: NDArray[np.uint8], levels: tuple[int, int], reach: int
) -> tuple[float, ...]:
    """Extend a run at its ends by sides of which only the top and bottom rules remain."""
    if len(run) <= _LEAST_CELLS // 2:
        return tuple(run)
    width = (run[-1] - run[0]) / (len(run) - 1)

    def is_ruled(left: float, right: float) -> bool:
        strips = (
            ink[max(0, y - reach) : y + reach, max(0, round(left)) : round(right)] for y in levels
        )
        return all(strip.size and strip.any(axis=0).mean() > _RULED for strip in strips)

    edges = list(run)
    while is_ruled(edges[-1], edges[-1] + width):
        edges.append(edges[-1] + width)
    while edges[0] >= width and is_ruled(edges[0] - width, edges[0]):
        edges.insert(0, edges[0] - width)
    return tuple(edges)


def _less(box: Box, taken: Box) -> Iterator[Box]:
    """Return the parts of a line to the left and right of what is removed from it."""
    level = min(box.bottom, taken.bottom) - max(box.top, taken.top)
    if level < 0.4 * min(box.height, taken.height) or (
        min(box.right, taken.right) <= max(box.left, taken.left)
    ):
        yield box
        return
    if taken.left - box.left > box.height / 2:
        yield box._replace(right=taken.left)
    if box.right - taken.right > box.height / 2:
        yield box._replace(left=taken.right)
