"""An installation that an earlier revision left behind is taken over with all that it holds."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from typer.testing import CliRunner

from app.acting import Caller, note
from app.installation import App
from app.settings import Settings
from cli.main import app as command_line
from schemas.record.paper import PaperRecord
from storage.audit.chain import Action
from storage.database import Database
from storage.errors import SchemaError
from storage.migrate import _config
from storage.objects.keys import record_version
from storage.objects.local import LocalStore
from storage.papers.search.index import PaperQuery
from tests.storage.records import decision, original, paper_id

AT = dt.datetime(2026, 3, 5, 2, 0, tzinfo=dt.UTC)
BY = Caller("an", purpose="trước khi nâng cấp")


def leave_behind(home: Path, revision: str) -> None:
    """Make what an installation of an earlier revision left: store, databases, chain and key.

    Its records have none of the properties that came later, which all have a default.
    """
    new = home / "new"
    old_store = LocalStore(home / "store")
    with App(Settings(home=new)) as app:
        for number in (1, 2):
            app.archive.save(decision(number), original(number))
            note(app, BY, Action.READ, paper_id=paper_id(number))
        entries = [entry.model_dump_json() for entry in app.audit.entries()]
        for key in app.store.list():
            data = app.store.get(key)
            if record_version(key):
                record = PaperRecord.model_validate_json(data)
                data = record.model_dump_json(exclude_defaults=True).encode()
            old_store.put_new(key, data, "application/octet-stream")
    shutil.copytree(new / "api", home / "api")
    shutil.rmtree(new)
    audit = [{"number": n, "subject": "", "entry": e} for n, e in enumerate(entries, 1)]
    ledger = [
        {"paper_id": paper_id(n), "state": "indexed", "version": 1, "attempts": 0, "batch": ""}
        for n in (1, 2)
    ]
    changes = [{"paper_id": paper_id(n), "version": 1, "at": AT} for n in (1, 2)]
    tables = {"audit": audit, "ledger": [r | {"updated_at": AT} for r in ledger]}
    for name in ("ledger.sqlite", "index.sqlite", "audit.sqlite"):
        with Database(home / name) as database, database.write() as connection:
            command.upgrade(_config(connection), revision)
            for table, rows in {**tables, "changes": changes}.items():
                old = sa.Table(table, sa.MetaData(), autoload_with=connection)
                connection.execute(old.insert(), rows)


@pytest.mark.parametrize("revision", ["0005", "0009", "0016"])
def test_an_installation_of_an_earlier_revision_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, revision: str
) -> None:
    monkeypatch.setenv("MOTLAN_HOME", str(tmp_path))
    leave_behind(tmp_path, revision)
    with App(Settings(home=tmp_path)) as app, pytest.raises(SchemaError):
        _ = app.ledger
    for words in (["store", "migrate"], ["reindex"]):
        done = CliRunner().invoke(command_line, words)
        assert done.exit_code == 0, (words, done.output, done.exception)
    with App(Settings(home=tmp_path)) as app:
        assert app.index.count() == 2
        (found,) = app.index.find(PaperQuery(number="1/QĐ-UBND")).entries
        assert found.paper_id == paper_id(1)
        assert app.archive.load(paper_id(2)).paper_id == paper_id(2)
        assert app.ledger.last_change() >= 2
        note(app, BY, Action.READ)
        report = app.audit.verify(app.store)
        assert report.intact, report.findings
        assert report.entries >= 4


def test_the_version_is_told() -> None:
    told = CliRunner().invoke(command_line, ["--version"]).stdout
    assert told.startswith("motlan ")
    assert told.split()[1][0].isdigit()
