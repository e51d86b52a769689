"""Reuse: checks what need not be handed in again, and records the decision to take it.

A decision counts only for a paper that a check on the audit chain proposed, and it is judged again
when it is made: same component, same person, today. All doors ask and decide here, so that nobody
can take a paper through one of them which another would not offer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.acting import Caller, audited, note
from app.errors import NotProposedError
from app.installation import App
from app.purpose import ONLY_MATCHING, Person, agrees, keep_asked, require_dossier, require_purpose
from app.subjects import born
from schemas.law.procedures import Procedure, procedure
from storage.audit.chain import Action, AuditEntry
from storage.desk.reuse_decisions import StandingDecision
from storage.papers.reuse.answers import Availability, ReuseAnswer
from storage.papers.reuse.check import check_reuse, later_papers
from storage.papers.reuse.judge import judge_again
from storage.papers.reuse.numbers import linked_numbers
from storage.papers.reuse.subject import NO_NUMBER, HashedSubject, name_sign
from storage.papers.search.entries import IndexEntry

__all__ = ["Asked", "Decision", "decide_reuse", "may_take", "reuse"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A check with its answer; `number` is the number of its audit entry."""

    number: int
    answer: ReuseAnswer


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision to take or refuse a paper.

    Attributes:
        check: Number of the check that proposed it.
        component: Key of the component.
        paper_id: SHA-256 of the original.
        accepted: Whether it is taken.
    """

    check: int
    component: str
    paper_id: str
    accepted: bool


@audited(Action.REUSE_CHECK)
def reuse(
    app: App,
    by: Caller,
    subject: str,
    *,
    day: dt.date | None = None,
    facts: Mapping[str, bool] | None = None,
    may_see: Callable[[str], bool] = lambda _: True,
    name: str = "",
    birth: str = "",
) -> Asked:
    """Check, for every component of the caller's procedure, what has to be done.

    Where a second attribute of the person is asked for, one that is wrong is answered like a number
    that nobody has.

    Args:
        app: The installation.
        by: The caller, with procedure and dossier.
        subject: Number of the person or organisation; empty where there is none, or nobody is
            asked about.
        day: Day on which the papers are to be used; None: today in Hanoi.
        facts: What is known about the case: from `Condition.key` to whether it holds.
        may_see: Returns whether the caller may know of papers of a type; others are not mentioned.
        name: Name of the person, where the asker knows it; finds papers without a number.
        birth: Their day or year of birth as typed, where the asker knows it.

    Raises:
        PurposeError: No open dossier needs the answer, or the caller gets none.
        SubjectNumberError: The day of birth is none.
        TooManyPersonsError: The caller asks about more people than such work has.
        UnknownProcedureError: No such procedure is in force on that day.
        StoreUnavailableError: The database does not answer.
    """
    on, person = day or app.today(), Person(subject, name, born(birth))
    require_purpose(app, by, person)
    needs_more = app.settings.second_attribute
    theirs = not needs_more or agrees(app, person)
    checked = check_reuse(
        app.index,
        by.procedure,
        subject,
        on,
        facts,
        may_see if theirs else lambda _: False,
        links=app.number_links,
        name=name,
        birth=person.birth,
    )
    known, answer = checked.subject, checked.answer
    if needs_more:
        told = answer.notices if theirs else ()
        answer = replace(answer, notices=(*told, ONLY_MATCHING))
    proposals = [_name(c.component, c.paper_id) for c in answer.components if c.paper_id]
    numbers = known.numbers or ((NO_NUMBER,) if known.names else ())
    signs = (*numbers, *map(name_sign, sorted(known.names)))
    entry = note(app, by, Action.REUSE_CHECK, subject=signs, fields=proposals)
    keep_asked(app, by, person)
    needed = (c for c in answer.components if c.availability is Availability.NEEDS_OFFICER)
    if wanted := [c.paper_id for c in needed if c.paper_id]:
        from app.desk.reopen import demand  # imports the rules of all papers: seconds

        demand(app, by, wanted)
    return Asked(entry.number, answer)


@audited(Action.REUSE_ACCEPT, Action.REUSE_REJECT)
def decide_reuse(
    app: App,
    by: Caller,
    decision: Decision,
    *,
    look: Callable[[str], IndexEntry | None] | None = None,
) -> AuditEntry:
    """Take or refuse a paper that a check by the same account proposed for the same dossier.

    One decision stands a component of a check: the same again changes nothing, another replaces it.

    Args:
        app: The installation.
        by: The person who decides, with procedure and dossier.
        decision: The decision.
        look: Returns the paper if the account may still know of it; otherwise logs and raises.

    Returns:
        The entry of the decision that stands now.

    Raises:
        NotProposedError: The check did not propose it, or it does not serve any more: it was
            revoked, replaced, withdrawn, erased or corrected since, has expired, or never served.
        PurposeError: The dossier is not open.
    """
    require_dossier(app, by)
    asked = app.audit.entry(decision.check)
    if asked is None or not _was_proposed(asked, by, decision):
        _refuse(app, by, app.index.get(decision.paper_id), "not_proposed")
        raise NotProposedError()
    entry = look(decision.paper_id) if look else app.index.get(decision.paper_id)
    if entry is None or (
        decision.accepted and not may_take(app, asked.number, decision.component, entry)
    ):
        _refuse(app, by, entry, "stands_no_more")
        raise NotProposedError("no-longer")
    standing = app.reuse_decisions.get(decision.check, decision.component)
    if standing and (standing.paper_id, standing.accepted) == (entry.paper_id, decision.accepted):
        made = app.audit.entry(standing.entry)
        if made is not None:
            return made
    made = note(
        app,
        by,
        Action.REUSE_ACCEPT if decision.accepted else Action.REUSE_REJECT,
        paper_id=entry.paper_id,
        subject=entry.concerned,
        concerned=asked.event.persons,
        fields=(decision.component, f"check={decision.check}"),
    )
    app.reuse_decisions.keep(
        decision.check,
        decision.component,
        StandingDecision(entry.paper_id, decision.accepted, made.number),
    )
    return made


def may_take(app: App, check: int, component: str, entry: IndexEntry) -> bool:
    """Tell whether a paper may be taken now for a component of a check.

    It is judged as the check did, on today's date and as the paper stands today; the person is
    recognised by the keyed hashes that the check left on the audit chain.

    Args:
        app: The installation.
        check: Number of the check.
        component: Key of the component.
        entry: The paper.
    """
    asked, today = app.audit.entry(check), app.today()
    rules = procedure(asked.event.procedure, today) if asked else None
    if asked is None or rules is None:
        return False
    subject = HashedSubject(asked.event.persons, app.audit.subject)
    later = _later(app, rules, component, entry)
    return judge_again(rules, component, entry, subject, today, later=later) is not None


def _later(app: App, rules: Procedure, component: str, entry: IndexEntry) -> tuple[IndexEntry, ...]:
    """Return the papers of those on a paper that may have ended its value since the check."""
    ended_by = next((c.ended_by for c in rules.components if c.key == component), ())
    if not ended_by:
        return ()
    owned = {key for person in entry.persons if person.owner for key in person.keys}
    numbers = [n for key in owned for n in (key, *linked_numbers(app.index, key, app.number_links))]
    return later_papers(app.index, numbers, ended_by)


def _was_proposed(asked: AuditEntry, by: Caller, decision: Decision) -> bool:
    """Return whether a check by the same account for the same dossier proposed a paper."""
    event = asked.event
    return (
        event.action is Action.REUSE_CHECK
        and (event.actor, event.procedure, event.dossier) == (by.actor, by.procedure, by.dossier)
        and _name(decision.component, decision.paper_id) in event.fields
    )


def _refuse(app: App, by: Caller, entry: IndexEntry | None, outcome: str) -> None:
    paper_id, named = (entry.paper_id, entry.concerned) if entry else ("", ())
    note(app, by, Action.REFUSE, paper_id=paper_id, subject=named, outcome=outcome)


def _name(component: str, paper_id: str) -> str:
    return f"{component}={paper_id}"
