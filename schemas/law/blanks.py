"""Blanks: the forms that have to be made anew for a dossier, and what on file may fill them.

One TOML file per blank under `schemas/data/blanks/`: title, what prescribes it and from when to
when, the procedures that ask for it, its fields in printed order. A field names where its value may
come from (`Feed`): a field of a type of paper that the person owns or stands on in a role. These
feeds are also the limit: nothing else of a paper is read for the blank. What is sensitive
(NĐ 356/2025/NĐ-CP) is never printed and stays for the pen.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.papers.model import Sensitivity
from schemas.papers.parties import PartyRole
from schemas.papers.registry import paper_type

__all__ = ["Blank", "BlankField", "BlankSection", "Feed", "blank", "blanks", "blanks_for"]

_FOLDER = "data/blanks"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Feed(_Value):
    """Where the value of a field may come from."""

    paper: str = Field(description="type of paper")
    field: str = Field(description="its field")
    role: PartyRole | None = Field(
        default=None, description="what the person has to be on it; None: its owner"
    )

    @model_validator(mode="after")
    def _may_be_read(self) -> Feed:
        model = paper_type(self.paper)
        spec = model.specs().get(self.field) if model else None
        if spec is None:
            raise ValueError(f"there is no {self.paper}.{self.field}")
        if spec.sensitivity is Sensitivity.SENSITIVE:
            raise ValueError(f"{self.paper}.{self.field} is sensitive")
        return self


class BlankField(_Value):
    """One field of a blank."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="as the type of paper has it")
    label: str = Field(min_length=1, description="as printed")
    feeds: tuple[Feed, ...] = Field(default=(), description="best first; none: for the pen")
    half: bool = Field(default=False, description="whether the next field stands beside it")
    lines: int = Field(default=1, ge=1, le=8, description="lines left for the pen")


class BlankSection(_Value):
    """Fields under one heading."""

    heading: str = ""
    fields: tuple[BlankField, ...]


class Blank(_Value):
    """A form as it is to be used in a time."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    number: str = Field(default="", description="e.g. `Mẫu CT01`")
    title: str = Field(min_length=1, description="as printed")
    legal_basis: str = Field(description="what prescribes it")
    effective_from: dt.date
    effective_to: dt.date | None = None
    procedures: tuple[str, ...] = Field(min_length=1, description="mã TTHC that ask for it")
    paper_type: str | None = Field(default=None, description="type under which it is filed")
    addressee: bool = Field(default=True, description="whether it begins with „Kính gửi“")
    opening: str = ""
    sections: tuple[BlankSection, ...] = Field(min_length=1)
    statement: str = Field(default="", description="what the person affirms")
    signatures: tuple[str, ...] = Field(default=("Người khai",), min_length=1, max_length=4)

    @model_validator(mode="after")
    def _fits_its_type(self) -> Blank:
        keys = [field.key for field in self.fields]
        if len(keys) != len(set(keys)):
            raise ValueError(f"{self.key}: the key of a field occurs twice")
        model = paper_type(self.paper_type) if self.paper_type else None
        if self.paper_type and model is None:
            raise ValueError(f"{self.key}: there is no type {self.paper_type}")
        unknown = set(keys) - set(model.specs()) if model else set()
        if unknown:
            raise ValueError(f"{self.key}: {self.paper_type} has no {', '.join(sorted(unknown))}")
        return self

    @property
    def fields(self) -> tuple[BlankField, ...]:
        """All fields in printed order."""
        addressee = (BlankField(key="addressee", label="Kính gửi:"),) if self.addressee else ()
        return (*addressee, *(field for section in self.sections for field in section.fields))

    @property
    def feeds(self) -> Iterator[Feed]:
        """Everything that may be read for it."""
        return (feed for field in self.fields for feed in field.feeds)

    def rules_on(self, day: dt.date) -> bool:
        """Return whether this version is to be used on a day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


@functools.cache
def blanks() -> tuple[Blank, ...]:
    """Return every version of every blank, by key and time."""
    folder = files("schemas").joinpath(_FOLDER)
    found = [
        Blank.model_validate(tomllib.loads(file.read_text("utf-8")))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda each: (each.key, each.effective_from)))


def blank(key: str, day: dt.date) -> Blank | None:
    """Return the version of a blank to be used on a day, or None."""
    return next((each for each in blanks() if each.key == key and each.rules_on(day)), None)


def blanks_for(procedure: str, day: dt.date) -> tuple[Blank, ...]:
    """Return the blanks that a procedure asks for on a day."""
    return tuple(b for b in blanks() if procedure in b.procedures and b.rules_on(day))
