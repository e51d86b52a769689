"""Finds boxed stamps in black ink by their words and records them as facts.

The stamp of incoming papers (TT 01/2019 and NĐ 30/2020, annex IV: 35 by 50 mm) contains `ĐẾN`,
`Số`, `Ngày`, `Chuyển`. Its lines are read as ordinary lines; parts over print are not removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.geometry import MM_PER_INCH
from schemas.record.reading import Box, Line, MarkKind
from schemas.text.spelling import search_key

__all__ = ["find_arrival_stamps"]

_ARRIVED = re.compile(r"(cong van )?den\b.{0,12}")
_ENTRY = re.compile(r"(so|ngay|gio|chuyen|luu|ho so)\b.{0,40}")
_NEAR_MM = (32.0, 26.0)
"""Maximum horizontal and vertical distance from `ĐẾN` to the other words of its stamp."""


def find_arrival_stamps(lines: Sequence[Line], dpi: float) -> Iterator[tuple[MarkKind, Box]]:
    """Yield the stamps of incoming papers: `ĐẾN` with two other words of the stamp nearby.

    Args:
        lines: The lines as read, in upright coordinates.
        dpi: Pixels per inch of these coordinates.
    """
    mm = dpi / MM_PER_INCH
    beside, below = (reach * mm for reach in _NEAR_MM)
    for head in lines:
        if not _ARRIVED.fullmatch(search_key(head.text)):
            continue
        entries = [
            line.box
            for line in lines
            if line is not head
            and abs(line.box.left - head.box.left) < beside
            and -below / 2 < line.box.top - head.box.top < below
            and _ENTRY.fullmatch(search_key(line.text))
        ]
        if len(entries) > 1:
            box = head.box
            for entry in entries:
                box = box.union(entry)
            yield "arrival_stamp", box
