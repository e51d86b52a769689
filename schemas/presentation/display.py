"""Formats values for people: dates as they are written in Viet Nam, everything else as it is."""

from __future__ import annotations

import datetime as dt

from schemas.papers.model import Kind
from schemas.papers.values import NO_END

__all__ = ["shown"]

_NO_END = "Không thời hạn"


def shown(kind: Kind, value: str | None) -> str:
    """Return a normalised value as people read and type it; empty if there is none."""
    if value is None:
        return ""
    if kind is not Kind.DATE:
        return value
    if value == NO_END.isoformat():
        return _NO_END
    try:
        return dt.date.fromisoformat(value).strftime("%d/%m/%Y")
    except ValueError:  # a year, or a month of a year, is all that some papers say
        return "/".join(reversed(value.split("-")))
