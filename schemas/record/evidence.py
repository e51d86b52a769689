"""Evidence: a field's value with everything that supports or contradicts it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from schemas.record.reading import Polygon

__all__ = [
    "AddressUnits",
    "Confirmation",
    "FieldEvidence",
    "FieldState",
    "Origin",
    "RuleOutcome",
    "RuleResult",
]


class FieldState(StrEnum):
    """What may be done with a value."""

    ACCEPTED = "accepted"
    """Readers and rules leave no doubt: usable unseen."""
    REVIEW = "review"
    """Unsure: a person must look. The value is a proposal, never a fact."""
    MISSING = "missing"
    """Nothing was found where the paper type expects a value."""
    CONFIRMED = "confirmed"
    """A person looked and confirmed or corrected it."""


class RuleOutcome(StrEnum):
    """Result of a cross-check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


class Origin(StrEnum):
    """Where a finding comes from, and so what must be repeated to get it again."""

    PAGE = "page"
    """The paper itself: found again whenever its fields are derived again from its lines."""
    DOSSIER = "dossier"
    """Other papers of its dossier: the page alone does not show it."""


_OUTSIDE = {"dossier": Origin.DOSSIER}
"""Name prefixes of rules whose results do not come from the page."""


class RuleResult(BaseModel):
    """One rule applied to one field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str = Field(description="stable name, e.g. `id_number.sex`")
    outcome: RuleOutcome
    message: str = Field(default="", description="Vietnamese, for the operator, when it failed")

    @property
    def origin(self) -> Origin:
        """Where it comes from, according to the prefix of the rule's name."""
        return _OUTSIDE.get(self.rule.partition(".")[0], Origin.PAGE)


class Confirmation(BaseModel):
    """Who settled a value, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    operator: str = Field(description="account of the person, not their name")
    at: dt.datetime = Field(description="UTC")
    previous: str | None = Field(default=None, description="value before a correction")


class AddressUnits(BaseModel):
    """Administrative units that an address names, or those that took their place.

    Taken from the lists, never printed: the value of the field stays as the paper has it. Names are
    `Phường Ngọc Hà`, `Quận Ba Đình`, `Thành phố Hà Nội`; there are no districts since 01/07/2025.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    province: str
    district: str | None = None
    ward: str | None = None
    code: str = Field(description="of the lowest unit named, as the lists of its time have it")
    valid_from: dt.date | None = Field(default=None, description="None: before the lists begin")
    valid_to: dt.date | None = Field(default=None, description="last day; None: still there")
    named: bool = Field(description="whether the address names them; else they came after these")


class FieldEvidence(BaseModel):
    """One extracted value and its evidence.

    `raw` is what stands on the paper and is never rewritten; `value` is its normalised form
    (ISO date, digits only, NFC name).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: str | None = Field(default=None, description="normalised value")
    raw: str | None = Field(default=None, description="text as read")
    state: FieldState = Field(
        default=FieldState.MISSING,
        description="follows from all the rest; written by `extractors.judge.state` alone",
    )
    confidence: float = Field(default=0.0, ge=0, le=1)
    page: int | None = Field(default=None, ge=1, description="page of the file, from 1")
    polygon: Polygon | None = Field(default=None, description="original-page pixels")
    reader: str | None = Field(default=None, description="recogniser, QR, MRZ or text layer")
    second: str | None = Field(
        default=None, description="the lines as a second reader saw them, where it was asked"
    )
    rules: tuple[RuleResult, ...] = ()
    confirmed: Confirmation | None = None
    units: tuple[AddressUnits, ...] = Field(
        default=(), description="derived from an address: the units it names, then their successors"
    )
