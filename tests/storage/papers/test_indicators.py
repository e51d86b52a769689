from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

from schemas.record.paper import Channel
from storage.audit.chain import Action, AuditEvent, AuditLog
from storage.database import Database
from storage.papers.indicators import (
    Counters,
    DossierFact,
    DossierTimes,
    as_csv,
    as_json,
    count,
    judge,
)
from storage.papers.search.index import PaperIndex
from tests.storage.records import decision, record

DAY = dt.date(2026, 11, 22)
NEXT = DAY + dt.timedelta(days=1)


def fact(code: str = "H26-1", **changes: object) -> DossierFact:
    values = {
        "code": code,
        "procedure": "1.004884",
        "branch": "CN01",
        "channel": Channel.COUNTER,
        "accepted_on": DAY,
    }
    return DossierFact(**{**values, **changes})  # type: ignore[arg-type]


def test_every_dossier_is_counted_once_on_each_of_its_days() -> None:
    dossiers = [
        DossierTimes(fact("1", resolved_on=NEXT), True, True, True),
        DossierTimes(fact("2", resolved_on=DAY), True, False, False),
        DossierTimes(fact("3", reused_from_portal=True), False, False, False),
        DossierTimes(fact("4", branch="CN02", channel=Channel.KIOSK), False, False, False),
    ]
    assert count(dossiers) == [
        Counters("CN01", "counter", DAY, 3, 1, 2, 2, 1, 1, 1, 0),
        Counters("CN01", "counter", NEXT, 0, 0, 0, 0, 0, 1, 0, 1),
        Counters("CN02", "kiosk", DAY, 1, 1, 0, 0, 0, 0, 0, 0),
    ]


def test_the_parts_make_up_the_whole() -> None:
    dossiers = [
        DossierTimes(
            fact(str(n), resolved_on=DAY if n % 3 else None), n % 2 == 0, n % 5 == 0, n % 7 == 0
        )
        for n in range(100)
    ]
    (row,) = count(dossiers)
    assert row.tiepNhan == row.chuaSoHoaTPHS + row.coSoHoaTPHS == 100
    assert row.daGiaiQuyet == row.daGiaiQuyetChuaSoHoa + row.daGiaiQuyetDaSoHoa == 66


def test_what_index_and_audit_chain_know(tmp_path: Path) -> None:
    index = PaperIndex(Database(tmp_path / "index.sqlite"))
    audit = AuditLog(Database(tmp_path / "audit.sqlite"), b"k" * 32)
    index.put(
        decision(1, dossier="H26-component"),
        record(2, "birth_certificate", dossier="H26-result"),
    )
    for action, dossier in ((Action.REUSE_ACCEPT, "H26-reused"), (Action.REUSE_REJECT, "H26-not")):
        audit.append(AuditEvent(action=action, actor="a", dossier=dossier))
    codes = ("H26-component", "H26-result", "H26-reused", "H26-not")
    judged = {d.fact.code: d for d in judge(map(fact, codes), index, audit)}
    found = {c: (d.digitised, d.reused, d.result_digitised) for c, d in judged.items()}
    assert found == {
        "H26-component": (True, False, False),
        "H26-result": (False, False, True),
        "H26-reused": (False, True, False),
        "H26-not": (False, False, False),
    }
    index.database.close()
    audit.database.close()


def test_csv_has_the_columns_of_the_report() -> None:
    rows = list(
        csv.DictReader(io.StringIO(as_csv(count([DossierTimes(fact(), True, False, False)]))))
    )
    assert rows[0]["tiepNhan"] == rows[0]["coSoHoaTPHS"] == "1"
    assert list(rows[0]) == [
        "chiNhanh",
        "kenh",
        "ngay",
        "tiepNhan",
        "chuaSoHoaTPHS",
        "coSoHoaTPHS",
        "coTaiSuDungTPHS",
        "coTaiSuDungTPHSTuDvcQg",
        "daGiaiQuyet",
        "daGiaiQuyetChuaSoHoa",
        "daGiaiQuyetDaSoHoa",
    ]


def test_json_says_the_same_as_csv() -> None:
    counted = count([DossierTimes(fact(), True, False, False)])
    (row,) = json.loads(as_json(counted))
    (line,) = csv.DictReader(io.StringIO(as_csv(counted)))
    assert {name: str(value) for name, value in row.items()} == line
    assert (row["ngay"], row["tiepNhan"]) == ("2026-11-22", 1)
