"""What may be done with a value: derived from its evidence, here and nowhere else.

Extractors, witnesses, comparisons and people only add what they found: a value with its confidence,
results of rules, a confirmation. The state follows from all of it together, so that it does not
matter who was first, and a finding that has gone takes its doubt with it.
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

__all__ = ["AGREEING", "decide", "judge", "keep_outside", "state_of"]

AGREEING = "sources."
"""Rules by which two sources confirm each other; then confidence alone does not decide."""


def decide(
    value: str | None,
    confidence: float,
    rules: Collection[RuleResult],
    confirmed: Confirmation | None,
    threshold: float,
) -> FieldState:
    """Return what may be done with a value.

    A person has the last word. Else whatever speaks against a value sends it to review, and so does
    a confidence below the threshold, unless two sources agree.

    Args:
        value: As normalised; None where there is none.
        confidence: That it was read right.
        rules: All that was found, in any order.
        confirmed: By whom, where a person settled it.
        threshold: Least confidence at which it may be used unseen.
    """
    if confirmed is not None:
        return FieldState.CONFIRMED
    if any(result.outcome is RuleOutcome.FAILED for result in rules):
        return FieldState.REVIEW
    if value is None:
        return FieldState.MISSING
    sure = confidence >= threshold or any(map(_agrees, rules))
    return FieldState.ACCEPTED if sure else FieldState.REVIEW


def state_of(evidence: FieldEvidence, threshold: float = ACCEPTANCE) -> FieldState:
    """Return what may be done with a field by the evidence as it stands so far."""
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
        model: The type of paper; None where it is not known.
        fields: With all that was found.
        thresholds: Those that ship where None.
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
    """Return fields derived anew with what was found against them outside their page.

    It stays until the comparison that found it is made again.

    Args:
        before: The fields as they stood.
        derived: The same fields as the page gives them now, not judged yet.
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


def _agrees(result: RuleResult) -> bool:
    return result.rule.startswith(AGREEING) and result.outcome is RuleOutcome.PASSED


def _with_state(field: FieldEvidence, threshold: float) -> FieldEvidence:
    state = state_of(field, threshold)
    return field if state is field.state else field.model_copy(update={"state": state})
