"""Printed forms: which text prescribed them, from when to when, their titles and field labels.

A form that was prescribed after a release needs no code. An installation can add forms to the
shipped ones (`schemas/data/forms.toml`) in a file of its own (`use_forms`, the setting
`MOTLAN_FORMS`) in the same format:

    [[forms]]
    paper_type = "residence_form"
    template = "TT 116/2026/TT-BCA"
    effective_from = 2026-07-01
    titles = ["TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ"]
    labels.full_name = ["Họ, chữ đệm và tên khai sinh:"]

Titles and labels are added to those that the model of the type has already. A form that is no
longer in force is still read: papers issued on it stay valid.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.errors import FormsError

__all__ = ["PrintedForm", "cached_with_forms", "forms_of", "printed_forms", "use_forms"]

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")
_caches: list[Callable[[], None]] = []
_own: Path | None = None
"""File of this installation."""


class PrintedForm(BaseModel):
    """One form of a type of paper and the time in which it was to be used."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paper_type: str
    template: str = Field(description="what prescribes it, e.g. `TT 116/2026/TT-BCA`")
    effective_from: dt.date
    effective_to: dt.date | None = None
    titles: tuple[str, ...] = Field(default=(), description="printed titles, beside those known")
    labels: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="printed labels by field, beside those known"
    )

    @property
    def number(self) -> str:
        """Number of what prescribes it, as a form prints it: `116/2026/TT-BCA`."""
        return self.template.split(",")[0].partition(" ")[2]


def cached_with_forms(function: Callable[_Args, _Result]) -> Callable[_Args, _Result]:
    """Cache the results of a function until other forms come into use (`use_forms`)."""
    cached = functools.cache(function)
    _caches.append(cached.cache_clear)
    return cast("Callable[_Args, _Result]", cached)


def use_forms(own: Path | None) -> None:
    """Use the forms of an installation in addition to the shipped ones.

    Args:
        own: File of the installation; None for the shipped ones only.
    """
    global _own
    _own = own.expanduser() if own else None
    for clear in _caches:
        clear()


@cached_with_forms
def printed_forms() -> tuple[PrintedForm, ...]:
    """Return all forms, including those no longer in force.

    Raises:
        FormsError: The file of this installation cannot be read or says something unknown.
    """
    shipped = (resources.files("schemas") / "data" / "forms.toml").read_text(encoding="utf-8")
    return _parsed(shipped) + (_read(_own) if _own else ())


def forms_of(paper_type: str) -> tuple[PrintedForm, ...]:
    """Return the forms of one type."""
    return tuple(form for form in printed_forms() if form.paper_type == paper_type)


def _read(path: Path) -> tuple[PrintedForm, ...]:
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, ValidationError) as error:
        reason = type(error).__name__
        raise FormsError("unreadable", reason=reason, source=path.name) from error


def _parsed(text: str) -> tuple[PrintedForm, ...]:
    return tuple(PrintedForm.model_validate(form) for form in tomllib.loads(text)["forms"])
