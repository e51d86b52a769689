"""The fields of a paper as the review page shows them, doubtful fields first."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.toolkit.members import CELL
from extractors.toolkit.one_line import value_on_line
from extractors.values.normalise import normalise
from schemas.papers.model import FieldSpec, PaperModel
from schemas.papers.registry import paper_type
from schemas.presentation.display import shown
from schemas.record.evidence import FieldEvidence, FieldState, RuleOutcome
from schemas.record.paper import PaperRecord
from schemas.record.reading import PageReading
from web.presentation.letters import SecondLook, doubted, why_doubted
from web.presentation.tables import Table, table_of

__all__ = ["FieldView", "differing", "field_views"]

_MOST = 99
"""Highest percentage shown for a confidence that is too low."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field on the screen.

    Attributes:
        name: Name of the field.
        title: Vietnamese name.
        evidence: Evidence of the field.
        text: The value in the form that people read and type.
        doubtful: Whether a person has to review it.
        why: Findings against the value, in Vietnamese.
        proposals: Other values that were read, best first.
        points: Corners of its polygon on the original page, `x,y x,y …`; empty if it has none.
        look: Which letters of the text as read are in doubt.
        table: The rows, if the value is a table.
    """

    name: str
    title: str
    evidence: FieldEvidence
    text: str
    doubtful: bool
    why: tuple[str, ...]
    proposals: tuple[str, ...]
    points: str
    look: SecondLook
    table: Table | None


def field_views(record: PaperRecord, pages: Sequence[PageReading] = ()) -> list[FieldView]:
    """Return the fields of a paper: failed rules first, then low confidence, then the rest.

    Within each group they keep the order in which they are on the paper.

    Args:
        record: The paper.
        pages: Its lines, which tell how sure the reader was of each word.
    """
    model = paper_type(record.classification.paper_type)
    specs = model.specs() if model else {}
    views = [_view(model, name, record.fields.get(name), pages) for name in specs if model]
    return sorted(views, key=_rank)


def _view(
    model: type[PaperModel], name: str, found: FieldEvidence | None, pages: Sequence[PageReading]
) -> FieldView:
    evidence = found or FieldEvidence()
    spec = model.specs()[name]
    doubtful = evidence.state is FieldState.REVIEW
    corners: Sequence[tuple[float, float]] = evidence.polygon or ()
    table = table_of(model, name, evidence)
    text = table.text if table else shown(spec.kind, evidence.value)
    second = _without_label(evidence.second or "", spec)
    look = doubted(evidence, second, pages) if doubtful else SecondLook()
    return FieldView(
        name=name,
        title=spec.title,
        evidence=evidence,
        text=text or (evidence.raw or "" if doubtful and not table else ""),
        doubtful=doubtful,
        why=_why(evidence, look) if doubtful else (),
        proposals=_proposals(evidence, spec) if doubtful and not table else (),
        points=" ".join(f"{x:.0f},{y:.0f}" for x, y in corners),
        look=look,
        table=table,
    )


def _why(evidence: FieldEvidence, look: SecondLook) -> tuple[str, ...]:
    """Return the findings against a value and its letters, or else its confidence alone."""
    told = [
        rule.message or f"Không đạt quy tắc {rule.rule}."
        for rule in evidence.rules
        if rule.outcome is RuleOutcome.FAILED
    ]
    letters = why_doubted(look)
    sure = min(round(100 * evidence.confidence), _MOST)
    told += [letters] if letters else []
    return tuple(dict.fromkeys(told)) or (f"Máy chỉ chắc {sure}%.",)


def _proposals(evidence: FieldEvidence, spec: FieldSpec) -> tuple[str, ...]:
    """Return the values of both readers, if a person can distinguish them.

    Readings that differ only in leaders and full stops are equal. Tables have no proposals: the
    second reader reads lines, and a line in place of the rows would lose them.
    """
    if evidence.value and CELL in evidence.value:
        return ()
    seen = (evidence.raw or "", _without_label(evidence.second or "", spec))
    different: dict[str, str] = {}
    for text in seen:
        value = shown(spec.kind, normalise(spec.kind, text).value) or text if text else ""
        if value:
            different.setdefault(_letters(value), value)
    return tuple(different.values()) if len(different) > 1 else ()


def _letters(text: str) -> str:
    """Return the letters and digits of a value, which are compared."""
    return "".join(c for c in unicodedata.normalize("NFC", text).casefold() if c.isalnum())


def _without_label(line: str, spec: FieldSpec) -> str:
    """Extract the value from a line, because the second reader reads whole lines.

    Empty if other fields are on the same line, because the end of the value is then unknown.
    """
    line = value_on_line(line, spec)
    return "" if ":" in line else line


def differing(text: str, proposals: Sequence[str]) -> list[tuple[str, bool]]:
    """Return the pieces of a proposal, each with whether other proposals differ there."""
    other = next((each for each in proposals if each != text), text)
    same = difflib.SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks()
    pieces, at = [], 0
    for block in same:
        pieces += [(text[at : block.a], True), (text[block.a : block.a + block.size], False)]
        at = block.a + block.size
    return [(piece, differs) for piece, differs in pieces if piece]


def _rank(view: FieldView) -> int:
    if view.doubtful:
        conflict = any(r.outcome is RuleOutcome.FAILED for r in view.evidence.rules)
        return 0 if conflict else 1
    return 3 if view.evidence.state is FieldState.MISSING else 2
