"""Recent speed of a batch, computed from the times at which its files were settled.

`app.backfill.running.pace` watches a run from inside; this can be queried from anywhere, at any
time, however many machines work on the batch.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from storage.batches import tables
from storage.batches.tables import items
from storage.database import Database

__all__ = ["BatchPace", "PaceFigures"]

_WINDOW = dt.timedelta(minutes=10)
_LEAST = dt.timedelta(seconds=20)
"""Minimum period: the first files of a run do not give a rate yet."""


@dataclass(frozen=True, slots=True)
class PaceFigures:
    """Speed of a batch.

    Attributes:
        per_hour: Files settled per hour; None if none was settled recently.
        left: Time until nothing is waiting, at this speed.
        last: When the last file was settled, UTC; None if none ever was.
    """

    per_hour: float | None
    left: dt.timedelta | None
    last: dt.datetime | None


class BatchPace:
    """Queries the tables of the batches; changes nothing."""

    def __init__(self, database: Database) -> None:
        """Open the database of the ledger."""
        self.database = database
        self.database.create(tables.metadata)

    def of(self, batch: str, waiting: int, now: dt.datetime) -> PaceFigures:
        """Return the speed of a batch.

        Args:
            batch: Its name.
            waiting: Files that are still to do.
            now: UTC.
        """
        recent = items.c.settled_at > now - _WINDOW
        query = sa.select(
            sa.func.max(items.c.settled_at),
            sa.func.min(sa.case((recent, items.c.settled_at))),
            sa.func.coalesce(sa.func.sum(sa.case((recent, 1), else_=0)), 0),
        ).where(items.c.batch == batch, items.c.settled_at.is_not(None))
        with self.database.read() as connection:
            last, first, count = connection.execute(query).one()
        if count < 2 or first is None or now - first < _LEAST:
            return PaceFigures(None, None, last)
        per_second = count / (now - first).total_seconds()
        left = dt.timedelta(seconds=round(waiting / per_second)) if waiting else None
        return PaceFigures(per_second * 3600, left, last)
