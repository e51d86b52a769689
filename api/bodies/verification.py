"""Verdicts on files and signatures."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from api.bodies.base import Out
from app.papers.verification import Verification
from pipeline.seal.verification.verdict import Validity

__all__ = ["VerdictOut"]


class SignatureOut(Out):
    """Verification result of one signature or document timestamp."""

    kind: Literal["signature", "timestamp"] = Field(
        description="signature of a person or agency, or timestamp of the whole file"
    )
    signer: str = Field(description="name in the certificate")
    issuer: str = Field(description="who issued the certificate")
    signed_at: dt.datetime | None = Field(description="when, proved or as claimed")
    time_proved: bool = Field(description="whether a trusted timestamp proves the time")
    level: str | None = Field(description="B-B, B-T, B-LT or B-LTA")
    outcome: Validity = Field(description="verdict on this signature")
    problems: tuple[str, ...] = Field(description="stable codes; empty when valid")


class VerdictOut(Out):
    """The verification verdict on a file, without the values of the attached record."""

    outcome: Validity = Field(description="verdict on the file")
    summary: str = Field(description="the verdict in Vietnamese")
    sha256: str = Field(description="of the file")
    problems: tuple[str, ...] = Field(description="stable codes; empty when valid")
    signatures: tuple[SignatureOut, ...] = Field(
        description="verdict on each signature and timestamp"
    )
    record_attached: bool = Field(description="a record of the expected form is inside")
    archive_failures: tuple[str, ...] = Field(description="rules of PDF/A that the file breaks")
    store: Literal["current", "superseded", "differs", "not_on_file"] = Field(
        description="how the file stands to the store"
    )
    store_message: str = Field(description="what the store knows of the file, in Vietnamese")
    paper_id: str | None = Field(
        description="the paper of the store that it is; null: none that the account may know of"
    )

    @classmethod
    def of(cls, found: Verification) -> VerdictOut:
        """Convert a verification result."""
        verdict = found.verdict
        return cls(
            outcome=verdict.outcome,
            summary=verdict.summary,
            sha256=verdict.sha256,
            problems=verdict.all_problems,
            signatures=tuple(map(SignatureOut.model_validate, verdict.signatures)),
            record_attached=verdict.record is not None,
            archive_failures=verdict.archive_failures,
            store=found.standing.value,
            store_message=found.standing.message,
            paper_id=found.paper_id,
        )
