"""From which confidence a value may be used unseen: by field, by kind, else for all.

The general threshold is a judgement; the others are fitted to measured data for a stated precision
and lie in `thresholds.toml`, as data.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from extractors.judge.evidence import ACCEPTANCE
from schemas.papers.model import Kind, PaperModel
from schemas.record.evidence import FieldEvidence, FieldState, RuleOutcome

__all__ = ["Thresholds", "decide", "shipped_thresholds"]

_AGREEING = "sources."
"""Rules by which two sources confirm each other; then confidence alone does not decide."""


class Measured(BaseModel):
    """What the thresholds were fitted for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    precision: float
    level: float
    papers: int


class Thresholds(BaseModel):
    """Fitted thresholds.

    Attributes:
        measured: What they were fitted for, and on how many papers.
        kinds: By kind of value.
        fields: By paper type and field.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    measured: Measured
    kinds: Mapping[Kind, float] = {}
    fields: Mapping[str, Mapping[str, float]] = {}

    def of(self, model: type[PaperModel], field: str) -> float:
        """Return the threshold of a field: its own, its kind's, or the general one."""
        own = self.fields.get(model.paper_type, {}).get(field)
        if own is not None:
            return own
        return self.kinds.get(model.specs()[field].kind, ACCEPTANCE)


@functools.cache
def shipped_thresholds() -> Thresholds:
    """Return the thresholds that ship."""
    text = Path(__file__).with_name("thresholds.toml").read_text(encoding="utf-8")
    return Thresholds.model_validate(tomllib.loads(text))


def decide(
    model: type[PaperModel],
    fields: Mapping[str, FieldEvidence],
    thresholds: Thresholds | None = None,
) -> dict[str, FieldEvidence]:
    """Return the fields with their states as the thresholds have them.

    Only confidence is judged: what a rule sent to review stays there, and what two sources confirm
    or a person settled stays as it is.

    Args:
        model: The type of paper.
        fields: As extracted, all rules applied.
        thresholds: Those that ship where None.
    """
    known = thresholds or shipped_thresholds()
    return {
        name: _decide(evidence, known.of(model, name)) if name in model.specs() else evidence
        for name, evidence in fields.items()
    }


def _decide(evidence: FieldEvidence, threshold: float) -> FieldEvidence:
    if evidence.value is None or evidence.state in (FieldState.MISSING, FieldState.CONFIRMED):
        return evidence
    outcomes = {result.outcome for result in evidence.rules}
    confirmed = any(
        result.rule.startswith(_AGREEING) and result.outcome is RuleOutcome.PASSED
        for result in evidence.rules
    )
    if RuleOutcome.FAILED in outcomes or confirmed:
        return evidence
    sure = evidence.confidence >= threshold
    state = FieldState.ACCEPTED if sure else FieldState.REVIEW
    return evidence if state is evidence.state else evidence.model_copy(update={"state": state})
