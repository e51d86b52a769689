from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.record.paper import RenditionKind
from storage.database import Database
from storage.objects.keys import original_key, paper_prefix, record_key
from storage.objects.local import LocalStore
from storage.papers.archive import PaperArchive, PaperFile
from storage.papers.integrity.findings import Damage
from storage.papers.integrity.scrub import scrub
from storage.papers.ledger import PaperLedger
from storage.papers.search.index import PaperIndex
from tests.storage.records import decision, original, paper_id, reading


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[PaperArchive]:
    ledger = PaperLedger(Database(tmp_path / "l.sqlite"))
    index = PaperIndex(Database(tmp_path / "i.sqlite"))
    made = PaperArchive(LocalStore(tmp_path / "store"), ledger, index)
    for number in (1, 2, 3):
        file = PaperFile(RenditionKind.SIGNED_MASTER, f"%PDF signed {number}".encode())
        made.save(decision(number), original(number), [file], [reading()])
    first = made.load(paper_id(1))
    made.revise(first.model_copy(update={"version": 2}))
    yield made
    ledger.database.close()
    index.database.close()


@pytest.fixture
def replica(archive: PaperArchive, tmp_path: Path) -> LocalStore:
    shutil.copytree(tmp_path / "store", tmp_path / "replica")
    return LocalStore(tmp_path / "replica")


def alter(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def found(
    archive: PaperArchive, replica: LocalStore | None = None
) -> set[tuple[str, Damage, bool]]:
    report = scrub(archive.store, ledger=archive.ledger, replica=replica)
    return {(f.key, f.problem, f.healed) for f in report.findings}


def test_an_intact_store(archive: PaperArchive) -> None:
    seen: list[tuple[int, int]] = []
    report = scrub(
        archive.store, ledger=archive.ledger, progress=lambda done, of: seen.append((done, of))
    )
    assert (report.papers, report.objects, report.findings) == (3, 14, ())
    assert report.intact
    assert report.size > 0
    assert seen[-1] == (3, 3)


@pytest.mark.parametrize("name", ["original", "record.v1.json", "signed_master.", "readings."])
def test_an_altered_object_is_found_and_mended(
    archive: PaperArchive, replica: LocalStore, tmp_path: Path, name: str
) -> None:
    key = next(iter(archive.store.list(paper_prefix(paper_id(1)) + name)))
    alter(tmp_path / "store" / key)
    assert (key, Damage.CORRUPT, False) in found(archive)
    assert (key, Damage.CORRUPT, True) in found(archive, replica)
    assert found(archive) == set()


@pytest.mark.parametrize(
    "key", [original_key(paper_id(1)), record_key(paper_id(1), 1), record_key(paper_id(1), 2)]
)
def test_a_lost_object_is_found_and_mended(
    archive: PaperArchive, replica: LocalStore, key: str
) -> None:
    archive.store.delete(key)
    assert (key, Damage.MISSING, False) in found(archive)
    assert (key, Damage.MISSING, True) in found(archive, replica)
    assert found(archive) == set()


def test_an_object_replaced_together_with_its_hash_is_found(archive: PaperArchive) -> None:
    key = original_key(paper_id(1))
    archive.store.delete(key)
    archive.store.put_new(key, b"another", "application/pdf")
    assert found(archive) == {(key, Damage.CORRUPT, False)}


def test_a_whole_paper_that_vanished_is_found(archive: PaperArchive) -> None:
    for key in list(archive.store.list(paper_prefix(paper_id(2)))):
        archive.store.delete(key)
    assert found(archive) == {(original_key(paper_id(2)), Damage.PAPER_LOST, False)}


def test_left_over_objects_do_no_harm(archive: PaperArchive) -> None:
    key = f"{paper_prefix(paper_id(1))}searchable_pdf.{'a' * 64}"
    archive.store.put_new(key, b"broken off", "application/pdf")
    report = scrub(archive.store)
    assert [(f.key, f.problem) for f in report.findings] == [(key, Damage.LEFT_OVER)]
    assert report.intact


def test_a_damaged_replica_mends_nothing(
    archive: PaperArchive, replica: LocalStore, tmp_path: Path
) -> None:
    key = original_key(paper_id(1))
    alter(tmp_path / "store" / key)
    alter(tmp_path / "replica" / key)
    assert (key, Damage.CORRUPT, False) in found(archive, replica)
    assert not scrub(archive.store, replica=replica).intact
