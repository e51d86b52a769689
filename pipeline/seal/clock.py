"""Times: stored in UTC, shown in Vietnamese time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

__all__ = ["VIETNAM", "Clock", "pdf_date", "shown_time", "utc_now"]

VIETNAM = dt.timezone(dt.timedelta(hours=7))
"""Vietnamese time, without daylight saving time since 1975."""

Clock = Callable[[], dt.datetime]
"""Returns the current time, with a time zone."""


def utc_now() -> dt.datetime:
    """Return the system time in whole seconds, as signatures state it."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def shown_time(moment: dt.datetime) -> str:
    """Return a time for people: ISO 8601, `+07:00`, whole seconds."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def pdf_date(moment: dt.datetime) -> str:
    """Return a time as a PDF date (ISO 32000-1, 7.9.4) in Vietnamese time."""
    return moment.astimezone(VIETNAM).strftime("D:%Y%m%d%H%M%S+07'00'")
