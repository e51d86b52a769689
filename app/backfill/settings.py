"""How a machine takes part in the backfill, from the environment (`MOTLAN_BACKFILL_…`)."""

from __future__ import annotations

import os

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["BackfillSettings"]


class BackfillSettings(BaseSettings):
    """Bounds of the reader processes of one runner."""

    model_config = SettingsConfigDict(env_prefix="MOTLAN_BACKFILL_", extra="ignore")

    processes: int = Field(
        default_factory=lambda: max(1, len(os.sched_getaffinity(0)) - 1),
        ge=1,
        description="Reader processes of one runner, each on one core",
    )
    attempts: int = Field(default=3, ge=1, description="How often a paper may end its reader")
    lease_seconds: float = Field(
        default=60.0, gt=0, description="After so long without a sign of life others take over"
    )
    page_seconds: float = Field(default=300.0, gt=0, description="Longest time without progress")
    paper_mib: int = Field(default=4096, gt=0, description="Most memory of one reader")
    recycle_papers: int = Field(default=2000, ge=1, description="Papers until a reader is renewed")
    recycle_mib: int = Field(
        default=3072, gt=0, description="Memory from which a reader is renewed between papers"
    )
    reserve_mib: int = Field(
        default=1536, ge=0, description="No paper is begun while less memory is free"
    )
    outage_seconds: float = Field(
        default=1800.0, ge=0, description="How long a runner waits for store and database"
    )
