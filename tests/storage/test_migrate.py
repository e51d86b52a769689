"""The tables that migrations make are those the software expects."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from schemas.record.paper import PaperStatus
from storage import migrations
from storage.audit.chain import Action, AuditEvent, AuditLog
from storage.database import Database
from storage.migrate import _config, differences, migrate
from storage.papers.ledger import PaperLedger
from storage.papers.search.index import PaperIndex, PaperQuery
from tests.servers import PostgresServer
from tests.storage.records import NOW, decision, paper_id

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


def test_an_index_that_was_never_opened_gets_its_tables(postgres: PostgresServer) -> None:
    database_url = postgres.create_database("without_index")
    with Database(database_url) as database:
        PaperLedger(database)
        with database.write() as connection:
            connection.execute(sa.text("DROP TABLE alembic_version"))
    assert migrate(database_url) == NEWEST
    assert differences(database_url) == []


def test_what_the_index_of_an_earlier_version_knew_is_carried_over(database_url: str) -> None:
    known = {
        "paper_id": paper_id(1),
        "version": 3,
        "paper_type": "birth_certificate",
        "status": "revoked",
        "form_of_paper": "ban_chinh",
        "needs_review": True,
        "subject_id": "999000000001",
        "subject_name": "Nguyễn Thị Ánh",
        "subject_name_key": "nguyen thi anh",
        "received_at": NOW,
    }
    with Database(database_url) as database, database.write() as connection:
        command.upgrade(_config(connection), "0010")
        old = sa.MetaData()
        old.reflect(connection, only=["papers", "other_persons"])
        connection.execute(old.tables["papers"].insert().values(known))
        others = [{"number_in_index": 1, "subject_id": f"99900000000{n}"} for n in (2, 3)]
        connection.execute(old.tables["other_persons"].insert(), others)
    assert migrate(database_url) == NEWEST
    assert differences(database_url) == []
    with Database(database_url) as database:
        index = PaperIndex(database)
        for number in ("999000000001", "999000000002", "999000000003"):
            (entry,) = index.find(PaperQuery(subject_id=number)).entries
        (named,) = index.find(PaperQuery(name="Nguyen Thi Anh")).entries
        assert named == entry
        assert entry.subjects == ("999000000001", "999000000002", "999000000003")
        assert [person.owner for person in entry.persons] == [True, False, False]
        assert (entry.status, entry.needs_review) == (PaperStatus.REVOKED, True)
        assert index.doubts_by_type() == {}
        index.put(decision(2, fields={"number": "2/QĐ-UBND"}))
        with database.read() as connection:
            query = sa.text("SELECT own_status, own_review FROM papers WHERE number_in_index = 1")
            assert tuple(connection.execute(query).one()) == ("revoked", True)


def test_revisions_follow_each_other_without_a_fork() -> None:
    script = ScriptDirectory(str(VERSIONS.parent))
    numbers = [revision.revision for revision in reversed(list(script.walk_revisions()))]
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]
    assert script.get_heads() == [NEWEST]
    assert len(numbers) == len(list(VERSIONS.glob("[0-9]*.py")))
