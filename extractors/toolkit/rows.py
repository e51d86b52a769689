"""Spans of lines and rows of lines: the geometry that extraction works on.

Layout is analysed in upright coordinates; evidence is given in original ones.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.judge.evidence import hull
from schemas.record.reading import Box, Line, Point, Polygon, Word

__all__ = ["Row", "Span", "group_rows", "join", "typical_height"]

_ROW_OVERLAP = 0.5
"""Lines belong to one row when they overlap by this share of the smaller height."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line: characters `start` to `end`."""

    line: Line
    start: int
    end: int

    @classmethod
    def whole(cls, line: Line) -> Span:
        """Return the span of a whole line."""
        return cls(line, 0, len(line.text))

    @property
    def text(self) -> str:
        """The text of the span, without outer spaces."""
        return self.line.text[self.start : self.end].strip()

    @property
    def box(self) -> Box:
        """The box of the span, upright coordinates."""
        left, right = self._edges()
        box = self.line.box
        return Box(box.left + left * box.width, box.top, box.left + right * box.width, box.bottom)

    @property
    def polygon(self) -> Polygon:
        """The polygon of the span, original coordinates: the part of the line's polygon."""
        a, b, c, d = self.line.polygon
        left, right = self._edges()
        return (
            _between(a, b, left),
            _between(a, b, right),
            _between(d, c, right),
            _between(d, c, left),
        )

    @property
    def confidence(self) -> float:
        """Probability that the span is right: from its own words, calibrated like the line."""
        line = self.line
        start, end = self._letters()
        inside = [
            word.confidence for word, first, last in self.words() if first < end and last > start
        ]
        if not inside:
            return line.confidence
        weakest = min(word.confidence for word in line.words)
        scale = min(1.0, line.confidence / weakest) if weakest else 1.0
        return max(line.confidence, min(inside) * scale)

    def _letters(self) -> tuple[int, int]:
        """Start and end without outer spaces."""
        piece = self.line.text[self.start : self.end]
        start = self.start + len(piece) - len(piece.lstrip())
        return start, max(start, self.end - (len(piece) - len(piece.rstrip())))

    def as_line(self) -> Line:
        """The span as a line of its own."""
        start, end = self._letters()
        inside = [w for w, first, last in self.words() if first < end and last > start]
        update = {
            "text": self.text,
            "confidence": self.confidence,
            "box": self.box,
            "polygon": self.polygon,
            "words": tuple(inside),
        }
        return self.line.model_copy(update=update)

    def words(self) -> Iterator[tuple[Word, int, int]]:
        """The line's words with their positions in its text; none if they do not add up to it."""
        if " ".join(word.text for word in self.line.words) != self.line.text:
            return
        at = 0
        for word in self.line.words:
            yield word, at, at + len(word.text)
            at += len(word.text) + 1

    def _edges(self) -> tuple[float, float]:
        """Both ends as shares of the line's width: from its words, or by counting letters."""
        start, end = self._letters()
        box = self.line.box
        lefts, rights = [], []
        for word, first, last in self.words():
            if max(start, first) < min(end, last):
                scale = word.box.width / len(word.text)
                lefts.append(word.box.left + (max(start, first) - first) * scale)
                rights.append(word.box.left + (min(end, last) - first) * scale)
        if lefts and box.width > 0:
            return (min(lefts) - box.left) / box.width, (max(rights) - box.left) / box.width
        length = max(1, len(self.line.text))
        return start / length, end / length


@dataclass(frozen=True, slots=True)
class Row:
    """Lines on one level, from left to right."""

    lines: tuple[Line, ...]
    box: Box


def group_rows(lines: Iterable[Line]) -> list[Row]:
    """Group lines into rows from top to bottom."""
    groups: list[list[Line]] = []
    boxes: list[Box] = []
    for line in sorted(lines, key=lambda line: (line.box.center.y, line.box.left)):
        for i in range(len(groups) - 1, max(-1, len(groups) - 4), -1):
            if _same_row(boxes[i], line.box):
                groups[i].append(line)
                boxes[i] = boxes[i].union(line.box)
                break
        else:
            groups.append([line])
            boxes.append(line.box)
    return [
        Row(tuple(sorted(group, key=lambda line: line.box.left)), box)
        for group, box in zip(groups, boxes, strict=True)
    ]


def typical_height(lines: Sequence[Line]) -> float:
    """Return the median height of lines in pixels (1 where there are none)."""
    return statistics.median(line.box.height for line in lines) if lines else 1.0


def join(spans: Sequence[Span]) -> tuple[str, Polygon | None, float]:
    """Return text, polygon and confidence of spans that form one value."""
    if not spans:
        return "", None, 0.0
    text = " ".join(span.text for span in spans if span.text)
    polygon = hull([span.polygon for span in spans])
    return text, polygon, min(span.confidence for span in spans)


def _same_row(one: Box, other: Box) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > _ROW_OVERLAP * min(one.height, other.height)


def _between(one: Point, other: Point, share: float) -> Point:
    return Point(one.x + (other.x - one.x) * share, one.y + (other.y - one.y) * share)
