"""Derives the state of a field from its evidence; no other module does.

Extractors, witnesses, comparisons and people only add what they found: a value with its confidence,
results of rules, a confirmation. The state follows from all of it together, so that the order does
not matter, and the doubt ends when the finding that raised it is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from extractors.judge.thresholds import ACCEPTANCE, Thresholds, shipped_thresholds
from schemas.papers.model import PaperModel
from schemas.record.evidence import (
    Confirmation,
    FieldEvidence,
    FieldState,
    Origin,
    RuleOutcome,
    RuleResult,
)

__all__ = ["AGREEING", "agrees", "decide", "judge", "keep_outside", "state_of"]

AGREEING = "sources."
"""Rules by which two sources confirm each other; then confidence alone does not decide."""


def decide(
    value: str | None,
    confidence: float,
    rules: Collection[RuleResult],
    confirmed: Confirmation | None,
    threshold: float,
) -> FieldState:
    """Return the state of a value.

    A person's decision comes first. Otherwise a failed rule sends the value to review, and so does
    a confidence below the threshold, unless two sources agree.

    Args:
        value: Normalised value, or None.
        confidence: Probability that it was read correctly.
        rules: All rule results, in any order.
        confirmed: Who confirmed or corrected it, if a person did.
        threshold: Minimum confidence for use without review.
    """
    if confirmed is not None:
        return FieldState.CONFIRMED
    if any(result.outcome is RuleOutcome.FAILED for result in rules):
        return FieldState.REVIEW
    if value is None:
        return FieldState.MISSING
    sure = confidence >= threshold or any(map(agrees, rules))
    return FieldState.ACCEPTED if sure else FieldState.REVIEW


def state_of(evidence: FieldEvidence, threshold: float = ACCEPTANCE) -> FieldState:
    """Return the state of a field according to its evidence so far."""
    return decide(
        evidence.value, evidence.confidence, evidence.rules, evidence.confirmed, threshold
    )


def judge(
    model: type[PaperModel] | None,
    fields: Mapping[str, FieldEvidence],
    thresholds: Thresholds | None = None,
) -> dict[str, FieldEvidence]:
    """Return the fields of a paper, each with the state that follows from its evidence.

    Args:
        model: The paper type; None if unknown.
        fields: The fields with all their evidence.
        thresholds: None for the shipped ones.
    """
    known = thresholds or shipped_thresholds()
    specs = model.specs() if model else {}
    return {
        name: _with_state(field, known.of(model, name) if model and name in specs else ACCEPTANCE)
        for name, field in fields.items()
    }


def keep_outside(
    before: Mapping[str, FieldEvidence], derived: Mapping[str, FieldEvidence]
) -> dict[str, FieldEvidence]:
    """Carry findings from outside the page over to fields that were derived again from it.

    Such a finding stays until the comparison that made it is repeated.

    Args:
        before: The fields with their earlier evidence.
        derived: The same fields as now derived from the page, without states yet.
    """
    kept = dict(derived)
    for name, field in derived.items():
        found = [
            result
            for result in (before[name].rules if name in before else ())
            if result.origin is not Origin.PAGE and result not in field.rules
        ]
        if found:
            kept[name] = field.model_copy(update={"rules": (*field.rules, *found)})
    return kept


def agrees(result: RuleResult) -> bool:
    """Return whether a result says that another source has the same value."""
    return result.rule.startswith(AGREEING) and result.outcome is RuleOutcome.PASSED


def _with_state(field: FieldEvidence, threshold: float) -> FieldEvidence:
    state = state_of(field, threshold)
    return field if state is field.state else field.model_copy(update={"state": state})
