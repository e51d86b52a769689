"""Objects of every kind are altered, deleted, swapped, edited with their hashes: all is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from schemas.record.paper import PaperRecord, PaperStatus, RenditionKind
from storage.database import Database
from storage.errors import ObjectCorruptError
from storage.objects.keys import draft_key, original_key, paper_prefix, record_key, tombstone_key
from storage.objects.local import LocalStore
from storage.objects.port import sha256_of
from storage.papers.archive import PaperArchive, PaperFile
from storage.papers.integrity.findings import Damage, ScrubReport
from storage.papers.integrity.scrub import scrub
from storage.papers.ledger import PaperLedger
from storage.papers.search.index import PaperIndex, PaperQuery
from tests.storage.records import decision, original, paper_id, reading

WAITING = b"%PDF-1.7 waits at the desk"
DRAFT = b'{"a draft": 1}'
FIRST = paper_prefix(paper_id(1))
MARK = b"%PDF signed\n"


def attached(data: bytes) -> PaperRecord | None:
    """Stands for the reader of signed files: these carry the record behind their first line."""
    return PaperRecord.model_validate_json(data[len(MARK) :]) if data.startswith(MARK) else None


@dataclass
class House:
    folder: Path
    archive: PaperArchive
    replica: LocalStore

    @property
    def store(self) -> LocalStore:
        assert isinstance(self.archive.store, LocalStore)
        return self.archive.store

    def path(self, key: str) -> Path:
        return self.folder / "store" / key

    def write(self, key: str, data: bytes, *, with_hash: bool) -> None:
        """Do what somebody does who may write to the disks."""
        path = self.path(key)
        path.chmod(0o644)
        path.write_bytes(data)
        if with_hash:
            side = path.with_name(f".{path.name}.meta.json")
            side.chmod(0o644)
            side.write_text(json.dumps({**json.loads(side.read_text()), "sha256": sha256_of(data)}))

    def scrub(self, *, heal: bool = False) -> ScrubReport:
        waiting = sha256_of(WAITING)
        return scrub(
            self.store,
            ledger=self.archive.ledger,
            index=self.archive.index,
            attached=attached,
            awaited={
                original_key(waiting): waiting,
                draft_key(waiting, sha256_of(DRAFT)): sha256_of(DRAFT),
            },
            replica=self.replica if heal else None,
        )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    ledger = PaperLedger(Database(tmp_path / "l.sqlite"))
    index = PaperIndex(Database(tmp_path / "i.sqlite"))
    made = PaperArchive(LocalStore(tmp_path / "store"), ledger, index)
    for number in (1, 2):
        record = decision(number)
        files = [
            PaperFile(RenditionKind.SIGNED_MASTER, b"%PDF master " + str(number).encode()),
            PaperFile(RenditionKind.SEARCHABLE, MARK + record.model_dump_json().encode()),
        ]
        made.save(record, original(number), files, [reading()])
    first = made.load(paper_id(1))
    made.revise(first.model_copy(update={"version": 2}))
    waiting = sha256_of(WAITING)
    made.keep_original(waiting, WAITING, "application/pdf")
    made.store.put_new(draft_key(waiting, sha256_of(DRAFT)), DRAFT, "application/json")
    shutil.copytree(tmp_path / "store", tmp_path / "replica")
    yield House(tmp_path, made, LocalStore(tmp_path / "replica"))
    ledger.database.close()
    index.database.close()


def keys_of_every_kind(house: House) -> dict[str, str]:
    waiting = sha256_of(WAITING)
    found = {
        "waiting original": original_key(waiting),
        "draft": draft_key(waiting, sha256_of(DRAFT)),
        "original": original_key(paper_id(1)),
        "first record": record_key(paper_id(1), 1),
        "newest record": record_key(paper_id(1), 2),
    }
    for name in ("signed_master.", "searchable_pdf.", "readings."):
        found[name] = next(house.store.list(FIRST + name))
    return found


KINDS = (
    "waiting original",
    "draft",
    "original",
    "first record",
    "newest record",
    "signed_master.",
    "searchable_pdf.",
    "readings.",
)


def flip(house: House, key: str) -> None:
    house.write(key, house.store.get(key)[:-1] + b"?", with_hash=False)


def edit(house: House, key: str) -> None:
    house.write(key, house.store.get(key).replace(b"1", b"7", 1) + b" ", with_hash=True)


def delete(house: House, key: str) -> None:
    house.store.delete(key)


def swap(house: House, key: str) -> None:
    other = key.replace(FIRST, paper_prefix(paper_id(2)))
    if other == key or not house.path(other).exists():
        other = next(iter(house.store.list(paper_prefix(paper_id(2)))))
    house.write(key, house.store.get(other), with_hash=True)


def lose_hash(house: House, key: str) -> None:
    path = house.path(key)
    path.with_name(f".{path.name}.meta.json").unlink()


def spoil_hash(house: House, key: str) -> None:
    path = house.path(key)
    side = path.with_name(f".{path.name}.meta.json")
    side.chmod(0o644)
    side.write_text("{")


@pytest.mark.parametrize("harm", [flip, edit, delete, swap, lose_hash, spoil_hash])
def test_what_is_done_to_objects_of_every_kind_is_told_and_mended(
    house: House, harm: Callable[[House, str], None]
) -> None:
    keys = keys_of_every_kind(house)
    assert set(keys) == set(KINDS)
    for kind, key in keys.items():
        harm(house, key)
        assert key in {finding.key for finding in house.scrub().findings}, kind
        house.scrub(heal=True)
        assert house.scrub().findings == (), kind
        assert house.store.get(key) == house.replica.get(key), kind


def test_a_name_that_was_changed_with_its_hash_is_told_and_not_indexed(house: House) -> None:
    key = record_key(paper_id(2), 1)
    forged = house.store.get(key).replace("Bến Nghé".encode(), "Hoàn Kiếm".encode())
    house.write(key, forged, with_hash=True)
    report = house.scrub()
    assert {(f.key, f.problem) for f in report.findings} >= {(key, Damage.CORRUPT)}
    assert not report.intact
    with pytest.raises(ObjectCorruptError):
        house.archive.reindex(attached=attached)
    refused: list[str] = []
    house.archive.reindex(attached=attached, refuse=refused.append)
    assert refused == [paper_id(2)]
    (entry,) = house.archive.index.find(PaperQuery(number="2/QĐ-UBND")).entries
    assert entry.agency == "Ủy ban nhân dân phường Bến Nghé"


def test_with_the_ledger_lost_the_signature_still_tells(house: House, tmp_path: Path) -> None:
    key = record_key(paper_id(2), 1)
    forged = house.store.get(key).replace("Bến Nghé".encode(), "Hoàn Kiếm".encode())
    house.write(key, forged, with_hash=True)
    report = scrub(house.store, attached=attached)
    assert (key, Damage.CONTRADICTED) in {(f.key, f.problem) for f in report.findings}
    assert not report.intact
    ledger = PaperLedger(Database(tmp_path / "new.sqlite"))
    rebuilt = PaperArchive(house.store, ledger, PaperIndex(ledger.database))
    refused: list[str] = []
    assert rebuilt.reindex(attached=attached, refuse=refused.append) == 1
    assert refused == [paper_id(2)]
    assert ledger.proofs(paper_id(1)) != {}
    ledger.database.close()


def test_a_paper_that_vanished_is_brought_back_whole(house: House) -> None:
    for key in list(house.store.list(FIRST)):
        house.store.delete(key)
    told = house.scrub()
    assert (original_key(paper_id(1)), Damage.PAPER_LOST) in {
        (f.key, f.problem) for f in told.findings
    }
    assert not told.intact
    assert house.scrub(heal=True).intact
    assert house.scrub().findings == ()
    assert set(house.store.list(FIRST)) == set(house.replica.list(FIRST))


def test_a_replica_with_a_false_record_mends_nothing(house: House) -> None:
    key = record_key(paper_id(1), 2)
    forged = house.replica.get(key).replace("Bến Nghé".encode(), "Hoàn Kiếm".encode())
    house.replica.delete(key)
    house.replica.put_new(key, forged, "application/json")
    house.store.delete(key)
    assert not house.scrub(heal=True).intact
    assert house.store.stat(key) is None


def test_an_index_that_says_something_else_is_told_and_put_right(house: House) -> None:
    index = house.archive.index
    with index.database.write() as connection:
        connection.execute(sa.text("UPDATE papers SET subject_name = 'Kẻ Giả' WHERE 1 = 1"))
    assert Damage.INDEX in {f.problem for f in house.scrub().findings}
    assert house.scrub().findings == ()


def test_a_paper_that_nobody_stored_is_told(house: House) -> None:
    forged = decision(3)
    house.store.put_new(original_key(paper_id(3)), original(3), "application/pdf")
    house.store.put_new(
        record_key(paper_id(3), 1), forged.model_dump_json().encode(), "application/json"
    )
    assert (record_key(paper_id(3), 1), Damage.UNKNOWN) in {
        (f.key, f.problem) for f in house.scrub().findings
    }


def test_a_tombstone_that_nobody_set_is_told(house: House) -> None:
    house.store.put_new(tombstone_key(paper_id(1)), b"{}", "application/json")
    assert Damage.UNKNOWN in {f.problem for f in house.scrub().findings}


def test_a_scan_that_stands_like_another_one_is_no_damage(house: House) -> None:
    index, same = house.archive.index, decision(1).fields
    third = decision(3, fields={name: found.value for name, found in same.items()})
    house.archive.save(third, original(3))
    revoked = {"version": 2, "status": PaperStatus.REVOKED}
    house.archive.revise(house.archive.load(paper_id(3)).model_copy(update=revoked))
    entry = index.get(paper_id(1))
    assert entry is not None
    assert (entry.scans, entry.status) == ((paper_id(3),), PaperStatus.REVOKED)
    assert Damage.INDEX not in {f.problem for f in house.scrub().findings}
    with index.database.write() as connection:
        connection.execute(sa.text("UPDATE papers SET status = 'current' WHERE 1 = 1"))
    assert Damage.INDEX in {f.problem for f in house.scrub().findings}
    assert Damage.INDEX not in {f.problem for f in house.scrub().findings}
    stand = [found.status for n in (1, 2, 3) if (found := index.get(paper_id(n)))]
    assert stand == [PaperStatus.REVOKED, PaperStatus.CURRENT, PaperStatus.REVOKED]
