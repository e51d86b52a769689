"""How papers were handed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from schemas.record.paper import Channel, FormOfPaper

__all__ = ["Intake"]


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
