"""The operator's commands on PostgreSQL and an object server, where a city runs."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from typer.testing import CliRunner, Result

from app import accounts
from app.acting import Caller, note
from app.installation import App
from cli.main import app as command_line
from schemas.messages.exits import ExitCode
from storage.audit.chain import Action
from storage.database import Database
from storage.desk.accounts import Role
from storage.errors import SchemaError, StoreUnavailableError
from storage.migrate import _config
from storage.papers.search.index import PaperQuery
from storage.schema import newest_revision
from tests.servers import PostgresServer, SeaweedServer
from tests.storage.records import decision, original, paper_id

BY = Caller("an", purpose="kiểm thử")


def motlan(*words: str) -> Result:
    return CliRunner().invoke(command_line, list(words))


@pytest.fixture
def city(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    postgres: PostgresServer,
    seaweed: SeaweedServer,
) -> Iterator[App]:
    """An installation on servers, with two papers on file."""
    name = f"city-{uuid.uuid4().hex[:8]}"
    settings = {
        **seaweed.environment,
        "MOTLAN_HOME": str(tmp_path),
        "MOTLAN_INDEX": postgres.create_database(name),
        "MOTLAN_STORE": seaweed.url(name),
    }
    for variable, value in settings.items():
        monkeypatch.setenv(variable, value)
    tmp_path.chmod(0o700)
    with App.open() as made:
        for number in (1, 2):
            made.archive.save(decision(number), original(number))
        note(made, BY, Action.READ)
        made.audit.seal(made.store)
        yield made


def run(app: App, statement: str) -> None:
    with Database(str(app.settings.index)) as database, database.write() as connection:
        connection.exec_driver_sql(statement)


def test_the_doctor_looks_at_servers(city: App) -> None:
    done = motlan("doctor", "--role", "lookup", "--json")
    found = {row["name"]: row for row in json.loads(done.stdout)}
    lacking = [name for name, row in found.items() if not row["ok"]]
    assert lacking == ["guarantees"], found  # a server on loopback: neither TLS nor a lock
    assert found["database"]["found"] == "PostgreSQL"
    assert "lệch" in found["clock"]["found"]
    run(city, "UPDATE alembic_version SET version_num = '9999'")
    told = {row["name"]: row for row in json.loads(motlan("doctor", "--json").stdout)}
    assert told["database"]["code"] == "E-STORE-SCHEMA"
    assert "9999" in told["database"]["found"]


def test_an_earlier_release_is_refused_until_it_is_migrated(
    city: App, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.create_database(f"old-{uuid.uuid4().hex[:8]}")
    with Database(address) as database, database.write() as connection:
        command.upgrade(_config(connection), "0010")
    monkeypatch.setenv("MOTLAN_INDEX", address)
    refused = motlan("query", "--number", "1/QĐ-UBND").exception
    assert isinstance(refused, SchemaError)
    assert refused.source == "PostgreSQL"
    assert "motlan store migrate" in refused.remedy()
    assert motlan("store", "migrate").stdout == f"PostgreSQL\t{newest_revision()}\n"
    told = {row["name"]: row for row in json.loads(motlan("doctor", "--json").stdout)}
    assert told["store"]["code"] == "E-STORE-UNAVAILABLE"


def test_a_chain_that_was_cut_is_told_by_its_heads(city: App) -> None:
    line = motlan("audit", "head").stdout.strip()
    assert "nguyên vẹn" in motlan("audit", "verify", "--head", line).stdout
    run(city, "DELETE FROM audit")
    cut = motlan("audit", "verify", "--head", line)
    assert cut.exit_code == ExitCode.INVALID
    assert "thiếu" in cut.stdout
    run(city, "DELETE FROM audit_heads")
    assert motlan("audit", "verify").exit_code == ExitCode.INVALID
    for key in list(city.store.list("audit")):
        city.store.delete(key)
    hidden = motlan("audit", "verify")
    assert hidden.exit_code == ExitCode.INVALID
    assert "bị xóa hoặc ghi đè" in hidden.stdout


def test_a_store_is_mended_from_a_copy_with_an_account_of_its_own(
    city: App, tmp_path: Path
) -> None:
    assert motlan("backup", str(tmp_path / "copies")).exit_code == 0
    city.store.delete(f"papers/{paper_id(1)[:2]}/{paper_id(1)}/original")
    assert motlan("scrub").exit_code == ExitCode.STORE
    mended = motlan("scrub", "--replica", str(tmp_path / "copies" / "store"))
    assert mended.exit_code == 0, mended.output
    assert "đã khôi phục" in mended.stdout
    assert motlan("scrub").exit_code == 0
    assert motlan("reindex").exit_code == 0


def test_a_database_that_takes_nothing_says_why(city: App) -> None:
    name = str(city.settings.index).rpartition("/")[2]
    run(city, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    with App(city.settings) as again:
        with pytest.raises(StoreUnavailableError) as told:
            accounts.add_account(again, BY, "binh", frozenset({Role.OPERATOR}))
        assert told.value.case == "read-only"


def test_a_database_older_than_the_store_is_refused_until_its_chain_is_brought_back(
    city: App, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, old = (f"{kind}-{uuid.uuid4().hex[:8]}" for kind in ("older", "empty"))
    city.close()
    postgres.copy_database(str(city.settings.index).rpartition("/")[2], name)
    with App(city.settings) as newer:
        newer.archive.save(decision(3), original(3))
        note(newer, BY, Action.READ)
        newer.audit.seal(newer.store)
    monkeypatch.setenv("MOTLAN_INDEX", postgres.url(name))
    for words in (("query", "--number", "1/QĐ-UBND"), ("reindex",), ("serve",)):
        refused = motlan(*words).exception
        assert isinstance(refused, StoreUnavailableError)
        assert refused.case == "chain-behind"
        assert "motlan audit import" in refused.remedy()
    told = {row["name"]: row for row in json.loads(motlan("doctor", "--json").stdout)}
    assert told["chain"]["code"] == "E-STORE-UNAVAILABLE"
    assert "thiếu" in motlan("audit", "verify").stdout
    assert "1 mục" in motlan("audit", "import").stdout
    assert motlan("reindex").exit_code == 0
    with App.open() as older:
        note(older, BY, Action.READ)
        older.audit.seal(older.store)
    assert "nguyên vẹn" in motlan("audit", "verify").stdout
    assert "3/QĐ-UBND" in motlan("query", "--number", "3/QĐ-UBND").stdout
    monkeypatch.setenv("MOTLAN_INDEX", postgres.create_database(old))
    empty = motlan("query", "--number", "1/QĐ-UBND").exception
    assert isinstance(empty, StoreUnavailableError)
    assert motlan("audit", "import").exit_code == 0
    with App.open() as bare:
        note(bare, BY, Action.READ)
        with pytest.raises(StoreUnavailableError, match="sổ cái trống"):
            bare.index.find(PaperQuery(number="1/QĐ-UBND"))
        with pytest.raises(StoreUnavailableError, match="sổ cái trống"):
            _ = bare.archive
    assert motlan("reindex").exit_code == 0
    assert "1/QĐ-UBND" in motlan("query", "--number", "1/QĐ-UBND").stdout
