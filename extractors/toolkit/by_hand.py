"""Marks handwritten values: proposed to a person, never used without review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractors.judge.evidence import rule
from extractors.judge.rules import WORDS
from extractors.judge.state import agrees, state_of
from extractors.toolkit.places import upright_box
from schemas.papers.model import Kind, PaperModel
from schemas.record.evidence import FieldEvidence, FieldState, RuleOutcome, RuleResult
from schemas.record.reading import Box, PageReading, Polygon

__all__ = ["figures_by_hand", "mark_handwriting"]

_SHARE = 0.2
"""Minimum handwritten share of a value's area; less is a stroke that reaches into it."""
_INSIDE = 0.5
"""Minimum share of a mark inside a number or date: one figure by hand is enough there."""
_FIGURES = frozenset({Kind.DATE, Kind.DOCUMENT_NUMBER, Kind.NUMBER, Kind.ID_NUMBER})


def mark_handwriting(
    model: type[PaperModel], fields: Mapping[str, FieldEvidence], pages: Sequence[PageReading]
) -> dict[str, FieldEvidence]:
    """Return the fields, with a failed rule `text.by_hand` on handwritten ones.

    A number or date by hand is accepted only if another source on the paper says the same, or if it
    is also written in words: both readers read `11` as `44` with full confidence. If no value was
    found there is nothing to propose, even over handwriting.

    Args:
        model: The type of paper.
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
    specs = model.specs()
    judged = dict(fields)
    for name, field in fields.items():
        page = by_number.get(field.page or 0)
        figures = name in specs and specs[name].kind in _FIGURES
        if page and _is_written(field, page, written[page.number], figures=figures):
            witnessed = figures and any(map(_is_witness, field.rules))
            failed = rule("text.by_hand", witnessed, "Viết tay: cần người đọc.")
            judged[name] = field.model_copy(update={"rules": (*field.rules, failed)})
    return judged


def _is_witness(result: RuleResult) -> bool:
    in_words = result.rule == WORDS and result.outcome is RuleOutcome.PASSED
    return in_words or agrees(result)


def figures_by_hand(page: PageReading, polygon: Polygon) -> bool:
    """Return whether a pen wrote figures within a place on the page, original coordinates."""
    place = upright_box(page, polygon)
    marks = (mark.polygon for mark in page.marks if mark.kind == "handwriting")
    boxes = (upright_box(page, mark) for mark in marks)
    return place is not None and any(_holds(place, box) for box in boxes if box)


def _holds(place: Box, mark: Box) -> bool:
    return _common(place, mark) > _INSIDE * mark.width * mark.height


def _is_written(
    field: FieldEvidence, page: PageReading, written: Sequence[Polygon], *, figures: bool
) -> bool:
    found = state_of(field) is not FieldState.MISSING
    place = upright_box(page, field.polygon) if found and field.polygon else None
    if place is None:
        return False
    boxes = [box for polygon in written if (box := upright_box(page, polygon))]
    if figures and any(_holds(place, box) for box in boxes):
        return True
    common = sum(_common(place, box) for box in boxes)
    return common > _SHARE * place.width * place.height


def _common(one: Box, other: Box) -> float:
    """Return the area of the intersection of two boxes, square pixels."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, width) * max(0.0, height)
