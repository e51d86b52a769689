"""Ticked boxes: which printed choice stands directly before or after the ticked box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractors.judge.evidence import MISSING, evidence_from_lines, rule
from extractors.toolkit.places import upright_box
from extractors.toolkit.rows import Span
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import InkMark, Line, PageReading
from schemas.text.spelling import search_key

__all__ = ["find_ticked"]

_REACH = 1.6
"""Maximum distance of a box from the end of its words, in line heights."""


def find_ticked(pages: Sequence[PageReading], choices: Mapping[str, str]) -> FieldEvidence:
    """Return the value of the choice whose box is ticked.

    Args:
        pages: Pages of one paper.
        choices: Value of every choice by the words printed directly before its box.

    Returns:
        Its evidence; for review if several boxes are ticked, missing if none is.
    """
    found = [
        (page.number, line, value)
        for page in pages
        for mark in page.marks
        if mark.kind == "ticked_box"
        for line in _lines_before(page, mark)
        for words, value in choices.items()
        if search_key(line.text).strip(" .:").endswith(search_key(words))
        and not _is_part(line.text, words, choices)
    ]
    if not found:
        return MISSING
    values = {value for _, _, value in found}
    alone = rule("tick.alone", len(values) == 1, "Có nhiều ô được đánh dấu.")
    number, line, value = found[0]
    kept = value if len(values) == 1 else None
    return evidence_from_lines([line], number, kept, raw=value, rules=(alone,))


def _is_part(text: str, words: str, choices: Mapping[str, str]) -> bool:
    """Return whether a longer choice matches, of which these words are only the end."""
    key = search_key(text).strip(" .:")
    longer = (search_key(other) for other in choices if len(other) > len(words))
    return any(key.endswith(other) for other in longer)


def _lines_before(page: PageReading, mark: InkMark) -> list[Line]:
    """Return the texts on the level of a box that end right before it, each as a line."""
    box = upright_box(page, mark.polygon)
    if box is None:
        return []
    pieces = []
    for line in page.lines:
        if not line.box.top <= box.center.y <= line.box.bottom:
            continue
        ends = [(start + len(word.text), word.box.right)
                for word, start, _ in Span.whole(line).words()
                if word.box.center.x < box.left]  # fmt: skip
        if ends and box.left - ends[-1][1] <= _REACH * line.box.height:
            pieces.append(Span(line, 0, ends[-1][0]).as_line())
    return pieces
