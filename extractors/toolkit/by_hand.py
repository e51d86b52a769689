"""Marks handwritten values: proposed to a person, never used without review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractors.judge.evidence import rule
from extractors.judge.state import state_of
from extractors.toolkit.places import upright_box
from schemas.record.evidence import FieldEvidence, FieldState
from schemas.record.reading import Box, PageReading, Polygon

__all__ = ["mark_handwriting"]

_SHARE = 0.2
"""Minimum handwritten share of a value's area; less is a stroke that reaches into it."""


def mark_handwriting(
    fields: Mapping[str, FieldEvidence], pages: Sequence[PageReading]
) -> dict[str, FieldEvidence]:
    """Return the fields, with a failed rule `text.by_hand` on handwritten ones.

    Handwritten numbers and dates are not marked on the page: their confidence alone decides. If
    no value was found there is nothing to propose, even over handwriting.

    Args:
        fields: As extracted.
        pages: The pages that contain them.
    """
    written = {
        page.number: [mark.polygon for mark in page.marks if mark.kind == "handwriting"]
        for page in pages
    }
    if not any(written.values()):
        return dict(fields)
    by_number = {page.number: page for page in pages}
    judged = dict(fields)
    for name, field in fields.items():
        page = by_number.get(field.page or 0)
        if page and _is_written(field, page, written[page.number]):
            failed = rule("text.by_hand", False, "Viết tay: cần người đọc.")
            judged[name] = field.model_copy(update={"rules": (*field.rules, failed)})
    return judged


def _is_written(field: FieldEvidence, page: PageReading, written: Sequence[Polygon]) -> bool:
    found = state_of(field) is not FieldState.MISSING
    place = upright_box(page, field.polygon) if found and field.polygon else None
    if place is None:
        return False
    boxes = (upright_box(page, polygon) for polygon in written)
    common = sum(_common(place, box) for box in boxes if box)
    return common > _SHARE * place.width * place.height


def _common(one: Box, other: Box) -> float:
    """Return the area of the intersection of two boxes, square pixels."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, width) * max(0.0, height)
