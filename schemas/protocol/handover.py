"""Messages between a scanning station and the centre when papers are handed over.

A station identifies a paper by its SHA-256 alone. Facts about the intake travel in headers
(`IntakeFacts.headers`), never in URLs: a URL ends up in the log of every proxy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self
from urllib.parse import quote, unquote

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from schemas.record.page import Grade
from schemas.record.paper import Channel, FormOfPaper

__all__ = [
    "ASK_AT_ONCE",
    "Code",
    "HandedOver",
    "IntakeFacts",
    "PageVerdict",
    "PaperProgress",
    "PapersIn",
    "PapersKnown",
    "PapersProgress",
    "ProgressState",
    "Sha256",
]

ASK_AT_ONCE = 500
"""Most papers that one request may name."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""Code of a dossier, procedure, branch, station or account; too strict to hold a person's name."""

_HEADER = "Motlan-Intake-"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IntakeFacts(_Value):
    """How a paper was handed in: codes and accounts, no names."""

    branch: Code = Field(description="mã chi nhánh")
    station: Code = Field(description="mã quầy")
    channel: Channel = Field(default=Channel.COUNTER, description="where it was handed in")
    form_of_paper: FormOfPaper = Field(
        default=FormOfPaper.UNKNOWN, description="original or copy, as declared"
    )
    dossier: Code | None = Field(default=None, description="mã hồ sơ")
    procedure: Code | None = Field(default=None, description="mã TTHC")
    operator: Code | None = Field(default=None, description="account of the person who scanned")
    replaces: Sha256 | None = Field(
        default=None, description="a paper handed in before, with whose pages this one begins"
    )
    received_at: dt.datetime = Field(description="when the station took it in, with its zone")

    @property
    def headers(self) -> dict[str, str]:
        """The facts as request headers."""
        facts = self.model_dump(mode="json", exclude_none=True)
        return {_HEADER + name.replace("_", "-"): quote(value) for name, value in facts.items()}

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> Self:
        """Read the facts of a request.

        Args:
            headers: All headers; names in any case where the mapping is that of a request.

        Raises:
            pydantic.ValidationError: A fact is missing or not of its form.
        """
        names = {name: _HEADER + name.replace("_", "-") for name in cls.model_fields}
        given = {name: headers.get(header) for name, header in names.items()}
        return cls.model_validate({n: unquote(v) for n, v in given.items() if v is not None})


class PageVerdict(_Value):
    """What the centre thinks of a page at first sight."""

    number: int = Field(ge=1, description="of the page, from 1")
    grade: Grade = Field(description="whether the page is good enough to be read")
    reasons: tuple[str, ...] = Field(default=(), description="what the clerk is told, Vietnamese")


class HandedOver(_Value):
    """The centre holds the paper: the station may forget the bytes."""

    paper_id: Sha256 = Field(
        description="SHA-256 of the original, which identifies a paper everywhere"
    )
    created: bool = Field(description="False where the centre had the paper before")
    pages: tuple[PageVerdict, ...] = Field(default=(), description="the first pages, judged")
    elsewhere: str = Field(
        default="", description="Vietnamese, where the paper belongs to another dossier, too"
    )
    problem: str | None = Field(default=None, description="code, where the pages cannot be drawn")
    remedy: str | None = Field(
        default=None, description="what to do about the problem, in Vietnamese"
    )


class PapersIn(_Value):
    """Papers that a station asks about."""

    papers: tuple[Sha256, ...] = Field(
        min_length=1, max_length=ASK_AT_ONCE, description="SHA-256 of each"
    )
    dossiers: dict[Sha256, Code] = Field(
        default_factory=dict,
        max_length=ASK_AT_ONCE,
        description="for which dossier it hands a paper in, where it does for one",
    )


class PapersKnown(_Value):
    """Which of the papers asked about the centre holds from this station, for these dossiers."""

    known: tuple[Sha256, ...] = Field(description="SHA-256 of each")


class ProgressState(StrEnum):
    """How far a paper has come: the states of the work queue (`storage.desk.work_queue`)."""

    WAITING = "waiting"
    READING = "reading"
    RESCAN = "rescan"
    TO_REVIEW = "to_review"
    TO_CHECK = "to_check"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    FAILED = "failed"
    REPLACED = "replaced"
    REJECTED = "rejected"

    @property
    def begins_anew(self) -> bool:
        """Whether the same file, handed in again, starts from the beginning."""
        return self in (ProgressState.FAILED, ProgressState.REJECTED)


class PaperProgress(_Value):
    """How far one paper has come."""

    paper_id: Sha256 = Field(
        description="SHA-256 of the original, which identifies a paper everywhere"
    )
    state: ProgressState = Field(description="how far it has come")
    pages: tuple[PageVerdict, ...] = Field(default=(), description="empty until they were judged")
    code: str | None = Field(default=None, description="code of the failure")


class PapersProgress(_Value):
    """How far the papers asked about have come; those of other stations are left out."""

    papers: tuple[PaperProgress, ...] = Field(description="of each paper that is this station's")
