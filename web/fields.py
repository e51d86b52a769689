"""The fields of a paper as the review page shows them: the doubtful ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.papers.model import FieldSpec
from schemas.papers.registry import paper_type
from schemas.presentation.display import shown
from schemas.record.evidence import FieldEvidence, FieldState, RuleOutcome
from schemas.record.paper import PaperRecord

__all__ = ["FieldView", "field_views"]

_MOST = 99
"""Per cent that are shown of a confidence which is too low."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field on the screen.

    Attributes:
        name: Of the field.
        title: Vietnamese name.
        evidence: What speaks for it.
        text: The value as people read and type it.
        doubtful: Whether a person has to look.
        why: What speaks against the value, in Vietnamese.
        proposals: Other values that were read, best first.
        points: Corners of its place on the original page, `x,y x,y …`; empty where it has none.
    """

    name: str
    title: str
    evidence: FieldEvidence
    text: str
    doubtful: bool
    why: tuple[str, ...]
    proposals: tuple[str, ...]
    points: str


def field_views(record: PaperRecord) -> list[FieldView]:
    """Return the fields of a paper: failed rules first, then what was read unsurely, then the rest.

    Within each group they keep the order of the paper, as the eye goes down the page.
    """
    model = paper_type(record.classification.paper_type)
    specs = model.specs() if model else {}
    views = [_view(name, spec, record.fields.get(name)) for name, spec in specs.items()]
    return sorted(views, key=_rank)


def _view(name: str, spec: FieldSpec, found: FieldEvidence | None) -> FieldView:
    evidence = found or FieldEvidence()
    doubtful = evidence.state is FieldState.REVIEW
    corners: Sequence[tuple[float, float]] = evidence.polygon or ()
    text = shown(spec.kind, evidence.value)
    return FieldView(
        name=name,
        title=spec.title,
        evidence=evidence,
        text=text or (evidence.raw or "" if doubtful else ""),
        doubtful=doubtful,
        why=_why(evidence) if doubtful else (),
        proposals=_proposals(evidence, spec) if doubtful else (),
        points=" ".join(f"{x:.0f},{y:.0f}" for x, y in corners),
    )


def _why(evidence: FieldEvidence) -> tuple[str, ...]:
    """What speaks against a value, each finding once; else how sure the machine is of it."""
    told = (
        rule.message or f"Không đạt quy tắc {rule.rule}."
        for rule in evidence.rules
        if rule.outcome is RuleOutcome.FAILED
    )
    sure = min(round(100 * evidence.confidence), _MOST)
    return tuple(dict.fromkeys(told)) or (f"Máy chỉ chắc {sure}%.",)


def _proposals(evidence: FieldEvidence, spec: FieldSpec) -> tuple[str, ...]:
    """Return what both readers saw, where they do not agree."""
    seen = (evidence.raw, _without_label(evidence.second or "", spec))
    different = tuple(dict.fromkeys(text for text in seen if text))
    return different if len(different) > 1 else ()


def _without_label(line: str, spec: FieldSpec) -> str:
    """Return the value of a line; the second reader is asked for whole lines.

    Empty where other fields stand on the line, too: nobody can tell where the value ends.
    """
    for label in spec.labels:
        at = line.casefold().find(label.casefold())
        if at >= 0:
            line = line[at + len(label) :].strip()
            break
    return "" if ":" in line else line


def _rank(view: FieldView) -> int:
    if view.doubtful:
        conflict = any(r.outcome is RuleOutcome.FAILED for r in view.evidence.rules)
        return 0 if conflict else 1
    return 3 if view.evidence.state is FieldState.MISSING else 2
