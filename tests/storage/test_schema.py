"""A database of another release, a file that vanished, a full disk: each is told as what it is."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.installation import App
from app.settings import Settings
from schemas.errors import MotlanError
from storage import schema
from storage.database import Database
from storage.errors import SchemaError, StoreUnavailableError
from storage.migrate import migrate
from storage.objects.keys import original_key
from storage.objects.local import LocalStore
from storage.papers.ledger import PaperLedger
from storage.papers.search.index import PaperIndex, PaperQuery
from tests.storage.records import decision, original, paper_id


def set_revision(path: Path, revision: str) -> None:
    with Database(path) as database, database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


def test_a_new_database_says_which_release_made_it(tmp_path: Path) -> None:
    with App(Settings(home=tmp_path)) as app:
        assert app.ledger and app.index
    with App(Settings(home=tmp_path)) as app:
        assert app.ledger and app.index
    assert migrate(tmp_path / "ledger.sqlite") == schema.newest_revision()


@pytest.mark.parametrize(("revision", "remedy"), [("0003", "migrate"), ("9999", "Nâng cấp")])
def test_a_database_of_another_release_is_refused(
    tmp_path: Path, revision: str, remedy: str
) -> None:
    with App(Settings(home=tmp_path)) as app:
        _ = app.ledger
    set_revision(tmp_path / "ledger.sqlite", revision)
    with App(Settings(home=tmp_path)) as app, pytest.raises(SchemaError) as caught:
        _ = app.ledger
    assert revision in str(caught.value)
    assert remedy in caught.value.remedy()


def test_a_database_without_a_revision_is_refused_until_migrated(tmp_path: Path) -> None:
    PaperLedger(Database(tmp_path / "ledger.sqlite")).database.close()
    with Database(tmp_path / "ledger.sqlite") as database, database.write() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))
    with App(Settings(home=tmp_path)) as app, pytest.raises(SchemaError):
        _ = app.ledger
    migrate(tmp_path / "ledger.sqlite")
    with App(Settings(home=tmp_path)) as app:
        assert app.ledger.counts()


def test_an_index_that_is_deleted_under_way_answers_no_more(tmp_path: Path) -> None:
    index = PaperIndex(Database(tmp_path / "i.sqlite"))
    index.put(decision(1))
    (tmp_path / "i.sqlite").unlink()
    with pytest.raises(StoreUnavailableError, match="biến mất"):
        index.find(PaperQuery(number="1/QĐ-UBND"))
    Database(tmp_path / "i.sqlite").create(sa.MetaData())
    with pytest.raises(StoreUnavailableError, match="biến mất"):
        index.put(decision(2))
    index.database.close()


def test_a_store_that_vanished_says_so_and_is_not_made_anew(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store")
    key = original_key(paper_id(1))
    store.put_new(key, original(1), "application/pdf")
    shutil.rmtree(tmp_path / "store")
    for asked in (
        lambda: store.stat(key),
        lambda: store.get(key),
        lambda: list(store.list("papers/")),
        lambda: store.put_new(key, original(1), "application/pdf"),
    ):
        with pytest.raises(StoreUnavailableError, match="biến mất"):
            asked()
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "hết chỗ"), (errno.EROFS, "chỉ cho đọc"), (5, "không ghi")]
)
def test_a_full_disk_keeps_no_leftovers_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    store = LocalStore(tmp_path / "store")

    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnavailableError, match=words):
        store.put_new("papers/aa", b"x" * 1000, "application/pdf")
    assert not [path for path in (tmp_path / "store").rglob("*") if path.is_file()]


def test_a_database_tells_why_it_does_not_answer(tmp_path: Path) -> None:
    with Database(tmp_path / "d.sqlite") as database:
        database.create(sa.MetaData())

        def told(statement: str) -> MotlanError:
            with pytest.raises(StoreUnavailableError) as caught, database.write() as connection:
                connection.exec_driver_sql(statement)
            return caught.value

        with database.read() as connection:
            connection.exec_driver_sql("PRAGMA query_only = 1")
        assert told("CREATE TABLE t (a)").case == "read-only"
        with database.read() as connection:
            connection.exec_driver_sql("PRAGMA query_only = 0")
        with database.write() as connection:
            connection.exec_driver_sql("CREATE TABLE t (a)")
        with database.read() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        assert told("INSERT INTO t VALUES (zeroblob(1000000))").case == "full"


def test_values_of_people_stand_in_no_error(tmp_path: Path) -> None:
    with Database(tmp_path / "d.sqlite") as database:
        with pytest.raises(StoreUnavailableError) as caught, database.write() as connection:
            connection.execute(sa.text("SELECT :n FROM none_of_ours"), {"n": "999000000001"})
        assert "no such" in str(caught.value.__cause__)
        assert "999000000001" not in str(caught.value.__cause__)
