"""The tombstone of an erased paper: that it existed, when it was erased, why and by whose decision.

It holds nothing of the paper itself: no type, no dossier, no person. The identifier is kept, so
that the same bytes are recognised and not taken in again later, from a copy or a backlog.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ErasureGround", "Tombstone"]


class ErasureGround(StrEnum):
    """Why a paper may no longer be kept; its owner's wish alone is no ground (archive duty)."""

    RETENTION_ENDED = "retention_ended"
    """The archive's period is over and destruction was approved (Luật Lưu trữ 2024)."""
    ORDER = "order"
    """A court or another authority ordered it."""
    UNLAWFUL = "unlawful"
    """It should never have been taken in: the wrong person's, beyond the purpose."""


class Tombstone(BaseModel):
    """The record of an erasure."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    paper_id: str = Field(pattern=r"^[0-9a-f]{64}$")
    version: int = Field(ge=2, description="one more than the last version of the record")
    erased_at: dt.datetime = Field(description="UTC")
    ground: ErasureGround
    reference: str = Field(
        min_length=1, max_length=200, description="number of the decision or order, no names"
    )
    officer: str = Field(min_length=1, max_length=200, description="account, not a name")
