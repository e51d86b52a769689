"""Migrates the tables of a database to the version of this software.

A new installation does not need this: opening an index, a ledger or an audit chain creates the
missing tables. When an installation is updated, `migrate` runs once, before the first process of
the new version starts.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import known_keys
from storage.audit import chain, heads
from storage.batches import tables as batch_tables
from storage.database import Database
from storage.desk import (
    accounts,
    asked_persons,
    attempts,
    case_dossiers,
    dossiers,
    lookups,
    receipts,
    reuse_decisions,
)
from storage.desk import tables as desk_tables
from storage.papers import ledger, scans
from storage.papers.search import index, number_links, persons, similar_pages

__all__ = ["all_tables", "differences", "migrate"]

_FIRST = "0001"
_VERSION_TABLE = "alembic_version"
_PARTS = (
    index,
    persons,
    similar_pages,
    scans,
    ledger,
    chain,
    heads,
    known_keys,
    desk_tables,
    batch_tables,
    accounts,
    attempts,
    dossiers,
    case_dossiers,
    asked_persons,
    receipts,
    lookups,
    reuse_decisions,
    number_links,
)


def migrate(url: str | Path) -> str:
    """Migrate a database to the current version; a second call changes nothing.

    Args:
        url: See `storage.database.Database`.

    Returns:
        The version the tables have now.

    Raises:
        StoreUnavailableError: The database does not answer.
    """
    with Database(url) as database, database.write() as connection:
        config = _config(connection)
        known = set(sa.inspect(connection).get_table_names())
        if _VERSION_TABLE not in known and known & _tables():
            command.stamp(config, _FIRST)  # created by the first version itself
        command.upgrade(config, "head")
        all_tables().create_all(connection)  # a part that this installation has not opened yet
        return str(ScriptDirectory.from_config(config).get_current_head())


def differences(url: str | Path) -> list[object]:
    """Return how the tables of a database differ from those of this software; empty if equal."""
    with Database(url) as database, database.read() as connection:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in _tables()}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, all_tables()))


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes.update(connection=connection, metadata=all_tables(), tables=_tables())
    return config


def all_tables() -> sa.MetaData:
    """Return every table of an installation."""
    together = sa.MetaData()
    for part in _PARTS:
        for table in part.metadata.sorted_tables:
            table.to_metadata(together)
    return together


def _tables() -> set[str]:
    return set(all_tables().tables)
