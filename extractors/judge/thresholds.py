"""Confidence thresholds for using a value without review: by field, by kind, or general.

The general threshold is a judgement; the others are fitted to measured data for a stated precision
and are data in `thresholds.toml`.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from schemas.papers.model import Kind, PaperModel

__all__ = ["ACCEPTANCE", "Thresholds", "shipped_thresholds"]

ACCEPTANCE = 0.95
"""General threshold: minimum calibrated confidence for using a value without review."""


class Measured(BaseModel):
    """The precision and data that the thresholds were fitted for."""

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
    """Return the shipped thresholds."""
    text = Path(__file__).with_name("thresholds.toml").read_text(encoding="utf-8")
    return Thresholds.model_validate(tomllib.loads(text))
