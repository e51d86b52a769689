"""What becomes of a paper after it was stored, on a folder and on a server with locks."""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from minio.commonconfig import GOVERNANCE
from minio.objectlockconfig import DAYS, ObjectLockConfig

from app.papers.life.lifecycle import Erasure, finish_broken_off, finish_erasures
from schemas.record.paper import FormOfPaper, PaperStatus, RenditionKind, StatusChange
from schemas.record.tombstone import ErasureGround
from storage.database import Database
from storage.desk.work_queue import Desk
from storage.errors import (
    PaperErasedError,
    PaperMissingError,
    PaperStandingError,
    StoreUnavailableError,
    VersionConflictError,
)
from storage.objects.keys import paper_prefix, record_key, tombstone_key
from storage.objects.local import LocalStore
from storage.objects.port import ObjectStore
from storage.objects.retention import RetainedStore
from storage.objects.s3 import S3Store
from storage.papers.archive import PaperArchive, PaperFile
from storage.papers.integrity.findings import Damage
from storage.papers.integrity.scrub import scrub
from storage.papers.ledger import PaperLedger, PaperState
from storage.papers.reuse.answers import Availability
from storage.papers.reuse.check import check_reuse
from storage.papers.search.index import PaperIndex, PaperQuery
from tests.app.papers.changes import erase, set_consent, set_status
from tests.servers import SeaweedServer
from tests.storage.records import NOW, original, paper_id, reading, record

PERSON = "001190012345"
CHANGE = StatusChange(at=NOW, officer="canbo01", reason="theo đơn ngày 20/11/2026")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(Database(tmp_path / "ledger.sqlite"))
    yield made
    made.database.close()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[PaperArchive]:
    made = opened(LocalStore(tmp_path / "store"), tmp_path)
    yield made
    made.ledger.database.close()
    made.index.database.close()


def opened(store: ObjectStore, folder: Path) -> PaperArchive:
    ledger = PaperLedger(Database(folder / "ledger.sqlite"))
    archive = PaperArchive(store, ledger, PaperIndex(Database(folder / "index.sqlite")))
    birth = record(
        1,
        "birth_certificate",
        text="GIẤY KHAI SINH",
        fields={"personal_id": PERSON, "full_name": "TRẦN THỊ ĐÀO", "number": "47/2015"},
        form_of_paper=FormOfPaper.ORIGINAL,
    )
    files = [PaperFile(RenditionKind.SEARCHABLE, b"%PDF searchable")]
    archive.save(birth, original(1), files, [reading()])
    return archive


def offered(archive: PaperArchive) -> tuple[Availability, str | None]:
    answer = check_reuse(archive.index, "1.004884", PERSON, NOW.date()).answer
    found = next(c for c in answer.components if c.component == "old_birth_certificate")
    return found.availability, found.paper_id


def erased(archive: PaperArchive, desk: Desk) -> Erasure:
    return erase(
        archive,
        desk,
        paper_id(1),
        ground=ErasureGround.ORDER,
        reference="12/QĐ-TA",
        officer="canbo01",
        at=NOW,
    )


def left(archive: PaperArchive) -> list[str]:
    return list(archive.store.list(paper_prefix(paper_id(1))))


def test_withdrawal_stops_reuse_and_leaves_the_archive(archive: PaperArchive) -> None:
    assert offered(archive) == (Availability.ON_FILE_VALID, paper_id(1))
    set_consent(archive, paper_id(1), False, CHANGE)
    assert offered(archive) == (Availability.NOT_ON_FILE, None)
    assert archive.original(paper_id(1)) == original(1)
    assert archive.load(paper_id(1), 1).withdrawal is None
    assert archive.load(paper_id(1)).withdrawal == CHANGE
    assert archive.ledger.changes()[-1].standing == PaperStatus.WITHDRAWN
    hidden = PaperQuery(subject_id=PERSON, without_withdrawn=True)
    assert archive.index.find(hidden).entries == ()
    set_consent(archive, paper_id(1), True, CHANGE)
    assert offered(archive) == (Availability.ON_FILE_VALID, paper_id(1))
    assert archive.ledger.changes()[-1].standing == PaperStatus.CURRENT


