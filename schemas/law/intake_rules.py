"""The rules of intake with their validity periods: data in `schemas/data/intake.toml`."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.record.page import Defect

__all__ = ["Action", "IntakeRule", "RuleId", "intake_rule", "intake_rules"]

Action = Literal["flag", "refuse", "fields_only", "keep"]
RuleId = Literal["scan_floor", "presented_paper"]


class IntakeRule(BaseModel):
    """One rule and the period in which it is in force."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: RuleId
    action: Action
    defects: tuple[Defect, ...] = Field(default=(), description="that put a page below the floor")
    paper_types: tuple[str, ...] = Field(default=(), description="types of paper that are meant")
    reference: str = Field(description="the legal text, in Vietnamese")
    effective_from: dt.date
    effective_to: dt.date | None = None
    remedy: str = Field(description="what the clerk does, in Vietnamese")

    def covers(self, day: dt.date) -> bool:
        """Return whether the rule is in force on a day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


@functools.cache
def intake_rules() -> tuple[IntakeRule, ...]:
    """Return all rules, including those no longer in force."""
    text = (resources.files("schemas") / "data" / "intake.toml").read_text(encoding="utf-8")
    return tuple(IntakeRule.model_validate(rule) for rule in tomllib.loads(text)["rule"])


def intake_rule(rule: RuleId, day: dt.date) -> IntakeRule | None:
    """Return the rule in force on a day, or None."""
    return next((r for r in intake_rules() if r.id == rule and r.covers(day)), None)
