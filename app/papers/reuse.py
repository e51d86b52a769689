"""Reuse: what need not be handed in again, and the decision to take it.

A decision counts only for a paper that a check on the audit chain proposed. All doors ask and
decide here, so that nobody can take a paper through one of them which another would not offer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.acting import Caller, audited, note
from app.errors import NotProposedError
from app.installation import App
from schemas.record.paper import PaperStatus
from storage.audit.chain import Action, AuditEntry
from storage.papers.entries import IndexEntry
from storage.papers.reuse import ReuseAnswer, check_reuse

__all__ = ["Asked", "Decision", "decide_reuse", "reuse"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered; `number` is that of its audit entry."""

    number: int
    answer: ReuseAnswer


@dataclass(frozen=True, slots=True)
class Decision:
    """Take or refuse a paper.

    Attributes:
        check: Number of the check that proposed it.
        component: Key of the component.
        paper_id: SHA-256 of its original.
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
) -> Asked:
    """Ask, for every component of the caller's procedure, what is to be done about it.

    Args:
        app: The installation.
        by: Who asks, for which procedure and dossier.
        subject: ID number of the person, exactly; empty where nobody is asked about.
        day: Day on which the papers are to be used; today in Hanoi where None.
        facts: What is known of the case: `Condition.key` to whether it holds.
        may_see: Tells whether the asker may know of papers of a type; others stay unmentioned.

    Raises:
        UnknownProcedureError: No such procedure rules on that day.
        StoreUnavailableError: The database does not answer.
    """
    on = day or app.today()
    answer = check_reuse(app.index, by.procedure, subject, on, facts, may_see)
    proposals = [_name(c.component, c.paper_id) for c in answer.components if c.paper_id]
    entry = note(app, by, Action.REUSE_CHECK, subject=subject, fields=proposals)
    return Asked(entry.number, answer)


@audited(Action.REUSE_ACCEPT, Action.REUSE_REJECT)
def decide_reuse(
    app: App,
    by: Caller,
    decision: Decision,
    *,
    look: Callable[[str], IndexEntry | None] | None = None,
    takeable: bool = True,
) -> AuditEntry:
    """Take or refuse a paper that a check of the same account proposed for the same dossier.

    Args:
        app: The installation.
        by: Who decides, for which procedure and dossier.
        decision: What.
        look: Returns the paper if the account may still know of it; else it notes and raises.
        takeable: Whether what the check answered may be taken as it is.

    Raises:
        NotProposedError: The check did not propose it, or it was revoked, replaced, withdrawn or
            erased since.
    """
    asked = app.audit.entry(decision.check)
    if not _was_proposed(asked, by, decision):
        _refuse(app, by, app.index.get(decision.paper_id), "not_proposed")
        raise NotProposedError()
    entry = look(decision.paper_id) if look else app.index.get(decision.paper_id)
    stands = entry is not None and entry.status is PaperStatus.CURRENT and takeable
    if entry is None or (decision.accepted and not stands):
        _refuse(app, by, entry, "stands_no_more")
        raise NotProposedError("no-longer")
    return note(
        app,
        by,
        Action.REUSE_ACCEPT if decision.accepted else Action.REUSE_REJECT,
        paper_id=entry.paper_id,
        subject=entry.subject_id,
        fields=(decision.component,),
    )


def _was_proposed(asked: AuditEntry | None, by: Caller, decision: Decision) -> bool:
    """Tell whether a check of the same account, for the same dossier, proposed a paper."""
    if asked is None:
        return False
    event = asked.event
    return (
        event.action is Action.REUSE_CHECK
        and (event.actor, event.procedure, event.dossier) == (by.actor, by.procedure, by.dossier)
        and _name(decision.component, decision.paper_id) in event.fields
    )


def _refuse(app: App, by: Caller, entry: IndexEntry | None, outcome: str) -> None:
    paper_id, owner = (entry.paper_id, entry.subject_id) if entry else ("", None)
    note(app, by, Action.REFUSE, paper_id=paper_id, subject=owner, outcome=outcome)


def _name(component: str, paper_id: str) -> str:
    return f"{component}={paper_id}"
