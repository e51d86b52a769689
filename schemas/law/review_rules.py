"""Who has to look at a paper before it is signed: data in `schemas/data/review.toml`."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ReviewRule", "is_sampled", "needs_four_eyes", "review_rules"]

_DRAWN_FROM = 2**32


class ReviewRule(BaseModel):
    """One rule and the period in which it is in force."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Literal["four_eyes", "sample"]
    paper_types: tuple[str, ...] = Field(default=(), description="checked by a second person")
    share: float = Field(default=0, ge=0, le=1, description="of papers without doubt, to be seen")
    legal_basis: str
    effective_from: dt.date
    effective_to: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Return whether the rule is in force on a day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


@functools.cache
def review_rules() -> tuple[ReviewRule, ...]:
    """Return all rules, including those no longer in force."""
    text = (resources.files("schemas") / "data" / "review.toml").read_text(encoding="utf-8")
    return tuple(ReviewRule.model_validate(rule) for rule in tomllib.loads(text)["rules"])


def needs_four_eyes(paper_type: str, day: dt.date) -> bool:
    """Return whether a second person has to check papers of a type."""
    rules = (r for r in review_rules() if r.key == "four_eyes" and r.covers(day))
    return any(paper_type in rule.paper_types for rule in rules)


def is_sampled(paper_id: str, day: dt.date) -> bool:
    """Return whether a paper without doubts is sampled for a check by a person.

    The hash of the paper decides, so that nobody can choose and anybody can repeat the draw.
    """
    share = next((r.share for r in review_rules() if r.key == "sample" and r.covers(day)), 0.0)
    return int(paper_id[:8], 16) < share * _DRAWN_FROM
