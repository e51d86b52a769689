"""How papers were handed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Protocol, Self

from schemas.record.paper import Channel, FormOfPaper

__all__ = ["HandedInSomehow", "Intake"]


class HandedInSomehow(Protocol):
    """Whatever says how a paper was handed in: a station's facts, a line of the desk, a record."""

    @property
    def received_at(self) -> dt.datetime:
        """When, with its zone."""

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
    """

    received_at: dt.datetime
    channel: Channel = Channel.COUNTER
    form_of_paper: FormOfPaper = FormOfPaper.UNKNOWN
    dossier: str | None = None
    procedure: str | None = None
    operator: str | None = None
    seen_not_secret: bool = False

    @classmethod
    def of(cls, source: HandedInSomehow, *, seen_not_secret: bool = False) -> Self:
        """Return the circumstances that something else speaks of.

        Args:
            source: It.
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
        """Return the same in UTC; a clock may be wrong, but nothing comes from the future."""
        return replace(self, received_at=min(self.received_at, now).astimezone(dt.UTC))
