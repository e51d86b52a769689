from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.papers.registry import paper_type
from schemas.record.paper import PaperStatus, RenditionKind, Withheld
from storage.database import Database
from storage.errors import (
    ObjectCorruptError,
    ObjectMissingError,
    PaperMismatchError,
    PaperMissingError,
    VersionConflictError,
)
from storage.objects.keys import original_key
from storage.objects.local import LocalStore
from storage.objects.port import ObjectStore
from storage.papers.archive import PaperArchive, PaperFile
from storage.papers.integrity.scrub import scrub
from storage.papers.ledger import PaperLedger, PaperState
from storage.papers.search.index import PaperIndex, PaperQuery
from tests.servers import SeaweedServer
from tests.storage.records import NOW, decision, original, paper_id, reading

MASTER = PaperFile(RenditionKind.SIGNED_MASTER, b"%PDF-1.7 signed")
SEARCHABLE = PaperFile(RenditionKind.SEARCHABLE, b"%PDF-1.7 searchable")


@pytest.fixture(params=["local", "seaweed"])
def paper_store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """A store without papers."""
    if request.param == "local":
        return LocalStore(tmp_path / "store")
    seaweed: SeaweedServer = request.getfixturevalue("seaweed")
    store = seaweed.store("papers")
    for key in list(store.list()):
        store.delete(key)
    return store


@pytest.fixture
def archive(paper_store: ObjectStore, tmp_path: Path) -> Iterator[PaperArchive]:
    ledger = PaperLedger(Database(tmp_path / "ledger.sqlite"))
    index = PaperIndex(Database(tmp_path / "index.sqlite"))
    yield PaperArchive(paper_store, ledger, index)
    ledger.database.close()
    index.database.close()


def test_saves_and_gives_back(archive: PaperArchive) -> None:
    saved = archive.save(decision(1), original(1), [MASTER, SEARCHABLE], [reading()])
    assert saved.created
    assert [r.kind for r in saved.record.renditions] == [
        RenditionKind.ORIGINAL,
        RenditionKind.SIGNED_MASTER,
        RenditionKind.SEARCHABLE,
    ]
    assert archive.load(paper_id(1)) == saved.record
    files = [archive.file(paper_id(1), r) for r in saved.record.renditions]
    assert files == [original(1), MASTER.data, SEARCHABLE.data]
    assert archive.readings(paper_id(1)) == (reading(),)
    entry = archive.ledger.entry(paper_id(1))
    assert entry is not None
    assert (entry.state, entry.version) == (PaperState.INDEXED, 1)
    assert archive.index.get(paper_id(1)) is not None


def test_every_object_of_a_paper_says_what_kind_it_is(archive: PaperArchive) -> None:
    archive.keep_original(paper_id(1), original(1), "application/pdf")
    archive.save(decision(1), original(1), [MASTER, SEARCHABLE], [reading()])
    tags = [archive.store.tags(key) for key in archive.store.list()]
    kinds = ["evidence", "original", "record", "searchable_pdf", "signed_master"]
    assert sorted(tag["kind"] for tag in tags) == kinds
    model = paper_type(decision(1).classification.paper_type)
    assert model is not None
    assert {tag["level"] for tag in tags if tag["kind"] != "original"} == {model.level.value}
    assert set().union(*tags) == {"kind", "level"}


def test_same_bytes_again_are_the_same_paper(archive: PaperArchive) -> None:
    first = archive.save(decision(1), original(1), [MASTER])
    before = set(archive.store.list())
    again = archive.save(decision(1, minutes=99), original(1), [SEARCHABLE])
    assert again.created is False
    assert again.record == first.record
    assert set(archive.store.list()) == before
    assert archive.index.count() == 1


def test_bytes_of_another_paper_are_refused(archive: PaperArchive) -> None:
    with pytest.raises(PaperMismatchError):
        archive.save(decision(1), original(2))
    assert list(archive.store.list("papers/")) == []


def test_a_correction_is_the_next_version(archive: PaperArchive) -> None:
    first = archive.save(decision(1), original(1), [MASTER], [reading()]).record
    second = first.model_copy(update={"version": 2, "status": PaperStatus.REVOKED})
    assert archive.revise(second, [SEARCHABLE]).created
    assert archive.load(paper_id(1), 1) == first
    newest = archive.load(paper_id(1))
    assert (newest.version, newest.status) == (2, PaperStatus.REVOKED)
    assert len(newest.renditions) == 3
    assert archive.readings(paper_id(1)) == (reading(),)
    entry = archive.index.get(paper_id(1))
    assert entry is not None
    assert (entry.version, entry.status) == (2, PaperStatus.REVOKED)
    assert not archive.revise(second, [SEARCHABLE]).created
    assert dict(archive.papers()) == {paper_id(1): 2}


