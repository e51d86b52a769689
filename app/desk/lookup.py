"""Tra cứu: an officer asks what a citizen need not hand in again, and takes or refuses it."""

from __future__ import annotations

from app.acting import Caller, audited, note
from app.installation import App
from app.papers.look import find
from app.papers.reuse import Decision, decide_reuse, reuse
from schemas.law.procedures import procedure
from schemas.record.paper import PaperStatus
from storage.audit.chain import Action
from storage.desk.lookups import Lookup
from storage.papers.entries import IndexEntry
from storage.papers.index import PaperQuery
from storage.papers.reuse import Availability, ComponentAnswer

__all__ = ["decide", "find_owners", "look_up", "may_take", "refuse_names"]

_TAKEABLE = (Availability.ON_FILE_VALID, Availability.NEEDS_OFFICER)


@audited(Action.REUSE_CHECK)
def look_up(app: App, by: Caller, subject: str) -> int:
    """Ask what is on file for a person; the answer is kept for who asked, the person is not.

    Args:
        app: The installation.
        by: Who asks, for which procedure and dossier.
        subject: Number of the person.

    Returns:
        Number of the question, which is that of its audit entry.

    Raises:
        UnknownProcedureError: No such procedure rules today.
    """
    asked = reuse(app, by, subject)
    app.lookups.keep(
        asked.number,
        by.actor,
        procedure=by.procedure,
        dossier=by.dossier,
        purpose=by.purpose,
        legal_basis=by.legal_basis,
        components=asked.answer.components,
    )
    return asked.number


@audited(Action.SEARCH)
def find_owners(app: App, by: Caller, name: str) -> tuple[IndexEntry, ...]:
    """Find papers by the name of their owner, of those types that the procedure asks for."""
    rules = procedure(by.procedure, app.today())
    types = {t for c in rules.components for t in c.accepts} if rules else set()
    found = find(app, by, PaperQuery(name=name), types=types).entries
    return tuple(entry for entry in found if entry.subject_id)


@audited(Action.REFUSE)
def refuse_names(app: App, by: Caller) -> None:
    """Note that somebody asked to find persons by name who may not."""
    note(app, by, Action.REFUSE, outcome="no_search_by_name")


def may_take(entry: IndexEntry, proposed: ComponentAnswer) -> bool:
    """Tell whether a proposed paper still stands and may be taken."""
    return entry.status is PaperStatus.CURRENT and proposed.availability in _TAKEABLE


@audited(Action.REUSE_ACCEPT, Action.REUSE_REJECT)
def decide(
    app: App, by: Caller, asked: Lookup, proposed: ComponentAnswer, *, accepted: bool
) -> None:
    """Take or refuse a paper that a question of the same account proposed.

    Args:
        app: The installation.
        by: Who decides, for which procedure and dossier.
        asked: The question.
        proposed: What it said of the component.
        accepted: Whether the paper is taken.

    Raises:
        NotProposedError: The question did not propose it, or it stands no more.
    """
    decision = Decision(asked.number, proposed.component, proposed.paper_id or "", accepted)
    decide_reuse(app, by, decision, takeable=proposed.availability in _TAKEABLE)
    app.lookups.decide(asked.number, proposed.component, "accept" if accepted else "reject")
