"""Tra cứu (lookup): an officer asks which papers a citizen need not hand in again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.acting import Caller, audited, note
from app.installation import App
from app.papers.look import find
from app.papers.reuse import Decision, decide_reuse, may_take, reuse
from schemas.law.procedures import procedure
from schemas.papers.parties import PARTY_NAMES, PartyRole
from schemas.text.spelling import search_key
from schemas.text.subject_number import shown_end
from storage.audit.chain import Action
from storage.desk.lookups import Lookup
from storage.papers.reuse.answers import TAKEABLE, ComponentAnswer, with_facts
from storage.papers.search.entries import IndexEntry
from storage.papers.search.index import PaperQuery

__all__ = ["Hit", "decide", "find_named", "look_up", "may_take_now", "refuse_names", "settle_facts"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A person on a paper that was found by name.

    Attributes:
        entry: The paper.
        place: Which of its persons.
        ending: End of their number, or None where the paper has none.
        role: What they are on the paper, in Vietnamese.
    """

    entry: IndexEntry
    place: int
    ending: str | None
    role: str


@audited(Action.REUSE_CHECK)
def look_up(app: App, by: Caller, subject: str, *, name: str = "", birth: str = "") -> int:
    """Ask what is on file for a person; the answer is kept for the asker, without the person.

    Args:
        app: The installation.
        by: The caller, with procedure and dossier.
        subject: Personal number of the person.
        name: Name of the person, where it is known.
        birth: Day or year of birth as typed, where it is known.

    Returns:
        Number of the lookup, which is the number of its audit entry.

    Raises:
        PurposeError, TooManyPersonsError: Nobody may be asked about (`app.purpose`).
        UnknownProcedureError: No such procedure is in force today.
    """
    asked = reuse(app, by, subject, name=name, birth=birth)
    app.lookups.keep(
        asked.number,
        by.actor,
        procedure=by.procedure,
        dossier=by.dossier,
        purpose=by.purpose,
        legal_basis=by.legal_basis,
        components=asked.answer.components,
        notices=asked.answer.notices,
    )
    return asked.number


@audited(Action.SEARCH)
def find_named(app: App, by: Caller, name: str) -> tuple[Hit, ...]:
    """Find papers by the name of anybody on them, of those types that the procedure asks for."""
    rules = procedure(by.procedure, app.today())
    types = {t for c in rules.components for t in c.accepts} if rules else set()
    entries = find(app, by, PaperQuery(name=name), types=types).entries
    return tuple(hit for entry in entries for hit in _hits(entry, name))


def _hits(entry: IndexEntry, name: str) -> Iterator[Hit]:
    """Yield those on a paper whose name is most like the one sought."""
    import rapidfuzz

    key = search_key(name)
    alike = {
        place: rapidfuzz.fuzz.ratio(key, person.name_key)
        for place, person in enumerate(entry.persons)
        if person.name_key and person.role is not PartyRole.SIGNER
    }
    best = max(alike.values(), default=0)
    for place in (place for place, ratio in alike.items() if ratio == best):
        person = entry.persons[place]
        ending = shown_end(person.keys[0]) if person.keys else None
        yield Hit(entry, place, ending, PARTY_NAMES[person.role])


@audited(Action.REFUSE)
def refuse_names(app: App, by: Caller) -> None:
    """Log that somebody without permission tried to find persons by name."""
    note(app, by, Action.REFUSE, outcome="no_search_by_name")


def may_take_now(app: App, asked: Lookup, proposed: ComponentAnswer, entry: IndexEntry) -> bool:
    """Tell whether a proposed paper may be taken now: judged again, as the decision will be."""
    return proposed.availability in TAKEABLE and may_take(
        app, asked.number, proposed.component, entry
    )


@audited(Action.REUSE_CHECK)
def settle_facts(app: App, by: Caller, asked: Lookup, facts: Mapping[str, bool]) -> None:
    """Keep what an officer says of the conditions on which components depend.

    Args:
        app: The installation.
        by: Who says so, for which procedure and dossier.
        asked: The question.
        facts: `Condition.key` to whether it holds.
    """
    first = app.audit.entry(asked.number)
    concerned = first.event.persons if first else ()
    said = [f"{key}={'yes' if holds else 'no'}" for key, holds in sorted(facts.items())]
    note(app, by, Action.REUSE_CHECK, concerned=concerned, fields=said)
    app.lookups.settle(asked.number, with_facts(asked.components, facts))


@audited(Action.REUSE_ACCEPT, Action.REUSE_REJECT)
def decide(
    app: App, by: Caller, asked: Lookup, proposed: ComponentAnswer, *, accepted: bool
) -> None:
    """Take or refuse a paper that a lookup by the same account proposed.

    Args:
        app: The installation.
        by: The person who decides, with procedure and dossier.
        asked: The question.
        proposed: Its answer for the component.
        accepted: Whether the paper is taken.

    Raises:
        NotProposedError: The question did not propose it, or it serves no more.
    """
    decision = Decision(asked.number, proposed.component, proposed.paper_id or "", accepted)
    decide_reuse(app, by, decision)
    app.lookups.decide(asked.number, proposed.component, "accept" if accepted else "reject")
