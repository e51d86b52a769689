"""Intake: the circumstances in which papers were handed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Protocol, Self

from schemas.record.paper import Channel, FormOfPaper

__all__ = ["HandedInSomehow", "Intake"]


class HandedInSomehow(Protocol):
    """Anything that says how a paper was handed in: a station's facts, a desk row, a record."""

    @property
    def received_at(self) -> dt.datetime:
        """When, with a time zone."""

    @property
    def channel(self) -> Channel:
        """Where."""

    @property
    def form_of_paper(self) -> FormOfPaper:
        """Original or what kind of copy."""

    @property
    def dossier(self) -> str | None:
        """Mã hồ sơ."""

    @property
    def procedure(self) -> str | None:
        """Mã TTHC."""

    @property
    def operator(self) -> str | None:
        """Account of the person who scans."""


@dataclass(frozen=True, slots=True)
class Intake:
    """The circumstances in which papers were handed in.

    Attributes:
        received_at: When, UTC.
        channel: Where.
        form_of_paper: Original or what kind of copy, as the person who scans declares it.
        dossier: Mã hồ sơ.
        procedure: Mã TTHC.
        operator: Account of the person who scans.
        seen_not_secret: Whether a person looked and found no mark of secrecy on it.
        one_paper: Whether a person says that all pages of the file are one paper.
    """

    received_at: dt.datetime
    channel: Channel = Channel.COUNTER
    form_of_paper: FormOfPaper = FormOfPaper.UNKNOWN
    dossier: str | None = None
    procedure: str | None = None
    operator: str | None = None
    seen_not_secret: bool = False
    one_paper: bool = False

    @classmethod
    def of(cls, source: HandedInSomehow, *, seen_not_secret: bool = False) -> Self:
        """Copy the circumstances from another object that has them.

        Args:
            source: That object.
            seen_not_secret: Whether a person looked and found no mark of secrecy.
        """
        return cls(
            source.received_at,
            source.channel,
            source.form_of_paper,
            source.dossier,
            source.procedure,
            source.operator,
            seen_not_secret,
        )

    def not_after(self, now: dt.datetime) -> Self:
        """Convert to UTC, at most the present: clocks may be wrong, no paper is from the future."""
        return replace(self, received_at=min(self.received_at, now).astimezone(dt.UTC))
