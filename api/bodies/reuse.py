"""Dossiers of case systems, reuse checks and decisions."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from api.bodies.base import IdNumber, In, Name, Out, Sha256, Sure
from storage.papers.reuse.answers import Availability, ReuseAnswer

__all__ = [
    "ComponentOut",
    "DecisionIn",
    "DecisionOut",
    "OpenDossierIn",
    "OpenDossierOut",
    "ReuseCheckIn",
    "ReuseCheckOut",
]


class OpenDossierIn(In):
    """How the dossier in `Motlan-Dossier` stands in the case system."""

    branch: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(
        description="code of the branch that handles it"
    )
    open: bool = Field(default=True, description="false once it is resolved or given up")


class OpenDossierOut(Out):
    """How the dossier stands here now."""

    open: bool = Field(description="whether people may be asked about for it")


class ReuseCheckIn(In):
    """Which components of the procedure in `Motlan-Procedure` are on file for a person?"""

    subject_id: IdNumber | SkipJsonSchema[None] = Field(
        default=None, description="without it, give name and birth"
    )
    sure: Sure = False
    facts: dict[Name, bool] = Field(
        default_factory=dict,
        max_length=50,
        description="conditions of components and whether they hold in this case",
    )
    name: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="of the person, where known: finds papers that carry no number"
    )
    birth: Annotated[str, StringConstraints(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$")] = (
        Field(default="", description="day, month or year of birth, where known: 1990-05-31, 1990")
    )


class FoundOut(Out):
    """A paper that was looked at for a component, and what speaks for or against it."""

    paper_id: str = Field(
        description="SHA-256 of the original, which identifies a paper everywhere"
    )
    paper_type: str = Field(description="identifier of the type, see `GET /v1/schemas`")
    why: str = Field(description="what speaks for or against it, in Vietnamese")
    dossier: str | None = Field(description="dossier in which it lies")


class ComponentOut(Out):
    """The answer for one component."""

    component: str = Field(description="key of the component within its procedure")
    name: str = Field(description="Vietnamese name of the component")
    availability: Availability = Field(description="what has to be done for it")
    reason: str = Field(description="why, in Vietnamese")
    legal_basis: str = Field(description="the law that says so")
    paper_id: str | None = Field(description="the paper that is proposed; null: none is")
    one_of: str | None = Field(description="group of components of which one suffices")
    dossier: str | None = Field(description="dossier in which the paper lies")
    branch: str | None = Field(description="branch of that dossier")
    valid_until: dt.date | None = Field(description="last day on which the paper serves")
    condition: str | None = Field(description="fact on which it depends whether it is asked for")
    condition_text: str | None = Field(description="the condition in Vietnamese")
    applies: bool | None = Field(description="whether the condition holds; null: not stated yet")
    found: tuple[FoundOut, ...] = Field(description="the papers that were looked at, best first")


class ReuseCheckOut(Out):
    """The answer for all components, and its number, which decisions refer to."""

    check: int = Field(description="number of this check, for decisions")
    procedure: str = Field(description="code of the procedure (mã TTHC)")
    name: str = Field(description="Vietnamese name of the procedure")
    day: dt.date = Field(description="day for which it was judged, in Hanoi")
    components: tuple[ComponentOut, ...] = Field(description="the answer for each component")
    notices: tuple[str, ...] = Field(description="what else an officer has to know")
    open_conditions: dict[str, str] = Field(
        description="facts to state in `facts` and ask again, each in Vietnamese"
    )

    @classmethod
    def of(cls, check: int, answer: ReuseAnswer) -> ReuseCheckOut:
        """Convert an answer."""
        components = tuple(ComponentOut.model_validate(c) for c in answer.components)
        return cls(
            check=check,
            procedure=answer.procedure,
            name=answer.name,
            day=answer.day,
            components=components,
            notices=answer.notices,
            open_conditions=answer.open_conditions,
        )


class DecisionIn(In):
    """Take or refuse a paper that was proposed for a component."""

    check: int = Field(ge=1, le=2**53, description="number of the check that proposed it")
    component: Name = Field(description="key of the component")
    paper_id: Sha256 = Field(description="the paper that was proposed")
    decision: Literal["accept", "reject"] = Field(description="take it, or refuse it")


class DecisionOut(Out):
    """The number of the decision on the audit chain."""

    entry: int = Field(description="number of the audit entry")
