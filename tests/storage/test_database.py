"""The database file that is open is the one under its name."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.errors import StoreUnavailableError


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another database file."""
    with Database(tmp_path / "other.sqlite") as database, database.write() as connection:
        connection.execute(sa.text("CREATE TABLE moved (id INTEGER)"))
    return tmp_path / "other.sqlite"


def test_a_file_that_was_replaced_while_open_is_refused(tmp_path: Path, other: Path) -> None:
    with Database(tmp_path / "own.sqlite") as database:
        with database.write() as connection:
            connection.execute(sa.text("CREATE TABLE own (id INTEGER)"))
        other.rename(tmp_path / "own.sqlite")
        with pytest.raises(StoreUnavailableError), database.read() as connection:
            connection.execute(sa.text("SELECT count(*) FROM own"))


def test_a_file_that_was_replaced_while_closed_is_the_right_one(
    tmp_path: Path, other: Path
) -> None:
    with Database(tmp_path / "own.sqlite") as database:
        with database.write() as connection:
            connection.execute(sa.text("CREATE TABLE own (id INTEGER)"))
        database.close()
        other.rename(tmp_path / "own.sqlite")
        with database.read() as connection:
            assert sa.inspect(connection).get_table_names() == ["moved"]