def test_lifting_one_bar_does_not_lift_the_other(archive: PaperArchive) -> None:
    set_consent(archive, paper_id(1), False, CHANGE)
    set_status(archive, paper_id(1), PaperStatus.REVOKED, CHANGE)
    set_consent(archive, paper_id(1), True, CHANGE)
    assert offered(archive)[0] is Availability.NOT_ON_FILE
    set_consent(archive, paper_id(1), False, CHANGE)
    set_status(archive, paper_id(1), PaperStatus.CURRENT, CHANGE)
    assert offered(archive)[0] is Availability.NOT_ON_FILE


def test_changes_must_fit(archive: PaperArchive) -> None:
    with pytest.raises(PaperStandingError):
        set_consent(archive, paper_id(1), True, CHANGE)
    with pytest.raises(PaperStandingError):
        set_status(archive, paper_id(1), PaperStatus.CURRENT, CHANGE)
    with pytest.raises(PaperStandingError):
        set_status(archive, paper_id(1), PaperStatus.WITHDRAWN, CHANGE)
    with pytest.raises(VersionConflictError):
        set_status(archive, paper_id(1), PaperStatus.REVOKED, CHANGE, version=7)
    with pytest.raises(PaperMissingError):
        set_status(archive, "f" * 64, PaperStatus.REVOKED, CHANGE)


def test_a_withdrawal_outlives_the_index(archive: PaperArchive, tmp_path: Path) -> None:
    set_consent(archive, paper_id(1), False, CHANGE)
    ledger = PaperLedger(Database(tmp_path / "l2.sqlite"))
    index = PaperIndex(Database(tmp_path / "i2.sqlite"))
    fresh = (ledger, index)
    rebuilt = PaperArchive(archive.store, *fresh)
    assert rebuilt.reindex() == 1
    assert offered(rebuilt) == (Availability.NOT_ON_FILE, None)
    assert rebuilt.ledger.changes()[-1].standing == PaperStatus.WITHDRAWN
    for part in fresh:
        part.database.close()


def test_erasure_leaves_a_tombstone_only(archive: PaperArchive, desk: Desk) -> None:
    done = erased(archive, desk)
    assert done.locked_until is None
    assert left(archive) == [tombstone_key(paper_id(1))]
    text = archive.store.get(tombstone_key(paper_id(1))).decode()
    assert not any(word in text for word in ("birth", PERSON, "ĐÀO", "47/2015"))
    assert archive.index.get(paper_id(1)) is None
    assert archive.index.find(PaperQuery(text="khai sinh")).entries == ()
    entry = archive.ledger.entry(paper_id(1))
    assert entry is not None
    assert entry.state is PaperState.ERASED
    assert [c.standing for c in archive.ledger.changes()] == ["current", "erased"]
    assert offered(archive)[0] is Availability.NOT_ON_FILE
    assert scrub(archive.store, ledger=archive.ledger).findings == ()


def test_an_erased_paper_does_not_come_back(
    archive: PaperArchive, desk: Desk, tmp_path: Path
) -> None:
    before = archive.load(paper_id(1))
    shutil.copytree(tmp_path / "store", tmp_path / "copy")
    copy = LocalStore(tmp_path / "copy")
    erased(archive, desk)
    for again in (
        lambda: archive.save(before, original(1)),
        lambda: archive.keep_original(paper_id(1), original(1), "application/pdf"),
        lambda: archive.on_file(paper_id(1)),
        lambda: archive.load(paper_id(1)),
        lambda: erased(archive, desk),
    ):
        with pytest.raises(PaperErasedError):
            again()
    found = scrub(archive.store, ledger=archive.ledger, replica=copy)
    assert {f.problem for f in found.findings} == {Damage.NOT_ERASED}
    assert not found.intact
    assert left(archive) == [tombstone_key(paper_id(1))]
    ledger = PaperLedger(Database(tmp_path / "l2.sqlite"))
    index = PaperIndex(Database(tmp_path / "i2.sqlite"))
    fresh = (ledger, index)
    rebuilt = PaperArchive(archive.store, *fresh)
    assert rebuilt.reindex() == 0
    assert rebuilt.ledger.half_erased() == (paper_id(1),)
    assert [e.locked_until for e in finish_erasures(rebuilt, desk)] == [None]
    assert rebuilt.ledger.half_erased() == ()
    for part in fresh:
        part.database.close()


class Failing(LocalStore):
    """Fails when bytes are to be removed, as a crash behind the tombstone does."""

    def purge(self, prefix: str, spare: str = "") -> None:
        raise StoreUnavailableError()


