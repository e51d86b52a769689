"""What the reuse check answers: what to do about each component of a procedure, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = [
    "TAKEABLE",
    "Availability",
    "ComponentAnswer",
    "FoundPaper",
    "IfAsked",
    "ReuseAnswer",
    "open_conditions",
    "with_facts",
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
_LACKING = (
    Availability.NOT_ON_FILE,
    Availability.ON_FILE_EXPIRED,
    Availability.ON_FILE_COPY_ONLY,
)
"""Answers that ask for a paper; whether it is needed at all is then for an officer to say."""


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
class IfAsked:
    """What to do about a component where it is asked for, whatever else serves its group.

    The attributes are those of `ComponentAnswer`. It is kept with the answer, so that facts stated
    later lead to the answer that they would have led to at once.
    """

    availability: Availability
    reason: str
    paper_id: str | None = None
    dossier: str | None = None
    branch: str | None = None
    valid_until: dt.date | None = None
    found: tuple[FoundPaper, ...] = ()


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
        found: The papers that were looked at, best first.
        if_asked: What to do where the component is asked for.
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
    found: tuple[FoundPaper, ...] = ()
    if_asked: IfAsked | None = None


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


def with_facts(
    components: Iterable[ComponentAnswer], facts: Mapping[str, bool]
) -> tuple[ComponentAnswer, ...]:
    """Return answers as they are once facts are known; those stated earlier stay.

    Args:
        components: The answers of a procedure, all of them: one may stand for another.
        facts: `Condition.key` to whether it holds.
    """
    return _in_groups([_settled(c, facts.get(c.condition or "", c.applies)) for c in components])


def _settled(answer: ComponentAnswer, applies: bool | None) -> ComponentAnswer:
    """Return an answer where its condition holds, does not, or is unknown."""
    asked = answer.if_asked
    if asked is None:
        return answer
    settled = replace(
        answer,
        applies=applies,
        availability=asked.availability,
        reason=asked.reason,
        paper_id=asked.paper_id,
        dossier=asked.dossier,
        branch=asked.branch,
        valid_until=asked.valid_until,
        found=asked.found,
    )
    if answer.condition is None or applies:
        return settled
    only = f"Chỉ cần khi {answer.condition_text}."
    nothing = replace(settled, paper_id=None, dossier=None, branch=None, valid_until=None)
    if applies is False:
        availability = Availability.NOT_APPLICABLE
        return replace(nothing, availability=availability, reason=only, found=())
    if asked.availability not in _LACKING:
        return replace(settled, reason=f"{asked.reason} {only}")
    reason = f"Cán bộ xác định có cần hay không. {asked.reason} {only}"
    return replace(nothing, availability=Availability.NEEDS_OFFICER, reason=reason)


def _in_groups(answers: list[ComponentAnswer]) -> tuple[ComponentAnswer, ...]:
    """In a group satisfied by one component, stop asking for the others."""
    served = {
        a.one_of: a for a in reversed(answers) if a.availability is Availability.ON_FILE_VALID
    }
    settled = []
    for answer in answers:
        serving = served.get(answer.one_of) if answer.one_of else None
        if serving is not None and serving is not answer:
            reason = f"Đã có giấy tờ thay thế trong kho: {serving.name}."
            answer = replace(answer, availability=Availability.NOT_APPLICABLE, reason=reason)
        settled.append(answer)
    return tuple(settled)
