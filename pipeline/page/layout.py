"""Determines the reading order of the lines of a page.

Vietnamese official papers have a two-column head (agency | motto) and foot (recipients | signer)
around a body of full lines (NĐ 30/2020, Phụ lục I). So consecutive rows that are split at a common
gutter form a band that is read column by column; everything else is read row by row.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.record.reading import Box

__all__ = ["reading_order", "rows_of"]

_ROW_OVERLAP = 0.5
"""Boxes are in the same row if they overlap by this share of the smaller height."""
_MIN_GUTTER = 1.2
"""Minimum gap between two columns, in line heights."""


@dataclass(slots=True)
class _Row:
    """Boxes at the same level, from left to right, by index."""

    members: list[int]
    box: Box


@dataclass(slots=True)
class _Band:
    """Consecutive rows that share a gutter, or one full row (`gutter` is None)."""

    rows: list[_Row] = field(default_factory=list)
    gutter: tuple[float, float] | None = None


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """Return the indexes of the boxes of a level page in reading order."""
    order: list[int] = []
    for band in _bands(_rows(boxes), boxes):
        if band.gutter is None:
            order += [i for row in band.rows for i in row.members]
            continue
        middle = sum(band.gutter) / 2
        members = [i for row in band.rows for i in row.members]
        order += [i for i in members if boxes[i].center.x < middle]
        order += [i for i in members if boxes[i].center.x >= middle]
    return order


def rows_of(boxes: Sequence[Box]) -> list[list[int]]:
    """Return the indexes of the boxes of a level page by row, each row from left to right."""
    return [row.members for row in _rows(boxes)]


def _rows(boxes: Sequence[Box]) -> list[_Row]:
    rows: list[_Row] = []
    for i in sorted(range(len(boxes)), key=lambda i: boxes[i].center.y):
        row = next((r for r in reversed(rows[-3:]) if _same_row(r.box, boxes[i])), None)
        if row is None:
            rows.append(_Row([i], boxes[i]))
        else:
            row.members.append(i)
            # A row's level comes from its members, not their hull: hulls of slanted rows drift.
            row.box = _narrower(row.box, boxes[i])
    for row in rows:
        row.members.sort(key=lambda i: boxes[i].left)
    return sorted(rows, key=lambda row: row.box.center.y)


def _narrower(row: Box, new: Box) -> Box:
    level = row if row.height <= new.height else new
    return Box(min(row.left, new.left), level.top, max(row.right, new.right), level.bottom)


def _same_row(row: Box, box: Box) -> bool:
    overlap = min(row.bottom, box.bottom) - max(row.top, box.top)
    return overlap > _ROW_OVERLAP * min(row.height, box.height)


def _bands(rows: Sequence[_Row], boxes: Sequence[Box]) -> list[_Band]:
    bands: list[_Band] = []
    current = _Band()
    for row in rows:
        gutter = _gutter(row, boxes, current.gutter)
        if gutter is None:
            bands += [band for band in (current, _Band([row])) if band.rows]
            current = _Band()
        elif current.gutter is None or not _common(current.gutter, gutter):
            bands += [current] if current.rows else []
            current = _Band([row], gutter)
        else:
            current.rows.append(row)
            current.gutter = _common(current.gutter, gutter)
    bands += [current] if current.rows else []
    return bands


def _gutter(
    row: _Row, boxes: Sequence[Box], current: tuple[float, float] | None
) -> tuple[float, float] | None:
    """Return the gap that splits a row in two, or the band's gutter if the row is beside it."""
    lines = [boxes[i] for i in row.members]
    gaps = [
        (left.right, right.left)
        for left, right in itertools.pairwise(lines)
        if right.left - left.right > _MIN_GUTTER * min(left.height, right.height)
    ]
    if gaps:
        return max(gaps, key=lambda gap: gap[1] - gap[0])
    if current is not None and all(
        box.right <= current[1] or box.left >= current[0] for box in lines
    ):
        left = max([box.right for box in lines if box.center.x < sum(current) / 2], default=0.0)
        right = min(
            [box.left for box in lines if box.center.x >= sum(current) / 2], default=float("inf")
        )
        return _common(current, (left, right))
    return None


def _common(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float] | None:
    left, right = max(a[0], b[0]), min(a[1], b[1])
    return (left, right) if right - left > 0 else None
