"""Wherever the chain is cut, and whatever else is cut with it: it is found."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.audit.chain import Action, AuditEvent, AuditLog
from storage.audit.heads import HeadBook
from storage.database import Database
from storage.objects.local import LocalStore
from storage.objects.retention import RetainedStore

KEY = b"k" * 32
NOW = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)


@dataclass
class Place:
    """A chain of ten entries, sealed in three rounds, with heads in two places."""

    log: AuditLog
    store: LocalStore
    books: Database
    folder: Path
    line: str

    def cut(self, last: int) -> None:
        """Remove the entries after a number from the chain."""
        run(self.log.database, "DELETE FROM audit WHERE number > :last", last=last)

    def cut_store(self, last: int, *prefixes: str) -> None:
        """Remove what was sealed after a number."""
        for prefix in prefixes:
            for key in list(self.store.list(prefix)):
                if int(key.removesuffix(".json")[-12:]) > last:
                    self.store.delete(key)

    def problems(self, *kept: str) -> set[str]:
        return {found.problem for found in self.log.verify(self.store, kept).findings}


def run(database: Database, statement: str, **values: object) -> None:
    with database.write() as connection:
        connection.execute(sa.text(statement), values)


def read(log: AuditLog, count: int, actor: str = "an") -> None:
    for _ in range(count):
        log.append(AuditEvent(action=Action.READ, actor=actor))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    books, chain = Database(tmp_path / "ledger.sqlite"), Database(tmp_path / "audit.sqlite")
    log = AuditLog(chain, KEY, clock=lambda: NOW, book=HeadBook(books))
    store = LocalStore(tmp_path / "store")
    for count in (3, 4, 3):
        read(log, count)
        assert log.seal(store) == count
    head = log.head()
    assert head is not None
    yield Place(log, store, books, tmp_path, head.line())
    books.close()
    chain.close()


def test_an_untouched_chain_is_whole(place: Place) -> None:
    assert place.problems(place.line) == set()


@pytest.mark.parametrize("last", range(10))
def test_a_chain_cut_anywhere_is_found_from_each_place_alone(place: Place, last: int) -> None:
    place.cut(last)
    place.cut_store(last, "audit/", "audit-heads/")
    assert "missing" in place.problems()
    run(place.books, "DELETE FROM audit_heads")
    assert place.problems(place.line) >= {"missing"}


def test_heads_in_the_store_alone_tell_of_a_cut(place: Place) -> None:
    place.cut(0)
    place.cut_store(0, "audit/")
    run(place.books, "DELETE FROM audit_heads")
    assert place.problems() == {"missing", "seal_missing"}


def test_a_machine_rolled_back_whole_is_told_by_a_line_kept_elsewhere(place: Place) -> None:
    place.cut(7)
    place.cut_store(7, "audit/", "audit-heads/")
    run(place.books, "DELETE FROM audit_heads WHERE number > 7")
    assert place.problems() == set()
    assert place.problems(place.line) == {"missing"}
    read(place.log, 3, "binh")
    assert place.problems(place.line) == {"differs_from_seal"}


def test_a_lost_segment_is_found(place: Place) -> None:
    place.store.delete("audit/000000000004-000000000007.json")
    assert place.problems() == {"seal_missing"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_heads SET mac = substr(mac, 2) || '0' WHERE number = 7",
        "UPDATE audit_heads SET number = 9 WHERE number = 7",
    ],
)
def test_a_forged_head_is_found(place: Place, statement: str) -> None:
    run(place.books, statement)
    assert "head_altered" in place.problems()


def test_a_line_that_is_none_is_told(place: Place) -> None:
    assert place.problems("ten") == {"head_altered"}


def test_what_was_hidden_in_the_store_is_found(place: Place) -> None:
    kept = RetainedStore(place.store, 365)
    kept.delete("audit-heads/000000000010.json")
    findings = place.log.verify(kept).findings
    assert [(found.number, found.problem) for found in findings] == [(10, "seal_hidden")]


@pytest.mark.parametrize("number", [8, 10, 12, 14])
def test_a_row_that_is_no_entry_stops_neither_entries_nor_sealing(
    place: Place, number: int
) -> None:
    read(place.log, 4)
    run(place.log.database, "UPDATE audit SET entry = '{' WHERE number = :number", number=number)
    read(place.log, 2)
    assert place.log.seal(place.store) == (5 if number > 10 else 6)
    read(place.log, 1)
    assert place.log.seal(place.store) == 1
    found = {(f.number, f.problem) for f in place.log.verify(place.store).findings}
    assert found >= {(number, "altered")}
    assert {n for n, _ in found} <= {number, number + 1}


def test_a_clock_that_went_back_is_found(place: Place) -> None:
    place.log._clock = lambda: NOW - dt.timedelta(days=30)
    read(place.log, 1)
    assert place.problems() == {"clock_back"}


def test_a_subject_that_was_changed_is_found(place: Place) -> None:
    run(place.log.database, "UPDATE audit SET subject = 'x' WHERE number = 5")
    assert place.problems() == {"altered"}


def test_entries_from_before_the_address_are_genuine_still(place: Place) -> None:
    text = next(place.log.entries()).model_dump_json()
    assert "address" not in text
    read_by = AuditEvent(action=Action.READ, actor="an", address="192.0.2.1", session="ab")
    place.log.append(read_by)
    changed = "UPDATE audit SET entry = replace(entry, '192.0.2.1', '192.0.2.9') WHERE number = 11"
    assert place.problems() == set()
    run(place.log.database, changed)
    assert place.problems() == {"altered"}


def test_a_copy_from_yesterday_is_found(place: Place) -> None:
    copy = place.folder / "yesterday.sqlite"
    place.log.database.close()
    shutil.copy(place.folder / "audit.sqlite", copy)
    read(place.log, 2)
    place.log.seal(place.store)
    place.log.database.close()
    for left in place.folder.glob("audit.sqlite*"):
        left.unlink()
    shutil.copy(copy, place.folder / "audit.sqlite")
    assert place.problems() == {"missing"}


def test_what_comes_back_from_the_store_still_tells_whom_it_concerns(place: Place) -> None:
    mother, father = "999000000001", "999000000002"
    hashes = {"subject": place.log.subject(mother), "others": (place.log.subject(father),)}
    entry = place.log.append(AuditEvent(action=Action.READ, actor="an", **hashes))
    place.log.seal(place.store)
    with Database(place.folder / "restored.sqlite") as restored:
        again = AuditLog(restored, KEY)
        assert again.take_back(place.store) == entry.number
        assert again.of_person(mother) == again.of_person(father) == (entry,)
        assert again.verify(place.store).intact
