"""Procedures of an installation: imported from a CSV file, then approved by an officer.

    <MOTLAN_PROCEDURES>/waiting/<code>.toml             imported, not in use
    <MOTLAN_PROCEDURES>/approved/<code>.<day>.toml      in force from that day on

The CSV file is that of the National Public Service Portal: `ma_tthc, ten, linh_vuc, cap, so_qd,
ma_ket_qua`. It names no components: they come from the portal's second file as a proposal
(`app.portal`), which somebody else than the one who imported it approves; or somebody who knows
them adds them to the waiting file, in the format of the shipped procedures. For a procedure without
components the answer is "an officer decides".
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from app.acting import Caller, audited, note, refusal_noted
from app.errors import CatalogueError
from app.installation import App
from app.portal import read_components
from schemas.law.procedures import Approval, Component, Procedure, procedure
from storage.audit.chain import Action

__all__ = ["Catalogue", "Imported", "approve_procedure", "import_procedures"]

_COLUMNS = ("ma_tthc", "ten", "linh_vuc", "cap", "so_qd", "ma_ket_qua")
_NOT_YET = dt.date.max
"""First day of a waiting procedure: later than any day that is asked about."""
_BETWEEN_CODES = re.compile(r"[;|,\s]+")


@dataclass(frozen=True, slots=True)
class Imported:
    """Result of an import.

    Attributes:
        new: Procedures that wait for approval.
        unchanged: Procedures of which the newest version says the same.
        wrong: Number and fault of each refused line.
        proposed: Those among the new ones that come with components.
        strangers: Codes with components for which the table has no line.
    """

    new: int
    unchanged: int
    wrong: tuple[tuple[int, str], ...]
    proposed: int = 0
    strangers: tuple[str, ...] = ()


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

    def take_in(
        self,
        table: Path,
        components: Mapping[str, tuple[Component, ...]] | None = None,
        proposer: str | None = None,
    ) -> Imported:
        """Import a CSV file; every line with new information waits for approval.

        Args:
            table: The CSV file.
            components: Proposed components by code; those in force are never replaced by them.
            proposer: Account of the person who imports them.

        Raises:
            CatalogueError: The file is not such a table.
        """
        known, seen = components or {}, set()
        new = unchanged = proposed = 0
        wrong: list[tuple[int, str]] = []
        for number, row in _rows(table):
            try:
                found = _procedure(row)
            except ValidationError as error:
                wrong.append(
                    (number, ", ".join(sorted({str(e["loc"][0]) for e in error.errors()})))
                )
                continue
            seen.add(found.code)
            found = _proposed(found, known.get(found.code, ()), proposer)
            if self._is_known(found):
                unchanged += 1
                continue
            _write(self._waiting / f"{found.code}.toml", found)
            new += 1
            proposed += bool(found.components)
        return Imported(new, unchanged, tuple(wrong), proposed, tuple(sorted({*known} - seen)))

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
            CatalogueError: It is not waiting, not valid, would remove the components of a
                procedure that has them, or was proposed by the same officer.
        """
        found = self.read(code)
        if found.proposed_by == officer:
            raise CatalogueError("same-person", procedure=code)
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
        ruling = _newest(found.code)
        if ruling is None or (found.components and not ruling.components):
            return False
        names = ("name", "level", "field", "decision")
        return all(getattr(ruling, n) == getattr(found, n) for n in names)


@audited(Action.IMPORT)
def import_procedures(
    app: App, by: Caller, table: Path, components: Path | None = None
) -> Imported:
    """Import a CSV file; new information waits for approval.

    Args:
        app: The installation.
        by: The caller.
        table: The CSV file.
        components: JSON file with the components of some of the procedures.

    Raises:
        CatalogueError: The installation has no procedure folder, or a file is not as it should be.
    """
    catalogue = Catalogue.of(app)
    note(app, by, Action.IMPORT, fields=("procedures",))
    with refusal_noted(app, by, Action.IMPORT):
        return catalogue.take_in(
            table, read_components(components) if components else None, by.officer
        )


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


def _proposed(
    found: Procedure, components: tuple[Component, ...], proposer: str | None
) -> Procedure:
    """Add proposed components to what a line says; those in force take their place."""
    if not components:
        return found
    ruling = _newest(found.code)
    kept: dict[str, object] = {"components": components, "proposed_by": proposer}
    if ruling is not None and ruling.components:
        kept |= {"components": ruling.components, "working_days": ruling.working_days}
    return found.model_copy(update=kept)


def _newest(code: str) -> Procedure | None:
    return procedure(code, _NOT_YET - dt.timedelta(days=1))


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
        results=tuple(filter(None, _BETWEEN_CODES.split(row["ma_ket_qua"]))),
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
