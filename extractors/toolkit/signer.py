"""Finds the name of the signer: printed below a heading, under signature and seal.

The seal covers about a third of the signature and often the name (NĐ 30/2020/NĐ-CP, Phụ lục I), so
the lines between heading and name may be fragments of the seal.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.judge.evidence import MISSING
from extractors.toolkit.labelled import evidence_from_spans
from extractors.toolkit.labels import find_anchors, make_labels
from extractors.toolkit.rows import Row, Span, group_rows, typical_height
from extractors.values.normalise import normalise
from schemas.papers.model import Kind
from schemas.record.evidence import FieldEvidence, RuleOutcome
from schemas.record.reading import Line, PageReading

__all__ = ["find_signer"]

_REACH = 16.0
"""Maximum distance of the name below the heading, in line heights."""


def find_signer(pages: Sequence[PageReading], headings: Sequence[str]) -> FieldEvidence:
    """Return the name printed below the last of the headings that is found.

    The signer is the lowest line around the centre of the heading that looks like a person's name;
    positions (`CHỦ TỊCH`) are in capitals and so are never mistaken for one.
    """
    labels = make_labels(headings)
    for page in reversed(pages):
        rows = group_rows(page.lines)
        for index in range(len(rows) - 1, -1, -1):
            for anchor in find_anchors(rows[index], labels):
                name = _name_below(anchor.line, rows[index + 1 :], typical_height(page.lines))
                if name is not None:
                    return _evidence(name, page.number)
    return MISSING


def _name_below(heading: Line, rows: Sequence[Row], height: float) -> Line | None:
    names = [
        line
        for row in rows
        for line in row.lines
        if line.box.top - heading.box.bottom <= _REACH * height
        and heading.box.left - height <= line.box.center.x <= heading.box.right + height
        and _is_name(line.text)
    ]
    return names[-1] if names else None


def _is_name(text: str) -> bool:
    normalised = normalise(Kind.NAME, text)
    letters = [r for r in normalised.rules if r.rule == "name.letters"]
    formed = all(r.outcome is RuleOutcome.PASSED for r in letters)
    return formed and not text.isupper() and all(word[0].isupper() for word in text.split())


def _evidence(line: Line, page: int) -> FieldEvidence:
    return evidence_from_spans([Span.whole(line)], page, normalise(Kind.NAME, line.text))
