"""Pieces of lines, and lines side by side: the geometry that extraction works on.

Layout is judged in upright coordinates; evidence is given in original ones.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.evidence import hull
from schemas.reading import Box, Line, Point, Polygon

__all__ = ["Row", "Span", "group_rows", "join", "typical_height"]

_ROW_OVERLAP = 0.5
"""Lines share a row when they overlap by this share of the lower one's height."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line: characters `start` to `end`."""

    line: Line
    start: int
    end: int

    @classmethod
    def whole(cls, line: Line) -> Span:
        """The span of all of a line."""
        return cls(line, 0, len(line.text))

    @property
    def text(self) -> str:
        """What the span says, without outer spaces."""
        return self.line.text[self.start : self.end].strip()

    @property
    def box(self) -> Box:
        """Where the span stands, upright coordinates."""
        left, right = self._edges()
        box = self.line.box
        return Box(box.left + left * box.width, box.top, box.left + right * box.width, box.bottom)

    @property
    def polygon(self) -> Polygon:
        """Where the span stands, original coordinates: the line's polygon, cut."""
        a, b, c, d = self.line.polygon
        left, right = self._edges()
        return (
            _between(a, b, left),
            _between(a, b, right),
            _between(d, c, right),
            _between(d, c, left),
        )

    def _edges(self) -> tuple[float, float]:
        """Both ends as shares of the line's width: from its words, else by counting letters."""
        text = self.line.text
        piece = text[self.start : self.end]
        start = self.start + len(piece) - len(piece.lstrip())
        end = max(start, self.end - (len(piece) - len(piece.rstrip())))
        if self.line.words and " ".join(word.text for word in self.line.words) == text:
            return self._word_edges(start, end)
        length = max(1, len(text))
        return start / length, end / length

    def _word_edges(self, start: int, end: int) -> tuple[float, float]:
        box, at = self.line.box, 0
        left, right = 1.0, 0.0
        for word in self.line.words:
            first, last = max(start, at), min(end, at + len(word.text))
            if first < last:
                scale = word.box.width / len(word.text)
                x0 = word.box.left + (first - at) * scale
                x1 = word.box.left + (last - at) * scale
                left = min(left, (x0 - box.left) / max(box.width, 1e-9))
                right = max(right, (x1 - box.left) / max(box.width, 1e-9))
            at += len(word.text) + 1
        return (left, right) if left < right else (start / max(1, at), end / max(1, at))


@dataclass(frozen=True, slots=True)
class Row:
    """Lines on one level, left to right."""

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
    """Return text, polygon and confidence of spans that make up one value."""
    if not spans:
        return "", None, 0.0
    text = " ".join(span.text for span in spans if span.text)
    polygon = hull([span.polygon for span in spans])
    return text, polygon, min(span.line.confidence for span in spans)


def _same_row(one: Box, other: Box) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > _ROW_OVERLAP * min(one.height, other.height)


def _between(one: Point, other: Point, share: float) -> Point:
    return Point(one.x + (other.x - one.x) * share, one.y + (other.y - one.y) * share)
