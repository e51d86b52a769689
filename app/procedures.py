"""Procedures of an installation: imported from a CSV file, waiting, approved by an officer.

    <MOTLAN_PROCEDURES>/waiting/<code>.toml             imported, used by nobody
    <MOTLAN_PROCEDURES>/approved/<code>.<day>.toml      counts from that day on

The CSV file is that of the National Public Service Portal: `ma_tthc, ten, linh_vuc, cap, so_qd,
ma_ket_qua`. It names no components: whoever knows them adds them to the waiting file, in the form
of the shipped ones; a procedure without them is answered with "an officer decides".
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
"""A waiting procedure rules on no day that anybody asks about."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `wrong` holds the number of each refused line and what is wrong."""

    new: int
    unchanged: int
    wrong: tuple[tuple[int, str], ...]


class Catalogue:
    """The folder of an installation's procedures."""

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is made when something is imported."""
        self._waiting = folder / "waiting"
        self._approved = folder / "approved"

    @classmethod
    def of(cls, app: App) -> Catalogue:
        """Return that of an installation.

        Raises:
            CatalogueError: It has no folder of its own.
        """
        if app.settings.procedures is None:
            raise CatalogueError("folder-unset")
        return cls(app.settings.procedures.expanduser())

    def take_in(self, table: Path) -> Imported:
        """Read a CSV file; every line that says something new waits for approval.

        Raises:
            CatalogueError: The file is no such table.
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
        """Return what waits, by code.

        Raises:
            CatalogueError: A file was edited and is not of its form any more.
        """
        return tuple(self.read(path.stem) for path in sorted(self._waiting.glob("*.toml")))

    def approved(self) -> tuple[Procedure, ...]:
        """Return what counts beside the shipped ones, by code and day."""
        return tuple(map(_read, sorted(self._approved.glob("*.toml"))))

    def read(self, code: str) -> Procedure:
        """Return one that waits.

        Raises:
            CatalogueError: It does not wait, or is not of its form.
        """
        path = self._waiting / f"{code}.toml"
        if not path.is_file():
            raise CatalogueError("not-waiting", procedure=code)
        return _read(path)

    def approve(self, code: str, day: dt.date, officer: str, now: dt.datetime) -> Procedure:
        """Let a waiting procedure count.

        Args:
            code: Mã TTHC.
            day: From which day on.
            officer: Account of who answers for it.
            now: UTC.

        Raises:
            CatalogueError: It does not wait, is not of its form, or would take the components
                from a procedure that has them.
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
        """Tell whether the newest approved or shipped version says the same of the procedure."""
        ruling = procedure(found.code, _NOT_YET - dt.timedelta(days=1))
        if ruling is None:
            return False
        names = ("name", "level", "field", "decision")
        return all(getattr(ruling, n) == getattr(found, n) for n in names)


@audited(Action.IMPORT)
def import_procedures(app: App, by: Caller, table: Path) -> Imported:
    """Take a CSV file in; what is new waits for approval.

    Args:
        app: The installation.
        by: Who imports.
        table: The file.

    Raises:
        CatalogueError: The installation keeps no procedures, or the file is no such table.
    """
    catalogue = Catalogue.of(app)
    note(app, by, Action.IMPORT, fields=("procedures",))
    with refusal_noted(app, by, Action.IMPORT):
        return catalogue.take_in(table)


@audited(Action.APPROVE)
def approve_procedure(app: App, by: Caller, code: str, day: dt.date) -> Procedure:
    """Let a waiting procedure count.

    Args:
        app: The installation.
        by: Who answers for it.
        code: Mã TTHC.
        day: From which day on.

    Raises:
        CatalogueError: See `Catalogue.approve`.
    """
    catalogue = Catalogue.of(app)
    note(app, by, Action.APPROVE, fields=("procedure", code))
    with refusal_noted(app, by, Action.APPROVE):
        return catalogue.approve(code, day, by.officer, app.clock())


def unread_types(found: Procedure) -> tuple[str, ...]:
    """Return the paper types that a procedure accepts and no schema reads."""
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
    """Write a file in one step, as TOML: nobody reads half of it."""
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
    """Write a value of JSON; its strings are strings of TOML, too."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
