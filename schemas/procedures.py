"""Administrative procedures and the papers they ask for: law as data, with its validity.

One TOML file per procedure under `schemas/data/procedures/`; `shared.toml` holds the components
that many procedures ask for in the same words. Source of the shipped ones: the components that the
National Public Service Portal published in July 2026, read and grouped by hand. A rule that changes
gets a new file with its own `effective_from`; the old one keeps ruling the dossiers of its time.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from enum import StrEnum
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.record import FormOfPaper

__all__ = ["Component", "Condition", "Obligation", "Procedure", "procedure", "procedures"]

_FOLDER = "data/procedures"
_SHARED = "shared.toml"


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
    obligation: Obligation = Obligation.SUBMIT
    condition: Condition | None = Field(default=None, description="None: always asked for")
    one_of: str | None = Field(default=None, description="group of which one component suffices")
    made_for_dossier: bool = Field(
        default=False, description="a form or photograph made anew for every dossier"
    )
    requires_original: bool = Field(
        default=False, description="the law wants the original itself, a stored copy will not do"
    )
    accepts: tuple[str, ...] = Field(default=(), description="paper types that serve")
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
    data_sources: tuple[str, ...] = Field(
        default=(), description="databases whose data stand in for the paper"
    )
    legal_basis: str = Field(description="Vietnamese, the text that asks for it")


class Procedure(_Value):
    """An administrative procedure (thủ tục hành chính) as it rules in a time."""

    code: str = Field(pattern=r"^[12356]\.\d{6}$", description="mã TTHC")
    name: str
    level: str = Field(description="cấp thực hiện")
    field: str = Field(description="lĩnh vực")
    decision: str = Field(description="decision that published it")
    source: str = Field(
        default="Cổng Dịch vụ công quốc gia, tháng 7/2026", description="where it was read"
    )
    results: tuple[str, ...] = Field(default=(), description="mã loại kết quả, as published")
    working_days: int | None = Field(default=None, ge=0, description="0: the same day")
    effective_from: dt.date
    effective_to: dt.date | None = None
    components: tuple[Component, ...]

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Procedure:
        keys = [component.key for component in self.components]
        if len(keys) != len(set(keys)):
            raise ValueError(f"{self.code}: the key of a component occurs twice")
        return self

    def rules_on(self, day: dt.date) -> bool:
        """Tell whether this version rules on a day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


@functools.cache
def procedures() -> tuple[Procedure, ...]:
    """Return every version of every procedure that ships, by code and time.

    Raises:
        ValueError: A file is not of the form above (pydantic's ValidationError tells where).
    """
    folder = files("schemas").joinpath(_FOLDER)
    shared = tomllib.loads(folder.joinpath(_SHARED).read_text("utf-8"))
    found = [
        _procedure(tomllib.loads(file.read_text("utf-8")), shared)
        for file in folder.iterdir()
        if file.name.endswith(".toml") and file.name != _SHARED
    ]
    return tuple(sorted(found, key=lambda p: (p.code, p.effective_from)))


def procedure(code: str, day: dt.date) -> Procedure | None:
    """Return the version of a procedure that rules on a day, or None."""
    return next((p for p in procedures() if p.code == code and p.rules_on(day)), None)


def _procedure(values: dict[str, Any], shared: dict[str, Any]) -> Procedure:
    """Fill in the shared components: `use` names one, the other keys overrule its own."""
    basis = values.pop("legal_basis", None)
    components = []
    for own in values["components"]:
        name = own.pop("use", None)
        base = {"key": name, **shared[name]} if name else {}
        if basis and "legal_basis" not in base:
            base["legal_basis"] = basis
        components.append({**base, **own})
    return Procedure.model_validate({**values, "components": components})
