"""Step 5d: finds figures that a pen wrote between printed words: numbers and days.

The pen detector (`pipeline.page.handwriting`) knows words. Figures are told by their strokes: those
of a pen are taller and thicker than the printed label or year on the same line, while printed ones
are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.page.cut import ROOM_X, cut_line
from schemas.record.reading import Box, Line

__all__ = ["find_pen_figures"]

_HEIGHT = 96
"""Height to which a line is scaled, pixels."""
_LEAST_AREA, _LEAST_HEIGHT = 40, 25
"""Minimum size of a letter or figure at that height; smaller are dots and marks."""
_FEWEST = 2
"""Minimum number of printed shapes to compare with."""
_ROOM = 5
"""How far the middle of a shape may lie outside the place of its letters, pixels."""
_TALL = 1.15
_TALLER, _THICKER = 1.06, 1.2
"""Height, or height and thickness, of figures by hand relative to the print beside them."""
_NUMBER = re.compile(r"\W*(?P<print>S[^\W\d]{1,2}) ?:? ?(?P<number>\d{1,5})(?!\d)")
_DATED = re.compile(
    r"ng[aà]y ?(?P<day>\d{1,2}) ?th\S{1,2}ng ?(?P<month>\d{1,2}) ?n[aă]m ?(?P<print>\d{4})", re.I
)
_ISSUED_WITH = re.compile(
    r"k[eè]m theo .{0,60}?s[oố] ?:? ?(?P<number>\d{1,5}) ?/ ?(?P<print>[A-ZĐ0-9][^\s,;]+)", re.I
)
"""In all, `print` is what the other parts are compared with: the label, the year, the symbol."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """A connected shape of ink: its middle, height and typical stroke width."""

    middle: float
    height: int
    stroke: float


def find_pen_figures(pixels: NDArray[np.uint8], lines: Sequence[Line]) -> list[Box]:
    """Return the boxes of handwritten numbers and days, in upright coordinates.

    Args:
        pixels: uint8 array [height, width, 3], BGR, the page from which the lines were cropped.
        lines: The lines as read; only numbers after `Số:`, days of datelines and what annexes say
            about both are judged, because offices leave gaps for them.
    """
    return [box for line in lines for box in _find_on(pixels, line)]


def _find_on(pixels: NDArray[np.uint8], line: Line) -> Iterator[Box]:
    found = (_NUMBER.match(line.text), _DATED.search(line.text), _ISSUED_WITH.search(line.text))
    for match in filter(None, found):
        yield from _by_pen(pixels, line, match)


def _by_pen(pixels: NDArray[np.uint8], line: Line, match: re.Match[str]) -> Iterator[Box]:
    places = {part: _place(line, *match.span(part)) for part in match.re.groupindex}
    printed = places.pop("print")
    if printed is None:
        return
    cut = cut_line(pixels, line.box)
    shapes = _shapes(cut, _HEIGHT / cut.shape[0])
    left = line.box.left - ROOM_X * line.box.height
    beside = _within(shapes, printed, left, cut)
    for box in filter(None, places.values()):
        figures = _within(shapes, box, left, cut)
        if figures and len(beside) >= _FEWEST and _is_by_pen(figures, beside):
            yield box


def _within(
    shapes: Sequence[_Shape], box: Box, left: float, cut: NDArray[np.uint8]
) -> list[_Shape]:
    """Return the shapes whose middle lies in a box of the page."""
    scale = _HEIGHT / cut.shape[0]
    start, end = (box.left - left) * scale - _ROOM, (box.right - left) * scale + _ROOM
    return [shape for shape in shapes if start < shape.middle < end]


def _is_by_pen(figures: Sequence[_Shape], beside: Sequence[_Shape]) -> bool:
    tall = max(shape.height for shape in figures) / max(shape.height for shape in beside)
    usual = float(np.median([shape.stroke for shape in beside]))
    thick = float(np.mean([shape.stroke for shape in figures])) / max(1.0, usual)
    return tall >= _TALL or (tall >= _TALLER and thick >= _THICKER)


def _place(line: Line, start: int, end: int) -> Box | None:
    """Return the box of some characters of a line; None if its words do not add up to its text."""
    if " ".join(word.text for word in line.words) != line.text:
        return None
    at = 0
    for word in line.words:
        if at <= start and end <= at + len(word.text):
            letter = word.box.width / len(word.text)
            first, last = word.box.left + (start - at) * letter, word.box.left + (end - at) * letter
            return Box(first, line.box.top, last, line.box.bottom)
        at += len(word.text) + 1
    return None


def _shapes(cut: NDArray[np.uint8], scale: float) -> list[_Shape]:
    """Return the letters and figures of a line."""
    gray = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
    gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    threshold = (float(np.percentile(gray, 90)) + float(np.percentile(gray, 2))) / 2
    ink = (gray < threshold).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return [
        _Shape(
            left + width / 2, height, _stroke(labels[top : top + height, left : left + width] == i)
        )
        for i in range(1, count)
        for left, top, width, height, area in [map(int, stats[i])]
        if area >= _LEAST_AREA and height >= _LEAST_HEIGHT
    ]


def _stroke(shape: NDArray[np.bool_]) -> float:
    """Return the typical width of the strokes of a shape, pixels."""
    depth = cv2.distanceTransform(np.pad(shape, 1).astype(np.uint8), cv2.DIST_L2, 3)
    ridge = (depth == cv2.dilate(depth, np.ones((3, 3), np.uint8))) & (depth > 0.8)
    return 2 * float(np.median(depth[ridge])) if ridge.any() else 0.0
