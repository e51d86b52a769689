"""The tables that migrations make are those the software expects."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from storage import migrations
from storage.audit.chain import Action, AuditEvent, AuditLog
from storage.database import Database
from storage.migrate import differences, migrate
from storage.papers.index import PaperIndex, PaperQuery
from storage.papers.ledger import PaperLedger
from tests.storage.records import decision, paper_id

VERSIONS = Path(migrations.__file__).with_name("versions")
NEWEST = max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))


def test_an_empty_database_gets_the_tables_of_this_version(database_url: str) -> None:
    assert differences(database_url)
    assert migrate(database_url) == NEWEST
    assert differences(database_url) == []
    assert migrate(database_url) == NEWEST


def test_a_migrated_database_works(database_url: str) -> None:
    migrate(database_url)
    index = PaperIndex(Database(database_url))
    index.put(decision(1))
    assert len(index.find(PaperQuery(text="hoa dao")).entries) == 1
    index.database.close()


def test_a_database_from_before_the_first_migration_is_taken_over(database_url: str) -> None:
    ledger, audit = PaperLedger(Database(database_url)), AuditLog(Database(database_url), b"k" * 32)
    PaperIndex(Database(database_url)).database.close()
    ledger.receive(paper_id(1))
    audit.append(AuditEvent(action=Action.READ, actor="a"))
    assert migrate(database_url) == NEWEST
    assert differences(database_url) == []
    assert ledger.entry(paper_id(1)) is not None
    assert audit.verify().entries == 1
    ledger.database.close()
    audit.database.close()


def test_a_difference_is_seen(database_url: str) -> None:
    migrate(database_url)
    with Database(database_url) as database, database.write() as connection:
        connection.execute(sa.text("ALTER TABLE papers ADD COLUMN extra integer"))
    assert len(differences(database_url)) == 1
