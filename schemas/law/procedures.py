"""Administrative procedures and the papers they ask for: law as data, with its validity.

One TOML file per procedure under `schemas/data/procedures/`; `shared.toml` holds the components
that many procedures ask for in the same words. Source of the shipped files: the components that the
National Public Service Portal published in July 2026, read and grouped by hand. A rule that changes
gets a new file with its own `effective_from`; the old one still governs the dossiers of its time.

An installation can add procedures that it has imported and approved: files in the same format in
its own folder (`use_procedures`, `app.procedures`). A later version of a code ends the one before.
A file that is not approved is read only by the command that approves it.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.record.paper import FormOfPaper

__all__ = [
    "Approval",
    "Component",
    "Condition",
    "Obligation",
    "Procedure",
    "procedure",
    "procedures",
    "shipped_procedures",
    "use_procedures",
]

_FOLDER = "data/procedures"
_SHARED = "shared.toml"
_own: Path | None = None
"""Folder of this installation."""


class Obligation(StrEnum):
    """What a citizen has to do with a component."""

    SUBMIT = "submit"
    """Hand it in: the authority keeps it."""
    PRESENT = "present"
    """Show it: it is not kept, and so never digitised (TT 01/2023/TT-VPCP)."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Value):
    """When a component is asked for at all."""

    key: str = Field(description="stable name of the fact, e.g. `by_proxy`")
    text: str = Field(description="Vietnamese, completes „chỉ khi ...“")


class Component(_Value):
    """One component of the dossier of a procedure (thành phần hồ sơ)."""

    key: str = Field(description="unique within its procedure")
    name: str = Field(description="Vietnamese")
    obligation: Obligation = Field(default=Obligation.SUBMIT, description="what the law asks for")
    condition: Condition | None = Field(default=None, description="None: always asked for")
    one_of: str | None = Field(default=None, description="group of which one component suffices")
    made_for_dossier: bool = Field(
        default=False, description="a form or photograph made anew for every dossier"
    )
    requires_original: bool = Field(
        default=False, description="the law wants the original itself, a stored copy will not do"
    )
    accepts: tuple[str, ...] = Field(default=(), description="paper types that serve")
    seen_as: tuple[str, ...] = Field(
        default=(), description="paper types as which what is made for the dossier may be read"
    )
    fields: tuple[str, ...] | None = Field(
        default=None,
        description="fields of an accepted paper that may be read for it; None: all of them",
    )
    forms: tuple[FormOfPaper, ...] = Field(
        default=(FormOfPaper.ORIGINAL, FormOfPaper.ELECTRONIC),
        description="forms in which a stored paper counts",
    )
    names: Literal["owner", "anyone"] = Field(
        default="owner", description="whether the subject owns the paper or is named on it"
    )
    max_age_days: int | None = Field(
        default=None, gt=0, description="counted from the day of issue"
    )
    max_age_months: int | None = Field(
        default=None,
        gt=0,
        description="calendar months from the day of issue: 01/06 and six months is 01/12",
    )
    purposes: tuple[str, ...] = Field(
        default=(),
        description="words of which the stated purpose of a paper must hold one",
    )
    ended_by: tuple[str, ...] = Field(
        default=(),
        description="paper types: a later one of the same person ends the value of a paper",
    )
    data_sources: tuple[str, ...] = Field(
        default=(), description="databases whose data stand in for the paper"
    )
    legal_basis: str = Field(description="Vietnamese, the text that asks for it")


class Approval(_Value):
    """Who let an imported procedure count."""

    officer: str = Field(min_length=1, max_length=200, description="account, not a name")
    at: dt.datetime = Field(description="UTC")