def test_two_corrections_at_once_do_not_overwrite_each_other(archive: PaperArchive) -> None:
    first = archive.save(decision(1), original(1)).record
    archive.revise(first.model_copy(update={"version": 2, "dossier": "H26-261122-0001"}))
    with pytest.raises(VersionConflictError):
        archive.revise(first.model_copy(update={"version": 2, "dossier": "H26-261122-0002"}))
    assert archive.load(paper_id(1)).dossier == "H26-261122-0001"


def test_a_version_cannot_be_left_out(archive: PaperArchive) -> None:
    first = archive.save(decision(1), original(1)).record
    with pytest.raises(VersionConflictError):
        archive.revise(first.model_copy(update={"version": 3}))


def test_missing_papers(archive: PaperArchive) -> None:
    with pytest.raises(PaperMissingError):
        archive.load(paper_id(1))
    with pytest.raises(PaperMissingError):
        archive.revise(decision(1).model_copy(update={"version": 2}))


def test_reindex_gives_the_same_answers(archive: PaperArchive, tmp_path: Path) -> None:
    for number in range(1, 8):
        archive.save(decision(number), original(number))
    changed = archive.load(paper_id(3)).model_copy(update={"version": 2, "dossier": "H26-1"})
    archive.revise(changed)
    query = PaperQuery(text="hoa dao")
    before = archive.index.find(query)
    assert len(before.entries) == 7

    fresh = PaperIndex(Database(tmp_path / "fresh.sqlite"))
    fresh.put(decision(99))  # not in the store: must be forgotten
    seen: list[tuple[int, int]] = []
    rebuilt = PaperArchive(archive.store, archive.ledger, fresh)
    assert rebuilt.reindex(lambda done, total: seen.append((done, total))) == 7
    assert fresh.find(query) == before
    assert seen[-1] == (7, 7)
    fresh.database.close()


def test_altered_record_is_an_error(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store")
    ledger = PaperLedger(Database(tmp_path / "l.sqlite"))
    index = PaperIndex(Database(tmp_path / "i.sqlite"))
    archive = PaperArchive(store, ledger, index)
    archive.save(decision(1), original(1))
    path = tmp_path / "store" / next(store.list(f"papers/{paper_id(1)[:2]}/{paper_id(1)}/record"))
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"Nguy", b"Ngoy"))
    with pytest.raises(ObjectCorruptError):
        archive.load(paper_id(1))
    ledger.database.close()
    index.database.close()


def test_a_storing_that_was_broken_off_is_brought_to_its_end(
    archive: PaperArchive, tmp_path: Path
) -> None:
    assert archive.on_file(paper_id(1)) is None
    saved = archive.save(decision(1), original(1)).record
    ledger = PaperLedger(Database(tmp_path / "new.sqlite"))
    index = PaperIndex(Database(tmp_path / "new-i.sqlite"))
    after_crash = PaperArchive(archive.store, ledger, index)
    assert after_crash.on_file(paper_id(1)) == saved
    assert index.get(paper_id(1)) is not None
    entry = ledger.entry(paper_id(1))
    assert entry is not None
    assert entry.state is PaperState.INDEXED
    ledger.database.close()
    index.database.close()


def test_of_a_paper_without_a_picture_only_its_values_are_kept(archive: PaperArchive) -> None:
    withheld = Withheld(rule="presented_paper", reference="NĐ 356/2025/NĐ-CP", at=NOW)
    record = decision(1).model_copy(update={"withheld": withheld})
    archive.store.put_new(original_key(paper_id(1)), original(1), "application/pdf")

    saved = archive.save_values(record, [reading()])

    assert (saved.created, saved.record.renditions) == (True, ())
    assert archive.readings(paper_id(1)) == (reading(),)
    with pytest.raises(ObjectMissingError):
        archive.original(paper_id(1))
    assert scrub(archive.store, ledger=archive.ledger).intact
    # The card is laid on the scanner once more: its bytes go again, the record stays.
    archive.store.put_new(original_key(paper_id(1)), original(1), "application/pdf")
    assert archive.on_file(paper_id(1)) == saved.record
    assert archive.store.stat(original_key(paper_id(1))) is None
    with pytest.raises(PaperMismatchError):
        archive.save_values(decision(2))
