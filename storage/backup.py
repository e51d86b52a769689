"""Copies of what databases and store hold, in a form that every database and store takes back.

Tables are written as lines of JSON from one snapshot of each database. The index is left out: it
is rebuilt from the store.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from storage.audit import chain
from storage.database import Database
from storage.errors import BackupError, ObjectCorruptError, ObjectMissingError, StorageError
from storage.known_keys import metadata as known_keys
from storage.migrate import all_tables
from storage.objects.port import ObjectStore
from storage.objects.tags import level_of
from storage.papers import scans
from storage.papers.search import index, persons, similar_pages

__all__ = ["audit_tables", "book_tables", "copy_objects", "dump", "load"]

_INDEX = (index, persons, similar_pages, scans)
_AT_ONCE = 500
_OF_STORES = ("probe/", "hidden/")
"""What a store tries or hides itself."""


def audit_tables() -> list[sa.Table]:
    """Return the tables that lie with the audit chain."""
    return [*chain.metadata.sorted_tables, *known_keys.sorted_tables]


def book_tables() -> list[sa.Table]:
    """Return the tables of ledger, desk and batches."""
    others = {table.name for part in _INDEX for table in part.metadata.sorted_tables}
    others |= {table.name for table in audit_tables()}
    return [table for table in all_tables().sorted_tables if table.name not in others]


def dump(database: Database, tables: Iterable[sa.Table], folder: Path) -> dict[str, int]:
    """Write tables as they stand at one moment.

    Args:
        database: Where they lie.
        tables: Those that do not exist yet are left out.
        folder: Gets one file for each.

    Returns:
        How many rows each has.
    """
    counts = {}
    with database.read() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        there = set(sa.inspect(connection).get_table_names())
        for table in tables:
            if table.name in there:
                path = folder / f"{table.name}.jsonl"
                counts[table.name] = _write(connection, table, path)
    return counts


def _write(connection: sa.Connection, table: sa.Table, path: Path) -> int:
    count = 0
    order = table.select().order_by(*table.primary_key.columns)
    with path.open("x", encoding="utf-8") as file:
        file.write(json.dumps([column.name for column in table.columns]) + "\n")
        for row in connection.execution_options(yield_per=_AT_ONCE).execute(order):
            file.write(json.dumps([_plain(value) for value in row], ensure_ascii=False) + "\n")
            count += 1
    return count


def load(database: Database, tables: Iterable[sa.Table], folder: Path) -> None:
    """Fill empty tables with what `dump` wrote; all of them or none.

    Raises:
        BackupError: One of them is not empty.
    """
    for table in tables:
        database.create(table.metadata)
    with database.write() as connection:
        for table in tables:
            path = folder / f"{table.name}.jsonl"
            if not path.exists():
                continue
            if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
                raise BackupError("not-empty", table=table.name)
            for group in _groups(path):
                connection.execute(table.insert(), group)
            if not database.is_sqlite:
                _go_on_counting(connection, table)


def _go_on_counting(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL number the next row after the last one that was loaded."""
    column = table.autoincrement_column
    if column is None:
        return
    last = connection.execute(sa.select(sa.func.max(column))).scalar()
    name = sa.func.pg_get_serial_sequence(table.name, column.name)
    if last and connection.execute(sa.select(name)).scalar():
        connection.execute(sa.select(sa.func.setval(name, last)))


def _groups(path: Path) -> Iterator[list[dict[str, Any]]]:
    with path.open(encoding="utf-8") as file:
        names = json.loads(next(file))
        group: list[dict[str, Any]] = []
        for line in file:
            values = map(_value, json.loads(line))
            group.append(dict(zip(names, values, strict=True)))
            if len(group) == _AT_ONCE:
                yield group
                group = []
    if group:
        yield group


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return value


def _value(plain: Any) -> Any:
    match plain:
        case {"datetime": str(text)}:
            return dt.datetime.fromisoformat(text)
        case {"date": str(text)}:
            return dt.date.fromisoformat(text)
        case {"bytes": str(text)}:
            return base64.b64decode(text)
    return plain


def copy_objects(
    source: ObjectStore,
    target: ObjectStore,
    keys: Iterable[str],
    missed: Callable[[str], None],
) -> Iterator[tuple[str, str]]:
    """Copy objects that the target lacks.

    Args:
        source: Where they are read; every hash is compared.
        target: Where they are written.
        keys: Which.
        missed: Called with what is lost or altered in the source, or other content in the target.

    Yields:
        Key and hash of everything that is in the target now.
    """
    for key in keys:
        if key.startswith(_OF_STORES):
            continue
        info, there = source.stat(key), target.stat(key)
        if info is not None and there is not None and there.sha256 == info.sha256:
            yield key, info.sha256
            continue
        try:
            data = source.get(key)
            assert info is not None  # noqa: S101 - it was just read
            tags = source.tags(key)
            shelf = target.shelf(level_of(tags))
            shelf.put_new(key, data, info.media_type, info.metadata, tags)
        except (ObjectCorruptError, ObjectMissingError, StorageError) as error:
            if error.temporary:
                raise
            missed(key)
            continue
        yield key, info.sha256
