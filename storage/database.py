"""Opens the database of ledger, index and audit: SQLite by default, PostgreSQL in production.

SQLite runs with a write-ahead log and full synchronisation, so that what was committed survives a
power cut. Writers take the lock at once (`BEGIN IMMEDIATE`): a transaction that reads first and
writes later would fail with "database is locked" whatever the timeout.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage.errors import StoreUnavailableError

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

__all__ = ["Database", "UtcDateTime"]

_BUSY_SECONDS = 30


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """A moment in UTC; SQLite has no type for it and would lose the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: dt.datetime | None, dialect: sa.engine.Dialect
    ) -> dt.datetime | None:
        """Convert to UTC; a datetime without a zone is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: sa.engine.Dialect
    ) -> dt.datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Database:
    """A database with short transactions.

    Use as a context manager or call `close`.
    """

    def __init__(self, url: str | Path) -> None:
        """Open a database; a missing SQLite file is created.

        Args:
            url: Path of an SQLite file, or an SQLAlchemy address
                (`postgresql+psycopg://user@host/database`).

        Raises:
            StoreUnavailableError: The folder of an SQLite file cannot be made.
        """
        self.engine = (
            _sqlite(url)
            if _is_path(url)
            else sa.create_engine(str(url), hide_parameters=True, pool_pre_ping=True)
        )
        self._reader = self.engine.execution_options(motlan_read_only=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    def insert(self, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
        """Return an INSERT that can handle rows that already exist."""
        if self.is_sqlite:
            from sqlalchemy.dialects import sqlite

            return sqlite.insert(table)
        from sqlalchemy.dialects import postgresql  # imported by who uses it: it brings drivers

        return postgresql.insert(table)

    def create(self, metadata: sa.MetaData) -> None:
        """Create the tables that are missing."""
        with self.write() as connection:
            metadata.create_all(connection)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Open a transaction that only reads and never waits for a writer.

        Raises:
            StoreUnavailableError: The database does not answer.
        """
        with _answers(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Open a transaction that is durable when the block ends, and rolled back if it raises.

        Raises:
            StoreUnavailableError: The database does not answer.
        """
        with _answers(), self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _is_path(url: str | Path) -> bool:
    return isinstance(url, Path) or "://" not in url


@contextmanager
def _answers() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
            reason = type(error.orig).__name__
            raise StoreUnavailableError("database", reason=reason) from error
        raise


def _sqlite(path: str | Path) -> sa.Engine:
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailableError("folder", source=str(path)) from error
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        connect_args={"timeout": _BUSY_SECONDS},
        hide_parameters=True,  # they are numbers and names of people, and errors go into logs
    )
    sa.event.listen(engine, "connect", _configure)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on"):
        connection.execute(f"pragma {pragma}").close()


def _begin(connection: sa.Connection) -> None:
    read_only = connection.get_execution_options().get("motlan_read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
