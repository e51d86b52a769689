"""Persons: their numbers, and who accessed their papers."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from api.bodies.base import IdNumber, In, Out, Sure
from storage.audit.chain import AuditEntry

__all__ = ["AccessOut", "Accesses", "NumbersIn", "NumbersOut", "PersonIn"]


class PersonIn(In):
    """The person whose papers the report is about."""

    subject_id: IdNumber
    sure: Sure = False


class NumbersIn(In):
    """Two numbers of one person, as a paper outside the store shows; the purpose says which."""

    number: IdNumber
    other: IdNumber
    sure: Sure = False
    linked: bool = Field(default=True, description="false: take it back")


class NumbersOut(Out):
    """How the two numbers stand now."""

    linked: bool = Field(description="whether they count as one person's")


class AccessOut(Out):
    """One access to a person's papers."""

    at: dt.datetime = Field(description="when")
    action: str = Field(description="what was done")
    agency: str = Field(description="code of the agency or branch")
    officer: str = Field(description="account of the person responsible")
    purpose: str = Field(description="why, as stated")
    legal_basis: str = Field(description="the law, as stated")
    procedure: str = Field(description="mã TTHC")
    dossier: str = Field(description="mã hồ sơ")
    fields: tuple[str, ...] = Field(description="names of the fields that were given out")
    outcome: str = Field(description="`ok`, or why it was refused")

    @classmethod
    def of(cls, entry: AuditEntry) -> AccessOut:
        """Convert an audit entry, leaving out what only the chain needs."""
        event = entry.event
        return cls(
            at=entry.at,
            action=event.action,
            agency=event.agency,
            officer=event.officer,
            purpose=event.purpose,
            legal_basis=event.legal_basis,
            procedure=event.procedure,
            dossier=event.dossier,
            fields=event.fields,
            outcome=event.outcome,
        )


class Accesses(Out):
    """Accesses to a person's papers, oldest first."""

    accesses: tuple[AccessOut, ...] = Field(description="the accesses")
