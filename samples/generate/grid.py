"""Fillable elements of forms: dotted lines, digit boxes, tick boxes, tables."""

from __future__ import annotations

from collections.abc import Sequence

from samples.generate.canvas import BLACK, Sheet, polygon_of
from schemas.record.reading import Box, InkMark, MarkKind

__all__ = ["digit_boxes", "dots", "dotted_row", "dotted_rows", "table", "tick_box"]

_DIGIT_MM = 5.6
_DOT_PITCH, _DOT_MM = 1.15, 0.28
_LEADING = 1.55
_MM_PER_POINT = 25.4 / 72


def dots(sheet: Sheet, x0: float, x1: float, y: float) -> None:
    """Draw a dotted line, millimetres."""
    radius = sheet.px(_DOT_MM) / 2
    for step in range(int((x1 - x0) / _DOT_PITCH)):
        x, middle = sheet.px(x0 + step * _DOT_PITCH), sheet.px(y)
        sheet.draw.ellipse((x - radius, middle - radius, x + radius, middle + radius), fill=BLACK)


def dotted_row(
    sheet: Sheet, y: float, *pairs: tuple[str, str, float], right: float = 192, size: float = 12
) -> float:
    """Print labels in one row, each with its value and dots up to the next label.

    Args:
        sheet: Where.
        y: Baseline, millimetres.
        pairs: Label, value and left edge of each.
        right: End of the last dotted line, millimetres.
        size: Points.

    Returns:
        The next baseline, millimetres.
    """
    ends = [*(x - 2 for _, _, x in pairs[1:]), right]
    for (label, value, x), end in zip(pairs, ends, strict=True):
        start = sheet.text(x, y, label, size=size) + 1.2
        dots(sheet, sheet.text(start, y, value, size=size) + 2, end, y)
    return y + size * _LEADING * _MM_PER_POINT


def dotted_rows(
    sheet: Sheet,
    x: float,
    y: float,
    pairs: Sequence[tuple[str, str]],
    *,
    width: float,
    size: float = 12,
) -> float:
    """Print labels one under the other, each with its value and dots to the end of its last row."""
    for label, value in pairs:
        below = sheet.labelled(
            x, y, label, value, width=width, size=size, ink="regular", leading=_LEADING
        )
        end = sheet.runs[-1].box.right / sheet.px(1)
        dots(sheet, end + 2, x + width, below - size * _LEADING * _MM_PER_POINT)
        y = below
    return y


def digit_boxes(
    sheet: Sheet, x: float, y: float, label: str, digits: str, *, size: float = 12
) -> float:
    """Print a label and a number one digit a box; returns the next baseline, millimetres."""
    left = sheet.text(x, y, label, size=size) + 3
    for digit in digits:
        corners = [sheet.px(v) for v in (left, y - 4.6, left + _DIGIT_MM, y + 1.4)]
        sheet.draw.rectangle(corners, outline=BLACK, width=1)
        sheet.text(left + _DIGIT_MM / 2, y, digit, size=size, align="center")
        left += _DIGIT_MM
    return y + 7.5


def tick_box(
    sheet: Sheet, x: float, y: float, label: str, *, ticked: bool, size: float = 12
) -> float:
    """Print a label and, behind it, a box that is ticked or not; returns its right edge."""
    left = sheet.text(x, y, label, size=size) + 1.5
    side = size * 0.3
    a, b, c, d = (sheet.px(v) for v in (left, y - side + 0.3, left + side, y + 0.3))
    sheet.draw.rectangle((a, b, c, d), outline=BLACK, width=2)
    kind: MarkKind = "ticked_box" if ticked else "empty_box"
    sheet.marks.append(InkMark(kind=kind, polygon=polygon_of(Box(a, b, c, d))))
    if ticked:
        inner = sheet.px(side * 0.15)
        a, b, c, d = a + inner, b + inner, c - inner, d - inner
        sheet.draw.line((a, b, c, d), fill=BLACK, width=3)
        sheet.draw.line((a, d, c, b), fill=BLACK, width=3)
    return left + side


def table(
    sheet: Sheet,
    x: float,
    y: float,
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    *,
    size: float = 10,
    height: float = 7,
) -> float:
    """Print a ruled table, its first row bold; a line break in a cell starts another line.

    Args:
        sheet: Where.
        x: Left edge, millimetres.
        y: Upper edge, millimetres.
        widths: Of the columns, millimetres.
        rows: Texts of the cells.
        size: Points.
        height: Of a row with one line, millimetres.

    Returns:
        The lower edge, millimetres.
    """
    right, top = x + sum(widths), y
    sheet.rule(x, right, y)
    for index, row in enumerate(rows):
        lines = max(cell.count("\n") for cell in row) + 1
        tall = height + (lines - 1) * size * 1.2 * _MM_PER_POINT
        left = x
        for cell, width in zip(row, widths, strict=True):
            parts = cell.split("\n")
            first = y + (tall - (len(parts) - 1) * size * 1.2 * _MM_PER_POINT) / 2 + size * 0.12
            for part, text in enumerate(parts):
                sheet.text(left + width / 2, first + part * size * 1.2 * _MM_PER_POINT, text,
                           size=size, ink="regular" if index else "bold",
                           align="center")  # fmt: skip
            left += width
        y += tall
        sheet.rule(x, right, y)
    for edge in [x + sum(widths[:count]) for count in range(len(widths) + 1)]:
        column = [sheet.px(v) for v in (edge, top, edge, y)]
        sheet.draw.line(column, fill=BLACK, width=2)
    return y