class Procedure(_Value):
    """An administrative procedure (thủ tục hành chính) as it rules in a time."""

    code: str = Field(pattern=r"^[12356]\.\d{6}$", description="mã TTHC")
    name: str = Field(min_length=1, description="Vietnamese")
    level: str = Field(description="cấp thực hiện")
    field: str = Field(description="lĩnh vực")
    decision: str = Field(description="decision that published it")
    source: str = Field(
        default="Cổng Dịch vụ công quốc gia, tháng 7/2026", description="where it was read"
    )
    results: tuple[str, ...] = Field(default=(), description="mã loại kết quả, as published")
    working_days: int | None = Field(default=None, ge=0, description="0: the same day")
    effective_from: dt.date = Field(description="first day on which it rules")
    effective_to: dt.date | None = Field(default=None, description="last day; None: without end")
    proposed_by: str | None = Field(
        default=None, description="account that imported its components; another one approves them"
    )
    approval: Approval | None = Field(default=None, description="None: it ships with the software")
    components: tuple[Component, ...] = Field(
        default=(), description="empty: imported without them, an officer decides"
    )

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Procedure:
        keys = [component.key for component in self.components]
        if len(keys) != len(set(keys)):
            raise ValueError(f"{self.code}: the key of a component occurs twice")
        return self

    def may_read(self, paper_type: str, field: str) -> bool:
        """Return whether a component that accepts this paper type needs one of its fields."""
        return any(
            component.fields is None or field in component.fields
            for component in self.components
            if paper_type in component.accepts
        )

    def rules_on(self, day: dt.date) -> bool:
        """Return whether this version is in force on a day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


def procedures() -> tuple[Procedure, ...]:
    """Return every version of every shipped or approved procedure, by code and time.

    Raises:
        ValueError: A file does not have the format above (pydantic's ValidationError says where).
    """
    folder = _own / "approved" if _own else None
    if folder is None or not folder.is_dir():
        return shipped_procedures()
    return _with_approved(folder, folder.stat().st_mtime_ns)


def use_procedures(own: Path | None) -> None:
    """Use the approved procedures of an installation in addition to the shipped ones.

    Args:
        own: Folder of the installation; None for the shipped ones only.
    """
    global _own
    _own = own.expanduser() if own else None


@functools.lru_cache(maxsize=2)
def _with_approved(folder: Path, _: int) -> tuple[Procedure, ...]:
    """Add the approved files; read again when a file comes in, because the folder's time changes.

    Raises:
        ValueError: A file does not have the right format, or carries no approval.
    """
    found = list(shipped_procedures())
    for path in folder.glob("*.toml"):
        imported = Procedure.model_validate(tomllib.loads(path.read_text("utf-8")))
        if imported.approval is None:
            raise ValueError(f"{path.name} is not approved")
        found.append(imported)
    found.sort(key=lambda p: (p.code, p.effective_from, p.approval is not None))
    following = [*found[1:], None]
    return tuple(_ended_by(p, later) for p, later in zip(found, following, strict=True))


def _ended_by(old: Procedure, later: Procedure | None) -> Procedure:
    """Let a version end on the day before the next one of its code begins."""
    if later is None or later.code != old.code:
        return old
    last = later.effective_from - dt.timedelta(days=1)
    if old.effective_to is not None and old.effective_to <= last:
        return old
    return old.model_copy(update={"effective_to": last})


@functools.cache
def shipped_procedures() -> tuple[Procedure, ...]:
    """Return the shipped procedures; see `procedures`."""
    folder = files("schemas").joinpath(_FOLDER)
    shared = tomllib.loads(folder.joinpath(_SHARED).read_text("utf-8"))
    found = [
        _procedure(tomllib.loads(file.read_text("utf-8")), shared)
        for file in folder.iterdir()
        if file.name.endswith(".toml") and file.name != _SHARED
    ]
    return tuple(sorted(found, key=lambda p: (p.code, p.effective_from)))


def procedure(code: str, day: dt.date) -> Procedure | None:
    """Return the version of a procedure in force on a day, or None."""
    return next((p for p in procedures() if p.code == code and p.rules_on(day)), None)


def _procedure(values: dict[str, Any], shared: dict[str, Any]) -> Procedure:
    """Fill in the shared components: `use` names one, the other keys override its own."""
    basis = values.pop("legal_basis", None)
    components = []
    for own in values["components"]:
        name = own.pop("use", None)
        base = {"key": name, **shared[name]} if name else {}
        if basis and "legal_basis" not in base:
            base["legal_basis"] = basis
        components.append({**base, **own})
    return Procedure.model_validate({**values, "components": components})
