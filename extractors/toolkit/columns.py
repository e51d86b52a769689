"""Puts two-column layouts (two persons side by side) into reading order, column by column."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.toolkit.labels import Anchor, Label, find_anchors, make_labels
from extractors.toolkit.rows import Span, group_rows
from schemas.record.reading import Line, PageReading

__all__ = ["unfold"]


def unfold(
    pages: Sequence[PageReading], left: str, right: str, ends: Sequence[str]
) -> list[PageReading]:
    """Put a two-column region into reading order: text above, left, right, text below.

    Args:
        pages: Pages of one paper.
        left: First label of the left column.
        right: First label of the right column.
        ends: Labels; the first one found below ends the region.

    Returns:
        The pages; a page with both columns has become several with the same number. Lines that
        were read across the gutter are split. Pages without both labels are kept as they are.
    """
    labels = make_labels((left, right, *ends))
    return [part for page in pages for part in _unfold(page, labels)]


def _unfold(page: PageReading, labels: Sequence[Label]) -> list[PageReading]:
    anchors = [anchor for row in group_rows(page.lines) for anchor in find_anchors(row, labels)]
    first, second = _find(anchors, labels[0]), _find(anchors, labels[1])
    if first is None or second is None:
        return [page]
    gutter = second.span.box.left - second.line.box.height / 2
    top = min(first.line.box.center.y, second.line.box.center.y) - first.line.box.height / 2
    below = [a.line.box.top for a in anchors if a.label in labels[2:] and a.line.box.top > top]
    bottom = min(below, default=float(page.height))
    parts: list[list[Line]] = [[], [], [], []]
    for line in page.lines:
        if line.box.center.y < top:
            parts[0].append(line)
        elif line.box.center.y >= bottom:
            parts[3].append(line)
        else:
            west, east = _cut(line, gutter)
            parts[1] += west
            parts[2] += east
    return [page.model_copy(update={"lines": tuple(lines)}) for lines in parts]


def _find(anchors: Sequence[Anchor], label: Label) -> Anchor | None:
    return next((anchor for anchor in anchors if anchor.label == label), None)


def _cut(line: Line, gutter: float) -> tuple[list[Line], list[Line]]:
    """Split a line that crosses the gutter between words into a left and a right part."""
    if line.box.left >= gutter:
        return [], [line]
    if line.box.right <= gutter:
        return [line], []
    at = next(
        (start for word, start, _ in Span.whole(line).words() if word.box.center.x >= gutter),
        None,
    )
    if at is None:
        return ([line], []) if line.box.center.x < gutter else ([], [line])
    pieces = Span(line, 0, at).as_line(), Span(line, at, len(line.text)).as_line()
    return [pieces[0]] if pieces[0].text else [], [pieces[1]]
