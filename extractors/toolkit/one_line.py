"""The value on a line that was read by itself: a region that a person drew, a second reading."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.toolkit.labels import find_anchors, make_labels
from extractors.toolkit.rows import Row
from schemas.papers.model import FieldSpec
from schemas.record.reading import Box, Line, Point

__all__ = ["value_on_line"]

_BOX = Box(0, 0, 1, 1)
_PLACE = (Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1))
_BEFORE = 4
"""Letters that may stand before a label: a numbering, or a shred of what was cut off."""


def value_on_line(text: str, spec: FieldSpec, others: Iterable[FieldSpec] = ()) -> str:
    """Return a line without the label of a field, and without what other fields say behind it.

    A line on which the label does not stand is returned as it is, up to the label of another field.

    Args:
        text: The line as it was read.
        spec: The field.
        others: The other fields of the paper.
    """
    line = Line(text=text, confidence=1.0, box=_BOX, polygon=_PLACE, reader="")
    own = set(make_labels(spec.labels))
    foreign = make_labels(label for other in others for label in other.labels)
    anchors = find_anchors(Row((line,), _BOX), [*own, *(x for x in foreign if x not in own)])
    start, end = 0, len(text)
    for anchor in anchors:
        if anchor.label in own and start == 0:
            start = anchor.end
        elif anchor.start > max(start, _BEFORE) and anchor.colon:
            end = anchor.start
            break
        elif anchor.start <= _BEFORE and start == 0:
            start = anchor.end
    return text[start:end].strip(" :;")
