"""Dossiers to count."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from api.bodies.base import In, Name
from schemas.record.paper import Channel
from storage.papers.indicators import DossierFact

__all__ = ["DossierIn", "IndicatorsIn"]


class DossierIn(In):
    """What the case system states about a dossier, see `storage.papers.indicators.DossierFact`."""

    code: Name = Field(description="mã hồ sơ")
    procedure: Name = Field(description="mã TTHC")
    branch: Name = Field(description="code of the branch")
    channel: Channel = Field(description="where it was handed in")
    accepted_on: dt.date = Field(description="day on which it was accepted")
    resolved_on: dt.date | None = Field(
        default=None, description="day on which it was resolved; null: not yet"
    )
    reused_from_portal: bool = Field(
        default=False,
        description="whether the National Public Service Portal supplied papers of it",
    )

    def fact(self) -> DossierFact:
        """Convert to the form in which it is counted."""
        return DossierFact(**self.model_dump())


class IndicatorsIn(In):
    """The dossiers to count."""

    dossiers: tuple[DossierIn, ...] = Field(max_length=5000, description="the dossiers")
