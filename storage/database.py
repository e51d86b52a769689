"""Opens the database of ledger, index and audit: SQLite by default, PostgreSQL in production.

SQLite runs with a write-ahead log and full synchronisation, so that what was committed survives a
power cut. Writers take the lock at once (`BEGIN IMMEDIATE`): a transaction that reads first and
writes later would fail with "database is locked" whatever the timeout.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage.errors import StoreUnavailableError
from storage.schema import begin_schema

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

__all__ = ["Database", "UtcDateTime"]

_BUSY_SECONDS = 30
_ADVISORY_LOCK = 7_236_804  # any number, the same for all writers of a PostgreSQL database

_KINDS: dict[str, Callable[[], StoreUnavailableError]] = {
    "SQLITE_FULL": lambda: StoreUnavailableError("full"),
    "SQLITE_READONLY": lambda: StoreUnavailableError("read-only"),
    "SQLITE_BUSY": lambda: StoreUnavailableError("busy"),
    "53100": lambda: StoreUnavailableError("full"),
    "25006": lambda: StoreUnavailableError("read-only"),  # also a standby not promoted yet
    "53300": lambda: StoreUnavailableError("connections"),
    "55P03": lambda: StoreUnavailableError("busy"),
}
"""Names of SQLite and SQLSTATE codes of PostgreSQL, and what to tell of them."""


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
            if not self.is_sqlite:  # two processes that start at once would both create them
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
            begin_schema(connection)
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
        told = _told(error)
        if told is None:
            raise
        raise told from error


def _told(error: DBAPIError) -> StoreUnavailableError | None:
    """Return what to tell of a database that does not answer; most say which kind it is.

    Returns:
        None where the database answers and the statement is wrong.
    """
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    state = str(getattr(error.orig, "sqlstate", None) or "")
    for kind in (state, "_".join(name.split("_")[:2])):
        if kind in _KINDS:
            return _KINDS[kind]()
    if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError):
        return StoreUnavailableError("database", reason=name or type(error.orig).__name__)
    return None


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
    same = _SameFile(path)
    sa.event.listen(engine, "begin", same.require)
    sa.event.listen(engine, "engine_disposed", same.forget)
    sa.event.listen(engine, "begin", _begin)
    return engine


class _SameFile:
    """A file that was opened is still the one under its name.

    Who deletes or replaces it leaves the open one without a name: what is written there is lost,
    and what is read there is not what others see.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: tuple[int, int] | None = None

    def require(self, _: sa.Connection) -> None:
        """Look at the file.

        Raises:
            StoreUnavailableError: It is gone, or another one.
        """
        try:
            found = self._path.stat()
        except OSError as error:
            raise StoreUnavailableError("gone", source=str(self._path)) from error
        if self._opened is None:
            self._opened = (found.st_dev, found.st_ino)
        elif self._opened != (found.st_dev, found.st_ino):
            raise StoreUnavailableError("gone", source=str(self._path))

    def forget(self, _: sa.Engine) -> None:
        """Take the file for the right one that is there next: no connection is open any more."""
        self._opened = None


def _configure(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on"):
        connection.execute(f"pragma {pragma}").close()


def _begin(connection: sa.Connection) -> None:
    read_only = connection.get_execution_options().get("motlan_read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
