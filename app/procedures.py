"""Procedures of an installation: imported from a CSV file, then approved by an officer.

    <MOTLAN_PROCEDURES>/waiting/<code>.toml             imported, not in use
    <MOTLAN_PROCEDURES>/approved/<code>.<day>.toml      in force from that day on

The CSV file is that of the National Public Service Portal: `ma_tthc, ten, linh_vuc, cap, so_qd,
ma_ket_qua`. It names no components: somebody who knows them adds them to the waiting file, in the
format of the shipped procedures. For a procedure without components the answer is "an officer
decides".
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from app.acting import Caller, audited, note, refusal_noted
from app.errors import CatalogueError
from app.installation import App
from schemas.law.procedures import Approval, Procedure, procedure
from schemas.papers.registry import paper_type
from storage.audit.chain import Action

__all__ = ["Catalogue", "Imported", "approve_procedure", "import_procedures", "unread_types"]

_COLUMNS = ("ma_tthc", "ten", "linh_vuc", "cap", "so_qd", "ma_ket_qua")
_NOT_YET = dt.date.max
"""First day of a waiting procedure: later than any day that is asked about."""


@dataclass(frozen=True, slots=True)
class Imported:
    """Result of an import; `wrong` lists the number and the fault of each refused line."""

    new: int
    unchanged: int
    wrong: tuple[tuple[int, str], ...]


class Catalogue:
    """The procedure folder of an installation."""

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is created by the first import."""
        self._waiting = folder / "waiting"
        self._approved = folder / "approved"

    @classmethod
    def of(cls, app: App) -> Catalogue:
        """Return the catalogue of an installation.

        Raises:
            CatalogueError: The installation has no procedure folder.
        """
        if app.settings.procedures is None:
            raise CatalogueError("folder-unset")
        return cls(app.settings.procedures.expanduser())

    def take_in(self, table: Path) -> Imported:
        """Import a CSV file; every line with new information waits for approval.

        Raises:
            CatalogueError: The file is not such a table.
        """
        new = unchanged = 0
        wrong: list[tuple[int, str]] = []
        for number, row in _rows(table):
            try:
                found = _procedure(row)
            except ValidationError as error:
                wrong.append(
                    (number, ", ".join(sorted({str(e["loc"][0]) for e in error.errors()})))
                )
                continue
            if self._is_known(found):
                unchanged += 1
            else:
                _write(self._waiting / f"{found.code}.toml", found)
                new += 1
        return Imported(new, unchanged, tuple(wrong))

    def waiting(self) -> tuple[Procedure, ...]:
        """Return the waiting procedures, by code.

        Raises:
            CatalogueError: A file was edited and is no longer valid.
        """
        return tuple(self.read(path.stem) for path in sorted(self._waiting.glob("*.toml")))

    def approved(self) -> tuple[Procedure, ...]:
        """Return the approved procedures, without the shipped ones, by code and day."""
        return tuple(map(_read, sorted(self._approved.glob("*.toml"))))

    def read(self, code: str) -> Procedure:
        """Return a waiting procedure.

        Raises:
            CatalogueError: It is not waiting or not valid.
        """
        path = self._waiting / f"{code}.toml"
        if not path.is_file():
            raise CatalogueError("not-waiting", procedure=code)
        return _read(path)

    def approve(self, code: str, day: dt.date, officer: str, now: dt.datetime) -> Procedure:
        """Approve a waiting procedure.

        Args:
            code: Code of the procedure (mã TTHC).
            day: First day in force.
            officer: Account of the responsible officer.
            now: The current time, UTC.

        Raises:
            CatalogueError: It is not waiting, not valid, or would remove the components of a
                procedure that has them.
        """
        found = self.read(code)
        ruling = procedure(code, day)
        if ruling and ruling.components and not found.components:
            raise CatalogueError("components", procedure=code)
        approval = Approval(officer=officer, at=now)
        approved = found.model_copy(update={"effective_from": day, "approval": approval})
        _write(self._approved / f"{code}.{day.isoformat()}.toml", approved)
        (self._waiting / f"{code}.toml").unlink()
        return approved

    def _is_known(self, found: Procedure) -> bool:
        """Return whether the newest approved or shipped version states the same."""
        ruling = procedure(found.code, _NOT_YET - dt.timedelta(days=1))
        if ruling is None:
            return False
        names = ("name", "level", "field", "decision")
        return all(getattr(ruling, n) == getattr(found, n) for n in names)


@audited(Action.IMPORT)
def import_procedures(app: App, by: Caller, table: Path) -> Imported:
    """Import a CSV file; new information waits for approval.

    Args:
        app: The installation.
        by: The caller.
        table: The CSV file.

    Raises:
        CatalogueError: The installation has no procedure folder, or the file is not such a table.
    """
    catalogue = Catalogue.of(app)
    note(app, by, Action.IMPORT, fields=("procedures",))
    with refusal_noted(app, by, Action.IMPORT):
        return catalogue.take_in(table)


@audited(Action.APPROVE)
def approve_procedure(app: App, by: Caller, code: str, day: dt.date) -> Procedure:
    """Approve a waiting procedure.

    Args:
        app: The installation.
        by: The responsible officer.
        code: Code of the procedure (mã TTHC).
        day: First day in force.

    Raises:
        CatalogueError: See `Catalogue.approve`.
    """
    catalogue = Catalogue.of(app)
    note(app, by, Action.APPROVE, fields=("procedure", code))
    with refusal_noted(app, by, Action.APPROVE):
        return catalogue.approve(code, day, by.officer, app.clock())


def unread_types(found: Procedure) -> tuple[str, ...]:
    """Return the paper types that a procedure accepts but no schema covers."""
    accepted = {t for component in found.components for t in component.accepts}
    return tuple(sorted(t for t in accepted if paper_type(t) is None))


def _rows(table: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not set(_COLUMNS) <= set(reader.fieldnames or ()):
                raise CatalogueError("columns", columns=", ".join(_COLUMNS), source=table.name)
            for row in reader:
                yield reader.line_num, {name: (row[name] or "").strip() for name in _COLUMNS}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError("csv", source=table.name) from error


def _procedure(row: dict[str, str]) -> Procedure:
    return Procedure(
        code=row["ma_tthc"],
        name=row["ten"],
        level=row["cap"],
        field=row["linh_vuc"],
        decision=row["so_qd"],
        source="tệp CSV nhập vào",
        results=tuple(filter(None, (r.strip() for r in row["ma_ket_qua"].split(";")))),
        effective_from=_NOT_YET,
    )


def _read(path: Path) -> Procedure:
    try:
        return Procedure.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise CatalogueError("form", source=path.name) from error


def _write(path: Path, found: Procedure) -> None:
    """Write a TOML file atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    values = found.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    components = values.pop("components", [])
    day = values.pop("effective_from")
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    lines.append(f"effective_from = {day}")
    for component in components:
        lines += ["", "[[components]]", *(f"{k} = {_toml(v)}" for k, v in component.items())]
    unfinished = path.with_suffix(".new")
    unfinished.write_text("\n".join(lines) + "\n", "utf-8")
    unfinished.replace(path)


def _toml(value: object) -> str:
    """Format a JSON value as TOML; JSON strings are valid TOML strings."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
