"""The choices that the intake rules leave to an installation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from schemas.law.intake_rules import IntakeRule, intake_rule

__all__ = ["DEFAULT_POLICY", "IntakePolicy"]


@dataclass(frozen=True, slots=True)
class IntakePolicy:
    """Choices of an installation; None means the default of the rules in force.

    Attributes:
        below_floor: What to do with a scan below the legal floor: `flag` or `refuse` it.
        presented: What to keep of papers that are only presented, such as identity cards:
            `fields_only`, or `keep` the picture, too, if a procedure requires it.
    """

    below_floor: Literal["flag", "refuse"] | None = None
    presented: Literal["fields_only", "keep"] | None = None

    def floor(self, day: dt.date) -> IntakeRule | None:
        """Return the rule on scans of too low resolution as applied by this installation."""
        return _applied(intake_rule("scan_floor", day), self.below_floor)

    def presented_paper(self, paper_type: str, day: dt.date) -> IntakeRule | None:
        """Return the rule that forbids keeping a paper's picture, or None if it is kept."""
        rule = _applied(intake_rule("presented_paper", day), self.presented)
        meant = rule is not None and rule.action == "fields_only" and paper_type in rule.paper_types
        return rule if meant else None


def _applied(
    rule: IntakeRule | None, choice: Literal["flag", "refuse", "fields_only", "keep"] | None
) -> IntakeRule | None:
    if rule is None or choice is None:
        return rule
    return rule.model_copy(update={"action": choice})


DEFAULT_POLICY = IntakePolicy()
