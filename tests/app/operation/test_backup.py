"""The drill: everything is lost, and comes back from the backup as it was."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from app import accounts
from app.acting import Caller, note
from app.desk.drafts import save_draft
from app.installation import App
from app.operation.backup import back_up, newest_backup, restore
from app.papers.digitizing.steps import ReadPaper
from app.papers.hand_in import hand_in
from app.papers.life.anchoring import anchor_records
from app.papers.life.standing import erase
from app.papers.life.upkeep import scrub
from app.settings import Settings
from schemas.record.intake import Intake
from schemas.record.tombstone import ErasureGround
from storage.audit.chain import Action
from storage.backup import audit_tables, book_tables
from storage.batches.values import BatchKind, PlannedItem
from storage.desk.accounts import Role
from storage.errors import BackupError, KeyMissingError
from storage.objects.keys import original_key, paper_prefix
from storage.papers.search.index import PaperQuery
from tests.conftest import SAMPLES
from tests.servers import ACCESS_KEY, SECRET_KEY, PostgresServer, SeaweedServer
from tests.storage.records import NOW, decision, original, paper_id, reading

BY = Caller("an", "an", purpose="diễn tập")
SCAN = (SAMPLES / "giay-khai-sinh-1.jpg").read_bytes()


def rows(app: App) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the tables that are no index, without the entries of the drill itself."""
    found = {}
    for database, tables in (
        (app.ledger.database, book_tables()),
        (app.known_keys.database, audit_tables()),
    ):
        with database.read() as connection:
            there = sa.inspect(connection).get_table_names()
            for table in tables:
                if table.name in there:
                    query = table.select().order_by(*table.primary_key.columns)
                    found[table.name] = [tuple(row) for row in connection.execute(query)]
    found["ledger"] = [row[:-1] for row in found["ledger"]]  # when it was last looked at
    return {name: held for name, held in found.items() if held}


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre, embedded or on servers; `settings` of another name are those of a bare machine."""

    folder: Path
    servers: tuple[PostgresServer, SeaweedServer] | None

    @property
    def copies(self) -> Path:
        return self.folder / "copies"

    def settings(self, name: str = "home") -> Settings:
        home = self.folder / name
        if self.servers is None:
            return Settings(home=home)
        postgres, seaweed = self.servers
        mark = f"{name}-{hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]}"
        if not home.exists():
            home.mkdir()
            postgres.create_database(mark)
        return Settings(
            home=home,
            store=seaweed.url(mark),
            index=postgres.url(mark),
            s3_access_key=ACCESS_KEY,
            s3_secret_key=SecretStr(SECRET_KEY),
        )

    def lose_databases(self) -> None:
        if self.servers is None:
            for path in (self.folder / "home").glob("*.sqlite*"):
                path.unlink()
        else:
            engine = sa.create_engine(str(self.settings().index))
            with engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            engine.dispose()


@pytest.fixture(params=["embedded"])
def centre(request: pytest.FixtureRequest, tmp_path: Path) -> Centre:
    """A centre at work: papers on file, one erased, one at the desk with a draft, an account."""
    servers = ("postgres", "seaweed") if request.param == "postgresql" else ()
    found = tuple(map(request.getfixturevalue, servers))
    made = Centre(tmp_path, found or None)
    with App(made.settings()) as app:
        for number in (1, 2, 3):
            app.archive.save(decision(number), original(number), [], [reading()])
        app.archive.revise(app.archive.load(paper_id(1)).model_copy(update={"version": 2}))
        erase(app, BY, paper_id(3), ground=ErasureGround.ORDER, reference="12/QĐ-TA")
        hand_in(app, BY, SCAN, "a", Intake(NOW), branch="H26.12", station="Q1")
        save_draft(app.store, ReadPaper(decision(4), (reading(),)))
        accounts.add_account(app, BY, "binh", frozenset({Role.OPERATOR}))
        app.batches.create(
            "archive", BatchKind.DIGITIZE, "/scans", [PlannedItem("a.pdf")], by="minh", shard_size=9
        )
        anchor_records(app)
        app.audit.seal(app.store)
    return made


@pytest.mark.parametrize("centre", ["embedded", "postgresql"], indirect=True)
def test_all_is_lost_and_comes_back(centre: Centre) -> None:
    with App(centre.settings()) as app:
        made = back_up(app, BY, centre.copies)
        assert made.missed == ()
        before, keys = rows(app), sorted(app.store.list())
    with App(centre.settings("new")) as app:
        done = restore(app, BY, newest_backup(centre.copies))
        assert done.whole
        after = rows(app)
        assert after["audit"][: len(before["audit"])] == before["audit"]
        own = {"audit"}
        assert {n: r for n, r in after.items() if n not in own} == {
            n: r for n, r in before.items() if n not in own
        }
        assert set(keys) <= set(app.store.list())
        assert scrub(app, BY).intact
        assert len(app.index.find(PaperQuery(text="hoa dao")).entries) == 2
        assert [paper.paper_id for paper in app.desk.find()] == [
            row[0] for row in before["desk_papers"]
        ]
        assert app.ledger.is_erased(paper_id(3))
        note(app, BY, Action.READ)
        app.audit.seal(app.store)
        assert app.audit.verify(app.store).intact


@pytest.mark.parametrize("centre", ["embedded", "postgresql"], indirect=True)
def test_a_database_older_than_the_store_goes_on_without_a_gap(centre: Centre) -> None:
    with App(centre.settings()) as app:
        back_up(app, BY, centre.copies)
        app.archive.save(decision(5), original(5))
        note(app, BY, Action.READ)
        app.audit.seal(app.store)
        entries = app.audit.verify().entries
    centre.lose_databases()
    with App(centre.settings()) as app:
        done = restore(app, BY, newest_backup(centre.copies))
        assert done.whole
        assert done.audit_entries > entries
        assert app.index.get(paper_id(5)) is not None
        app.audit.seal(app.store)
        assert app.audit.verify(app.store).intact


def test_a_second_backup_copies_what_is_new_and_drops_what_was_erased(centre: Centre) -> None:
    with App(centre.settings()) as app:
        first = back_up(app, BY, centre.copies)
        erase(app, BY, paper_id(2), ground=ErasureGround.ORDER, reference="13/QĐ-TA")
        second = back_up(app, BY, centre.copies)
    assert newest_backup(centre.copies) == second.folder != first.folder
    left = list((centre.copies / "store" / paper_prefix(paper_id(2))).glob("*"))
    assert {path.name for path in left} == {"erased.json", ".erased.json.meta.json"}
    assert (centre.copies / "store" / original_key(paper_id(1))).exists()


@pytest.mark.parametrize("harm", ["altered", "unfinished", "revision", "not empty", "object"])
def test_what_cannot_be_restored_is_told_before_anything_is_written(
    centre: Centre, harm: str
) -> None:
    with App(centre.settings()) as app:
        backup = back_up(app, BY, centre.copies).folder
    manifest = backup / "manifest.json"
    if harm == "altered":
        (backup / "accounts.jsonl").write_text("[]\n")
    if harm == "unfinished":
        manifest.unlink()
    if harm == "revision":
        told = json.loads(manifest.read_text())
        manifest.write_text(json.dumps({**told, "revision": "0001"}))
    settings = centre.settings("home" if harm == "not empty" else "new")
    if harm == "object":
        (centre.copies / "store" / original_key(paper_id(1))).unlink()
        with App(settings) as app:
            done = restore(app, BY, backup)
            assert done.missed == (original_key(paper_id(1)),)
            assert not done.whole
        return
    with App(settings) as app, pytest.raises(BackupError):
        restore(app, BY, backup)
    assert harm == "not empty" or not list(settings.folder.glob("store/papers"))


def test_a_backup_without_its_keys_does_not_start_a_chain_of_its_own(centre: Centre) -> None:
    with App(centre.settings()) as app:
        backup = back_up(app, BY, centre.copies).folder
    shutil.rmtree(backup / "api")
    told = json.loads((backup / "manifest.json").read_text())
    files = {name: digest for name, digest in told["files"].items() if not name.startswith("api/")}
    (backup / "manifest.json").write_text(json.dumps({**told, "files": files}))
    with App(centre.settings("new")) as app, pytest.raises(KeyMissingError):
        restore(app, BY, backup)
