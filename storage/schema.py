"""Which revision the tables of a database have, and whether this software can work with them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import sqlalchemy as sa

from storage.errors import SchemaError

__all__ = ["begin_schema", "newest_revision", "require_current", "revision_of"]

_VERSIONS = Path(__file__).with_name("migrations") / "versions"
_table = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), primary_key=True),
)


@cache
def newest_revision() -> str:
    """Return the revision that this software works with."""
    return max(path.name[:4] for path in _VERSIONS.glob("[0-9]*.py"))


def begin_schema(connection: sa.Connection) -> None:
    """Note in a database without tables that its tables will be those of this software."""
    if not sa.inspect(connection).get_table_names():
        _table.create(connection)
        connection.execute(_table.insert().values(version_num=newest_revision()))


def revision_of(connection: sa.Connection) -> str | None:
    """Return the revision of the tables; None where there are none, empty where it is not known."""
    names = sa.inspect(connection).get_table_names()
    if not names:
        return None
    if _table.name not in names:
        return ""
    return connection.execute(sa.select(_table.c.version_num)).scalar() or ""


def require_current(connection: sa.Connection, source: str) -> None:
    """Make sure that the tables are those that this software works with, or not made yet.

    Args:
        connection: To the database.
        source: Its name, for people; no address, which may hold a password.

    Raises:
        SchemaError: They are of an earlier or a later release.
    """
    found, newest = revision_of(connection), newest_revision()
    if found is None or found == newest:
        return
    if found > newest:
        raise SchemaError("newer", found=found, newest=newest, source=source)
    raise SchemaError("older", found=found or "?", newest=newest, source=source)
