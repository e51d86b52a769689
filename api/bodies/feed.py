"""The feed of changes."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from api.bodies.base import Out

__all__ = ["ChangeOut", "ChangePage"]


class ChangeOut(Out):
    """A new version of a paper, or its erasure."""

    number: int = Field(description="place in the feed; numbers only grow")
    paper_id: str = Field(
        description="SHA-256 of the original, which identifies a paper everywhere"
    )
    version: int = Field(
        description="version of the record; every change of a paper makes a new one"
    )
    at: dt.datetime = Field(description="when it changed")
    standing: Literal["current", "revoked", "replaced", "withdrawn", "erased"] = Field(
        description="what it is from then on; drop what you keep of a withdrawn or erased paper"
    )


class ChangePage(Out):
    """Changes, oldest first."""

    changes: tuple[ChangeOut, ...] = Field(description="the changes")
    next: int = Field(description="pass as `after` to go on, now or later")
