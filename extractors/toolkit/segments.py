"""The text that follows a label: the rest of its row up to the next label, and rows below.

A value surely continues below a full row, as printed text does. Rows further down that nothing
separates from it are kept separately: they may belong to it, which the kind of value or a person
has to decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.toolkit.dateline import is_dateline
from extractors.toolkit.labels import Anchor, Label, find_anchors
from extractors.toolkit.rows import Row, Span, group_rows, typical_height
from schemas.record.reading import Box, Line, PageReading

__all__ = ["Segment", "find_segments"]

_NEAR = 1.1
"""Maximum gap between rows of one value, in line heights."""
_FULL = 0.72
"""A row that reaches this share of the page's text width may continue below."""
_WORD = 4.0
"""Room for another word, in line heights."""
_SLACK = 1.5
"""Maximum distance that a value may start left of its label, in line heights."""
_NUMBER = re.compile(r"(?:(?<=\s)|^)\(?(?:\d{1,2}|[a-hđ]) ?[.)][ ]*$")
"""Of an item, before its label."""
_LONGEST = 8
"""Maximum number of rows of one value."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A label with the text that belongs to it.

    Attributes:
        anchor: The label.
        page: Page number within the file.
        rows: The text, row by row; the first row is the text beside the label.
        sure: How many of the rows certainly belong to the label.
        cut: Whether the last row is full and nothing follows, or text without a label does that
            stands before another label: some of the value may be lost.
    """

    anchor: Anchor
    page: int
    rows: tuple[tuple[Span, ...], ...]
    sure: int
    cut: bool


def find_segments(pages: Sequence[PageReading], labels: Sequence[Label]) -> list[Segment]:
    """Return every label found on the pages with its text, in reading order."""
    segments = []
    for page in pages:
        rows = group_rows(page.lines)
        anchors = [find_anchors(row, labels) for row in rows]
        height = typical_height(page.lines)
        edge = max((row.box.right for row in rows), default=0.0)
        for index, found in enumerate(anchors):
            for place, anchor in enumerate(found):
                following = found[place + 1] if place + 1 < len(found) else None
                beside = _beside(rows[index], anchor, following)
                below = _below(
                    rows[index:],
                    anchors[index:],
                    _Column(anchor, following, place == 0, beside),
                    height=height,
                    edge=edge,
                )
                texts = (beside, *below.rows)
                segments.append(Segment(anchor, page.number, texts, 1 + below.sure, below.cut))
    return segments


@dataclass(frozen=True, slots=True)
class _Below:
    """Rows under a label; `sure` and `cut` as in `Segment`."""

    rows: tuple[tuple[Span, ...], ...]
    sure: int
    cut: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """The strip of the page that belongs to one label."""

    anchor: Anchor
    following: Anchor | None
    first: bool
    beside: tuple[Span, ...]

    def contains(self, box: Box, height: float) -> bool:
        """Return whether a box below lies in the strip."""
        left = self.anchor.span.box.left - _SLACK * height
        if self.first or (self.following is None and self.beside):
            left = float("-inf")
        right = float("inf")
        if self.following is not None:
            right = self.following.span.box.left - height / 2
        return left <= box.left < right


def _beside(row: Row, anchor: Anchor, following: Anchor | None) -> tuple[Span, ...]:
    """Return the text in the label's own row, up to the next label."""
    spans = []
    for line in row.lines[row.lines.index(anchor.line) :]:
        start = anchor.end if line is anchor.line else 0
        end = len(line.text)
        if following is not None and line is following.line:
            end = following.start
            # What is left of a numbered label is its number: `6. Tôn giáo: Không 7. Quốc tịch:`.
            number = _NUMBER.search(line.text, start, end)
            if number and (line.text[start : number.start()].strip() or line is not anchor.line):
                end = number.start()
        spans.append(Span(line, start, max(start, end)))
        if following is not None and line is following.line:
            break
    return tuple(span for span in spans if span.text)


def _below(
    rows: Sequence[Row],
    anchors: Sequence[Sequence[Anchor]],
    column: _Column,
    *,
    height: float,
    edge: float,
) -> _Below:
    """Find the rows under a label that may continue its value."""
    taken: list[tuple[Span, ...]] = []
    sure: int | None = None
    cut = False
    above, last = rows[0].box, column.beside
    for row, found in zip(rows[1 : _LONGEST + 1], anchors[1 : _LONGEST + 1], strict=True):
        if row.box.top - above.bottom > _NEAR * height:
            cut = bool(last) and _is_brimful(last, column, edge, height)
            break
        if any(column.contains(anchor.line.box, height) for anchor in found):
            cut = bool(last) and _has_text_before(row, found[0], column, height)
            break
        inside = [line for line in row.lines if column.contains(line.box, height)]
        if not inside or _is_heading(inside[0].text, last) or is_dateline(_text(inside)):
            break
        if last and inside[0].box.left > max(span.box.right for span in last):
            break  # what begins behind the end of the row above stands in another column
        if sure is None and last and not _runs_on(last, column, edge, inside[0].box, height):
            sure = len(taken)
        last = tuple(Span.whole(line) for line in inside)
        taken.append(last)
        above = row.box
    return _Below(tuple(taken), len(taken) if sure is None else sure, cut)


def _has_text_before(row: Row, anchor: Anchor, column: _Column, height: float) -> bool:
    """Return whether a row has text before its first label that belongs to no label."""
    if anchor.line.text[: anchor.start].strip(" .+*•–-0123456789()abcdđegIVX"):
        return True
    before = row.lines[: row.lines.index(anchor.line)]
    return any(column.contains(line.box, height) for line in before)


def _runs_on(last: Sequence[Span], column: _Column, edge: float, box: Box, height: float) -> bool:
    """Return whether a row was full, so that its text continues below."""
    starts_in_place = box.left <= column.anchor.span.box.right + 2 * height
    return starts_in_place and _is_full(last, column, edge, box.left)


def _is_full(last: Sequence[Span], column: _Column, edge: float, left: float) -> bool:
    """Return whether text reaches so far to the right that the next word did not fit."""
    left = min(column.anchor.line.box.left, left)
    right = edge if column.following is None else column.following.span.box.left
    return max(span.box.right for span in last) >= left + _FULL * (right - left)


def _is_brimful(last: Sequence[Span], column: _Column, edge: float, height: float) -> bool:
    """Return whether a row has no room for another word."""
    right = edge if column.following is None else column.following.span.box.left
    return max(span.box.right for span in last) + _WORD * height >= right


def _text(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def _is_heading(text: str, last: Sequence[Span]) -> bool:
    """Return whether a row in capitals follows lower-case text: the heading of something else."""
    letters = [c for c in text if c.isalpha()]
    capitals = bool(letters) and all(c.isupper() for c in letters)
    before = [c for span in last for c in span.text if c.isalpha()]
    return capitals and len(letters) > 1 and any(c.islower() for c in before)
