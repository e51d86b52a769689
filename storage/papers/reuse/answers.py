"""What the reuse check answers: what to do about each component of a procedure, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = [
    "TAKEABLE",
    "Availability",
    "ComponentAnswer",
    "FoundPaper",
    "ReuseAnswer",
    "open_conditions",
]


class Availability(StrEnum):
    """What to do about a component."""

    ON_FILE_VALID = "on_file_valid"
    ON_FILE_EXPIRED = "on_file_expired"
    ON_FILE_COPY_ONLY = "on_file_copy_only"
    DATA_LOOKUP_AVAILABLE = "data_lookup_available"
    MUST_SUBMIT_ORIGINAL = "must_submit_original"
    MUST_PRESENT = "must_present"
    NOT_ON_FILE = "not_on_file"
    NOT_APPLICABLE = "not_applicable"
    NEEDS_OFFICER = "needs_officer"


TAKEABLE = (Availability.ON_FILE_VALID, Availability.NEEDS_OFFICER)
"""Answers on which a paper may be taken."""


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A paper that was looked at for a component, and what speaks for or against it.

    Attributes:
        paper_id: SHA-256 of its original.
        paper_type: Identifier of its type.
        why: What was found, one sentence in Vietnamese.
        dossier: Dossier in which it lies, or None.
    """

    paper_id: str
    paper_type: str
    why: str
    dossier: str | None = None


@dataclass(frozen=True, slots=True)
class ComponentAnswer:
    """The answer for one component.

    Attributes:
        component: Its key within the procedure.
        name: Vietnamese.
        availability: What to do about it.
        reason: Why, in Vietnamese.
        legal_basis: The text that asks for the component.
        paper_id: The paper that would serve, or that the reason is about, or None.
        one_of: Group in which one component is enough, or None.
        dossier: Dossier in which that paper lies, or None.
        branch: Branch of that dossier, or None.
        valid_until: Last day on which that paper serves; None: no end is known.
        condition: Fact on which it depends whether the component is asked for, or None.
        condition_text: The condition in Vietnamese, completes „chỉ khi ...“.
        applies: Whether the condition holds; None: nobody has said so yet.
        if_needed: What to do where the condition holds, while nobody has said so.
        if_needed_reason: Why.
        found: The papers that were looked at, best first.
    """

    component: str
    name: str
    availability: Availability
    reason: str
    legal_basis: str
    paper_id: str | None = None
    one_of: str | None = None
    dossier: str | None = None
    branch: str | None = None
    valid_until: dt.date | None = None
    condition: str | None = None
    condition_text: str | None = None
    applies: bool | None = None
    if_needed: Availability | None = None
    if_needed_reason: str = ""
    found: tuple[FoundPaper, ...] = ()

    def settled(self, applies: bool) -> ComponentAnswer:
        """Return the answer once somebody has said whether its condition holds."""
        if self.condition is None or self.if_needed is None:
            return self
        if applies:
            available, reason = self.if_needed, self.if_needed_reason
            return replace(self, applies=True, availability=available, reason=reason)
        reason = f"Chỉ cần khi {self.condition_text}."
        return replace(
            self,
            applies=False,
            availability=Availability.NOT_APPLICABLE,
            reason=reason,
            paper_id=None,
            found=(),
        )


@dataclass(frozen=True, slots=True)
class ReuseAnswer:
    """The answer for a whole procedure on a day.

    Attributes:
        procedure: Mã TTHC.
        name: Its name.
        day: Day on which the papers are to be used.
        components: The answers, in the order of the procedure.
        notices: What else an officer has to know, in Vietnamese: a death on file, numbers by which
            papers were found.
    """

    procedure: str
    name: str
    day: dt.date
    components: tuple[ComponentAnswer, ...]
    notices: tuple[str, ...] = ()

    @property
    def on_file(self) -> tuple[ComponentAnswer, ...]:
        """Components that the citizen need not bring."""
        kinds = (Availability.ON_FILE_VALID, Availability.DATA_LOOKUP_AVAILABLE)
        return tuple(c for c in self.components if c.availability in kinds)

    @property
    def open_conditions(self) -> dict[str, str]:
        """Facts that nobody has stated yet and on which components depend: key to Vietnamese."""
        return open_conditions(self.components)


def open_conditions(components: Iterable[ComponentAnswer]) -> dict[str, str]:
    """Return the facts that nobody has stated yet and on which components depend, by key."""
    return {
        c.condition: c.condition_text or c.condition
        for c in components
        if c.condition and c.applies is None
    }