def test_a_broken_off_erasure_is_finished(
    archive: PaperArchive, desk: Desk, tmp_path: Path
) -> None:
    store = archive.store
    archive.store = Failing(tmp_path / "store")
    with pytest.raises(StoreUnavailableError):
        erased(archive, desk)
    assert offered(archive)[0] is Availability.NOT_ON_FILE
    assert dict(archive.papers()) == {}
    archive.store = store
    assert Damage.NOT_ERASED in {f.problem for f in scrub(store, ledger=archive.ledger).findings}
    assert archive.reindex() == 0
    assert [e.locked_until for e in finish_erasures(archive, desk)] == [None]
    assert left(archive) == [tombstone_key(paper_id(1))]


def test_an_erasure_that_is_asked_for_again_goes_on(
    archive: PaperArchive, desk: Desk, tmp_path: Path
) -> None:
    store = archive.store
    archive.store = Failing(tmp_path / "store")
    with pytest.raises(StoreUnavailableError):
        erased(archive, desk)
    archive.store = store
    done = erased(archive, desk)
    assert (done.locked_until, done.tombstone.reference) == (None, "12/QĐ-TA")
    assert left(archive) == [tombstone_key(paper_id(1))]
    with pytest.raises(PaperErasedError):
        erased(archive, desk)


class Halfway(LocalStore):
    """Fails behind a tombstone, before what is said of its bytes lies beside it."""

    def _replace(self, path: Path, data: bytes) -> None:
        raise StoreUnavailableError()


@pytest.mark.parametrize("by_chance", [True, False])
def test_a_tombstone_half_written_is_completed(
    archive: PaperArchive, desk: Desk, tmp_path: Path, by_chance: bool
) -> None:
    store = archive.store
    archive.store = Halfway(tmp_path / "store")
    with pytest.raises(StoreUnavailableError):
        erased(archive, desk)
    archive.store = store
    if by_chance:
        assert finish_broken_off(archive, desk, dt.timedelta(0)) == 1
    else:
        erased(archive, desk)
    assert scrub(store, ledger=archive.ledger).intact


@pytest.mark.parametrize("lock", ["none", "governance", "compliance", "software"])
def test_locks_are_respected(seaweed: SeaweedServer, desk: Desk, tmp_path: Path, lock: str) -> None:
    store = seaweed.store(f"erase-{lock}-{uuid.uuid4().hex[:8]}", object_lock=True)
    if lock == "compliance":
        store.lock_by_default(1)
    if lock == "governance":
        config = ObjectLockConfig(GOVERNANCE, 1, DAYS)
        store.client.set_object_lock_config(store.bucket, config)
    archive = opened(RetainedStore(store, 1) if lock == "software" else store, tmp_path)
    done = erased(archive, desk)
    assert left(archive) == [tombstone_key(paper_id(1))]
    kept = contents(store)
    entry = archive.ledger.entry(paper_id(1))
    assert entry is not None
    if lock in ("compliance", "software"):
        assert done.locked_until is not None
        assert done.locked_until > dt.datetime.now(dt.UTC) + dt.timedelta(hours=23)
        assert original(1) in kept
        assert entry.state is PaperState.ERASING
        (again,) = finish_erasures(archive, desk)
        assert again.locked_until == done.locked_until
    else:
        assert done.locked_until is None
        assert len(kept) == 1
        assert entry.state is PaperState.ERASED
    archive.ledger.database.close()
    archive.index.database.close()


def contents(store: S3Store) -> list[bytes]:
    """All that is left in the bucket, hidden or not."""
    return [
        store.version_content(item.object_name, item.version_id)
        for item in store.client.list_objects(store.bucket, recursive=True, include_version=True)
        if not item.is_delete_marker
    ]


def test_a_record_that_cannot_be_read_holds_no_other_up(archive: PaperArchive, desk: Desk) -> None:
    archive.save(record(2, "birth_certificate"), original(2))
    for number in (1, 2):
        archive.ledger.changing(paper_id(number))
    first = min(paper_id(1), paper_id(2))
    archive.store.put_new(record_key(first, 2), b"{}", "application/json")
    assert finish_broken_off(archive, desk, quiet=dt.timedelta()) == 2
    assert archive.ledger.broken_off(dt.timedelta()) == (first,)
