"""Makes a set for measuring the reader of what people settled: originals with their true values.

The set is personal data. It stays in a folder that only its owner may read, on the machine of the
centre, and every paper in it is an entry of the audit chain.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from app.acting import Caller, audited, note
from app.installation import App
from app.keys.own import write_private
from app.papers.life.scans import named_on
from storage.audit.chain import Action
from storage.desk.corrections import corrections_of
from storage.errors import ObjectMissingError

__all__ = ["MeasureSet", "make_measure_set"]

_ROWS = "fields.jsonl"
_FILES = "files"
_OWNER_ONLY = 0o700


@dataclass(frozen=True, slots=True)
class MeasureSet:
    """What was written.

    Attributes:
        papers: Papers with their originals.
        values: Settled values.
        wrong: Values that had been proposed wrongly.
        missing: Papers of which no original is on file: erased, or only presented.
    """

    papers: int
    values: int
    wrong: int
    missing: int


@dataclass(slots=True)
class _Settled:
    paper_type: str
    fields: dict[str, str | None]
    wrong: set[str]


@audited(Action.DOWNLOAD)
def make_measure_set(app: App, by: Caller, folder: Path) -> MeasureSet:
    """Write every paper that people settled at the desk, with the values that they settled.

    `python -m benchmarks.extraction --real FOLDER` measures the set.

    Args:
        app: The installation.
        by: The caller.
        folder: A new folder; nothing is overwritten.

    Raises:
        FileExistsError: The folder is there.
        StoreUnavailableError: The store or a database does not answer.
        ObjectCorruptError: An original is not what was stored.
    """
    folder.mkdir(mode=_OWNER_ONLY, parents=True)
    rows: list[str] = []
    values = wrong = missing = 0
    for paper_id, settled in _settled(app).items():
        named = named_on(app, paper_id)
        note(app, by, Action.DOWNLOAD, paper_id=paper_id, subject=named, fields=("measure_set",))
        try:
            data = app.archive.original(paper_id)
        except ObjectMissingError:
            missing += 1
            continue
        write_private(folder / _FILES / paper_id, data)
        rows.append(_row(paper_id, settled))
        values, wrong = values + len(settled.fields), wrong + len(settled.wrong)
    write_private(folder / _ROWS, "".join(rows).encode())
    return MeasureSet(len(rows), values, wrong, missing)


def _settled(app: App) -> dict[str, _Settled]:
    """Return by paper what was settled last for each field; a later type drops earlier fields."""
    found: dict[str, _Settled] = {}
    for each in corrections_of(app.desk.database):
        known = found.get(each.paper_id)
        if known is None or known.paper_type != each.paper_type:
            known = found[each.paper_id] = _Settled(each.paper_type, {}, set())
        known.fields[each.field] = each.confirmed
        if each.changed:
            known.wrong.add(each.field)
    return found


def _row(paper_id: str, settled: _Settled) -> str:
    row = {
        "id": paper_id,
        "paper_type": settled.paper_type,
        "file": f"{_FILES}/{paper_id}",
        "fields": settled.fields,
    }
    return json.dumps(row, ensure_ascii=False) + "\n"
