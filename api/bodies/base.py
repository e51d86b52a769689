"""What all bodies share: how strict they are, and the forms of numbers and keys."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

__all__ = ["IdNumber", "In", "Name", "Out", "Sha256", "Sure"]

IdNumber = Annotated[
    str,
    Field(
        description="personal number, old card number, passport number or tax code, in any spelling"
    ),
    StringConstraints(
        pattern=r"^\s*(?=.*[0-9０-９])(?:[0-9A-Za-z０-９][\s.\-‐-―]{0,3}){6,20}\s*$",
    ),
]
Sure = Annotated[
    bool, Field(description="whether the number is so on the paper, though it seems to be none")
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class In(BaseModel):
    """What comes in: unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", regex_engine="python-re")


class Out(BaseModel):
    """What goes out."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
