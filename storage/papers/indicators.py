"""The indicators of digitisation (QĐ 766/QĐ-TTg), per branch, channel and day.

The names are those of the provincial report "mức độ số hóa" under Quyết định 766/QĐ-TTg, so that
every version of the formula can be computed from them. The case system knows the dossiers and when
they were accepted and resolved; motlan knows what was digitised and what was reused.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Annotated, Any

from pydantic import Field

from schemas.law.procedures import procedure
from schemas.papers.registry import paper_types
from schemas.record.paper import Channel
from storage.audit.chain import Action, AuditLog
from storage.papers.search.index import PaperIndex, PaperQuery

__all__ = ["Counters", "DossierFact", "DossierTimes", "as_csv", "as_json", "count", "judge"]


@dataclass(frozen=True, slots=True)
class DossierFact:
    """What the case system says of a dossier.

    Attributes:
        code: Mã hồ sơ.
        procedure: Mã TTHC.
        branch: Where it was received.
        channel: How it was handed in.
        accepted_on: Day of acceptance, in Hanoi.
        resolved_on: Day on which the result was there, or None.
        reused_from_portal: Whether a component came from the national portal's own store.
    """

    code: str
    procedure: str
    branch: str
    channel: Channel
    accepted_on: dt.date
    resolved_on: dt.date | None = None
    reused_from_portal: bool = False


@dataclass(frozen=True, slots=True)
class DossierTimes:
    """A dossier with what motlan knows of its papers."""

    fact: DossierFact
    digitised: bool
    reused: bool
    result_digitised: bool


def _says(words: str) -> Any:
    return Field(description=words)


@dataclass(frozen=True, slots=True)
class Counters:
    """One row of the report, under the names of the report."""

    chiNhanh: Annotated[str, _says("code of the branch")]  # noqa: N815 - the report's own names
    kenh: Annotated[str, _says("channel of the hand-over")]
    ngay: Annotated[dt.date, _says("day, in Hanoi")]
    tiepNhan: Annotated[int, _says("dossiers accepted that day")] = 0  # noqa: N815
    chuaSoHoaTPHS: Annotated[int, _says("of these, without a digitised component")] = 0  # noqa: N815
    coSoHoaTPHS: Annotated[int, _says("of these, with a digitised component")] = 0  # noqa: N815
    coTaiSuDungTPHS: Annotated[int, _says("of these, with a component reused")] = 0  # noqa: N815
    coTaiSuDungTPHSTuDvcQg: Annotated[int, _says("of these, with one from the national portal")] = 0  # noqa: N815
    daGiaiQuyet: Annotated[int, _says("dossiers resolved that day")] = 0  # noqa: N815
    daGiaiQuyetChuaSoHoa: Annotated[int, _says("of these, without a digitised result")] = 0  # noqa: N815
    daGiaiQuyetDaSoHoa: Annotated[int, _says("of these, with a digitised result")] = 0  # noqa: N815


def judge(facts: Iterable[DossierFact], index: PaperIndex, audit: AuditLog) -> list[DossierTimes]:
    """Add the facts from the index and the audit chain to those from the case system.

    A component counts as digitised when a paper of the dossier is on file that is not its result;
    as reused when an officer accepted a proposal for the dossier and did not take that back.
    """
    standing: dict[tuple[str, ...], bool] = {}
    for entry in audit.entries():
        event = entry.event
        if event.action in (Action.REUSE_ACCEPT, Action.REUSE_REJECT):
            accepted = event.action is Action.REUSE_ACCEPT
            standing[(event.dossier, event.paper_id, *event.fields)] = accepted
    reused = {key[0] for key, accepted in standing.items() if accepted}
    return [_judge(fact, index, fact.code in reused) for fact in facts]


def count(dossiers: Iterable[DossierTimes]) -> list[Counters]:
    """Count per branch and channel: intake by day of acceptance, results by day of resolution."""
    rows: dict[tuple[str, str, dt.date], dict[str, Any]] = {}

    def add(fact: DossierFact, day: dt.date, **counted: bool) -> None:
        row = rows.setdefault((fact.branch, fact.channel.value, day), {})
        for name, holds in counted.items():
            row[name] = row.get(name, 0) + holds

    for dossier in dossiers:
        fact = dossier.fact
        add(
            fact,
            fact.accepted_on,
            tiepNhan=True,
            chuaSoHoaTPHS=not dossier.digitised,
            coSoHoaTPHS=dossier.digitised,
            coTaiSuDungTPHS=dossier.reused or fact.reused_from_portal,
            coTaiSuDungTPHSTuDvcQg=fact.reused_from_portal,
        )
        if fact.resolved_on is not None:
            add(
                fact,
                fact.resolved_on,
                daGiaiQuyet=True,
                daGiaiQuyetChuaSoHoa=not dossier.result_digitised,
                daGiaiQuyetDaSoHoa=dossier.result_digitised,
            )
    return [Counters(*key, **row) for key, row in sorted(rows.items())]


def as_csv(counters: Iterable[Counters]) -> str:
    """Return the report as CSV with a header row, for spreadsheets of the city."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in fields(Counters)], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in counters)
    return text.getvalue()


def as_json(counters: Iterable[Counters]) -> str:
    """Return the report as a JSON list, days in ISO 8601, for systems of the city."""
    rows = [asdict(row) for row in counters]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=dt.date.isoformat)


def _judge(fact: DossierFact, index: PaperIndex, reused: bool) -> DossierTimes:
    results = _result_types(fact)
    types = [entry.paper_type for entry in index.find(PaperQuery(dossier=fact.code)).entries]
    return DossierTimes(
        fact,
        digitised=any(type_ not in results for type_ in types),
        reused=reused,
        result_digitised=any(type_ in results for type_ in types),
    )


def _result_types(fact: DossierFact) -> frozenset[str]:
    """Return the paper types that are results of the dossier's procedure."""
    rules = procedure(fact.procedure, fact.accepted_on)
    codes = set(rules.results) if rules else set()
    return frozenset(
        name for name, model in paper_types().items() if codes & set(model.result_codes)
    )
