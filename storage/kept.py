"""What all that is kept in tables of a database has in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import ClassVar

import sqlalchemy as sa

from storage.database import Database

__all__ = ["Clock", "Kept"]

Clock = Callable[[], dt.datetime]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Kept:
    """Rows of some tables; a subclass names the tables and says what they are for."""

    _tables: ClassVar[sa.MetaData]

    def __init__(self, database: Database, *, clock: Clock = _now) -> None:
        """Open them; create the tables if they are missing.

        Args:
            database: Database with its tables.
            clock: Returns the time, UTC.
        """
        self.database = database
        self._clock = clock
        self.database.create(self._tables)
