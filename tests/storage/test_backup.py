"""What a copy of the databases holds."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from storage.backup import audit_tables, book_tables
from storage.database import Database
from storage.migrate import all_tables
from storage.papers.search.index import PaperIndex


def test_everything_but_the_index_is_copied(tmp_path: Path) -> None:
    with Database(tmp_path / "index.sqlite") as database:
        PaperIndex(database)
        with database.read() as connection:
            rebuilt = set(sa.inspect(connection).get_table_names()) & set(all_tables().tables)
    copied = {table.name for table in (*audit_tables(), *book_tables())}
    assert copied == set(all_tables().tables) - rebuilt
