"""Signature profiles: the legal requirements for the appearance of signatures, as data."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from pipeline.seal.errors import ProfileError
from schemas.papers.model import LegalReference

__all__ = ["AGENCY_PROFILE", "OPERATOR_PROFILE", "Corner", "SignatureProfile", "signature_profile"]

OPERATOR_PROFILE = "tt01_2023_operator_top_left"
AGENCY_PROFILE = "nd30_2020_agency_top_right"

Corner = Literal["top-left", "top-right", "none"]


@dataclass(frozen=True, slots=True)
class SignatureProfile:
    """The appearance of one kind of signature.

    Attributes:
        name: Stable name.
        corner: Corner of the first page; `none` for an invisible signature.
        lines: Texts with the placeholders `{signer}`, `{time}`, `{form_of_copy}`.
        font_size: Points.
        margin_side: Distance from the side edge, millimetres.
        margin_top: Distance from the top edge, millimetres.
        reference: The legal text and the period in which it is in force.
    """

    name: str
    corner: Corner
    lines: tuple[str, ...]
    font_size: float
    margin_side: float
    margin_top: float
    reference: LegalReference

    def text(self, **values: str) -> tuple[str, ...]:
        """Return the lines with their placeholders filled.

        Raises:
            ProfileError: A line has a placeholder without a value.
        """
        try:
            return tuple(line.format(**values) for line in self.lines)
        except (KeyError, IndexError, ValueError) as error:
            raise ProfileError("value", name=self.name, value=str(error)) from error


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    corner: Corner
    lines: tuple[str, ...]
    font_size: float = Field(gt=0)
    margin_side: float = Field(ge=0)
    margin_top: float = Field(ge=0)
    law: str
    effective_from: dt.date
    effective_to: dt.date | None = None


def signature_profile(name: str, day: dt.date) -> SignatureProfile:
    """Return a profile if it is in force on a day.

    Raises:
        ProfileError: The profile does not exist or is not in force.
    """
    profile = _profiles().get(name)
    if profile is None:
        raise ProfileError("unknown", name=name)
    if not profile.reference.covers(day):
        raise ProfileError("not-in-force", name=name, day=day.isoformat())
    return profile


@functools.cache
def _profiles() -> dict[str, SignatureProfile]:
    text = (
        resources.files("pipeline.seal.signing")
        .joinpath("profiles.toml")
        .read_text(encoding="utf-8")
    )
    entries = TypeAdapter(dict[str, _Entry]).validate_python(tomllib.loads(text))
    return {
        name: SignatureProfile(
            name,
            entry.corner,
            entry.lines,
            entry.font_size,
            entry.margin_side,
            entry.margin_top,
            LegalReference(entry.law, entry.effective_from, entry.effective_to),
        )
        for name, entry in entries.items()
    }
