from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.audit.chain import Action, AuditEntry, AuditEvent, AuditLog
from storage.database import Database
from storage.objects.local import LocalStore

KEY = b"k" * 32
PERSON = "001090012345"


@pytest.fixture
def log(database_url: str) -> Iterator[AuditLog]:
    opened = AuditLog(Database(database_url), KEY)
    for number in range(1, 7):
        opened.append(event(opened, paper_id=str(number)))
    yield opened
    opened.database.close()


def event(log: AuditLog, **values: str) -> AuditEvent:
    return AuditEvent(
        action=Action.READ,
        actor="case-system",
        purpose="giải quyết hồ sơ",
        legal_basis="NĐ 45/2020/NĐ-CP",
        subject=log.subject(PERSON),
        **values,
    )


def tamper(log: AuditLog, *statements: str, **values: object) -> None:
    with log.database.write() as connection:
        for statement in statements:
            connection.execute(sa.text(statement), values)


def problems(log: AuditLog, store: LocalStore | None = None) -> set[tuple[int, str]]:
    report = log.verify(store)
    assert report.intact == (not report.findings)
    return {(finding.number, finding.problem) for finding in report.findings}


def test_an_intact_chain_has_no_findings(log: AuditLog, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store")
    assert log.seal(store) == 6
    assert log.seal(store) == 0
    log.append(event(log))
    assert log.seal(store) == 1
    report = log.verify(store)
    assert (report.intact, report.entries, report.sealed) == (True, 7, 7)


def test_a_deleted_entry_is_found(log: AuditLog) -> None:
    tamper(log, "DELETE FROM audit WHERE number = 3")
    assert (3, "missing") in problems(log)


def test_a_deleted_beginning_is_found(log: AuditLog) -> None:
    tamper(log, "DELETE FROM audit WHERE number < 3")
    assert (1, "missing") in problems(log)


def test_a_cut_off_end_is_found_once_it_was_sealed(log: AuditLog, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store")
    log.seal(store)
    tamper(log, "DELETE FROM audit WHERE number > 4")
    assert problems(log, store) == {(5, "missing"), (6, "missing")}


@pytest.mark.parametrize("part", ["case-system", "giải quyết", '"ok"', '"paper_id":"4"'])
def test_an_edited_entry_is_found(log: AuditLog, part: str) -> None:
    tamper(
        log,
        "UPDATE audit SET entry = replace(entry, :old, :new) WHERE number = 4",
        old=part,
        new=part[:-2] + "x" + part[-1:],
    )
    assert (4, "altered") in problems(log)


def test_an_entry_that_is_no_entry_is_found(log: AuditLog) -> None:
    tamper(log, "UPDATE audit SET entry = 'gone' WHERE number = 4")
    assert (4, "altered") in problems(log)


def test_swapped_entries_are_found(log: AuditLog) -> None:
    tamper(
        log,
        "UPDATE audit SET number = 100 WHERE number = 2",
        "UPDATE audit SET number = 2 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 100",
    )
    assert {(2, "out_of_order"), (3, "out_of_order")} <= problems(log)


def test_an_entry_appended_with_another_key_is_found(log: AuditLog, database_url: str) -> None:
    forger = AuditLog(Database(database_url), b"f" * 32)
    forger.append(event(forger))
    forger.database.close()
    assert problems(log) == {(7, "altered")}


def test_a_chain_forged_anew_differs_from_its_seal(
    log: AuditLog, database_url: str, tmp_path: Path
) -> None:
    store = LocalStore(tmp_path / "store")
    log.seal(store)
    tamper(log, "DELETE FROM audit")
    insider = AuditLog(Database(database_url), KEY)
    for _ in range(6):
        insider.append(event(insider))
    insider.database.close()
    assert problems(log) == set()
    assert {problem for _, problem in problems(log, store)} == {"differs_from_seal"}


def test_writers_at_once_make_one_chain(log: AuditLog) -> None:
    with ThreadPoolExecutor(8) as pool:
        appended = list(pool.map(lambda _: log.append(event(log)), range(40)))
    assert sorted(entry.number for entry in appended) == list(range(7, 47))
    assert log.verify().intact


def test_a_person_sees_who_looked_and_no_number_is_kept(log: AuditLog, database_url: str) -> None:
    other = AuditEvent(action=Action.READ, actor="x", subject=log.subject("001090099999"))
    log.append(other)
    seen = log.of_person("001 090 012345")
    assert [entry.event.paper_id for entry in seen] == ["1", "2", "3", "4", "5", "6"]
    everything = "".join(entry.model_dump_json() for entry in log.entries())
    assert PERSON not in everything
    stranger = AuditLog(Database(database_url), b"s" * 32)
    assert stranger.of_person(PERSON) == ()
    stranger.database.close()


def test_order_and_resumption(log: AuditLog) -> None:
    numbers = [entry.number for entry in log.entries(after=4)]
    assert numbers == [5, 6]
    assert all(isinstance(entry, AuditEntry) for entry in log.entries())


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32"):
        AuditLog(Database(tmp_path / "a.sqlite"), b"short")
