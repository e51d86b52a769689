"""The components of a dossier as they stand: what is there, what is on file, what is missing.

The answer of the reuse check is of the moment in which the dossier was opened; the papers come in
later. So the answer is compared with the papers of the dossier whenever it is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.acting import Caller, audited, note
from app.desk.dossiers.lookup import decide, look_up, settle_facts
from app.errors import NotProposedError
from app.installation import App
from schemas.law.procedures import Component, procedure
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper, DeskState
from storage.desk.dossiers import Dossier
from storage.desk.lookups import Lookup
from storage.desk.ticks import Tick, set_tick, take_tick_away, ticks_of
from storage.papers.reuse.answers import TAKEABLE, Availability, ComponentAnswer, with_facts

__all__ = [
    "MET",
    "ComponentState",
    "ComponentView",
    "ask_again",
    "components_of",
    "lookup_of",
    "say_condition",
    "tick",
    "use_on_file",
]


class ComponentState(StrEnum):
    """How far a component is."""

    DONE = "done"
    """A paper of the dossier is it, and is signed."""
    HERE = "here"
    """A paper of the dossier is it; it is still being worked on."""
    REUSED = "reused"
    """A paper on file was taken."""
    SEEN = "seen"
    """A person has ticked it."""
    WRONG_FORM = "wrong_form"
    """A paper of the dossier is it, but in a form that does not count."""
    OFFERED = "offered"
    """A paper on file can be taken."""
    ASKED = "asked"
    """It depends on a fact that nobody has stated."""
    OFFICER = "officer"
    """A person has to decide."""
    TO_PRESENT = "to_present"
    LOOKUP = "lookup"
    """The data of a database stand for it."""
    FREE = "free"
    """Not needed here, or another one stands for it."""
    MISSING = "missing"


MET = (
    ComponentState.DONE,
    ComponentState.HERE,
    ComponentState.REUSED,
    ComponentState.SEEN,
)
"""States in which nobody has to bring anything any more."""
_GONE = (DeskState.REJECTED, DeskState.REPLACED)
_SAID = {
    Availability.NOT_APPLICABLE: ComponentState.FREE,
    Availability.DATA_LOOKUP_AVAILABLE: ComponentState.LOOKUP,
    Availability.MUST_PRESENT: ComponentState.TO_PRESENT,
}


@dataclass(frozen=True, slots=True)
class ComponentView:
    """One component as it stands.

    Attributes:
        answer: What the reuse check said of it.
        state: How far it is.
        paper: The paper of the dossier that is it, or None.
        tick: Who has ticked it, or None.
        refused: Whether the paper on file was refused.
    """

    answer: ComponentAnswer
    state: ComponentState
    paper: DeskPaper | None = None
    tick: Tick | None = None
    refused: bool = False


def components_of(app: App, dossier: Dossier, papers: Sequence[DeskPaper]) -> list[ComponentView]:
    """Return the components of a dossier as they stand.

    Args:
        app: The installation.
        dossier: The dossier.
        papers: Its papers, also those that came first with another dossier.
    """
    answers = dossier.components
    rules = _rules(dossier, app.today())
    served = _served([rules[a.component] for a in answers if a.component in rules], papers)
    ticks = ticks_of(app.desk.database, dossier.dossier)
    views = []
    for answer in answers:
        key = answer.component
        decision = app.reuse_decisions.get(dossier.check, key) if dossier.check else None
        accepted = decision.accepted if decision else None
        paper = served.get(key)
        state = _state(answer, rules.get(key), paper, key in ticks, accepted)
        refused = accepted is False
        views.append(ComponentView(answer, state, paper, ticks.get(key), refused))
    return _grouped(views)


def lookup_of(app: App, dossier: Dossier, account: str) -> Lookup | None:
    """Return the check of a dossier to the account that asked; only they can decide on it."""
    return app.lookups.get(dossier.check, account) if dossier.check else None


@audited(Action.REUSE_CHECK)
def ask_again(app: App, by: Caller, dossier: Dossier, subject: str, *, birth: str = "") -> Dossier:
    """Ask for a person what is on file, for a dossier that is open.

    Raises:
        PurposeError, TooManyPersonsError: Nobody may be asked about.
        UnknownProcedureError: The dossier has no procedure that is in force today.
    """
    by = by.about(dossier=dossier.dossier, procedure=dossier.procedure)
    number = look_up(app, by, subject, birth=birth)
    asked = app.lookups.get(number, by.actor)
    components = asked.components if asked else ()
    return app.dossiers.change(dossier.dossier, dossier.procedure, components, number)


@audited(Action.REUSE_ACCEPT, Action.REUSE_REJECT)
def use_on_file(app: App, by: Caller, dossier: Dossier, component: str, *, accepted: bool) -> None:
    """Take or refuse the paper on file that the check of a dossier proposed.

    Raises:
        NotProposedError: The check proposed none, somebody else asked, or it serves no more.
    """
    by = by.about(dossier=dossier.dossier, procedure=dossier.procedure)
    asked = lookup_of(app, dossier, by.actor)
    proposed = asked.proposed(component) if asked else None
    if asked is None or proposed is None:
        raise NotProposedError()
    decide(app, by, asked, proposed, accepted=accepted)


@audited(Action.REUSE_CHECK)
def say_condition(app: App, by: Caller, dossier: Dossier, fact: str, *, holds: bool) -> None:
    """State a fact on which components of a dossier depend.

    Args:
        app: The installation.
        by: Who says so.
        dossier: The dossier.
        fact: `Condition.key`.
        holds: Whether it is so.
    """
    by = by.about(dossier=dossier.dossier, procedure=dossier.procedure)
    asked = lookup_of(app, dossier, by.actor)
    if asked is not None:
        settle_facts(app, by, asked, {fact: holds})
    else:
        said = f"{fact}={'yes' if holds else 'no'}"
        note(app, by, Action.REUSE_CHECK, fields=(said,))
    settled = with_facts(dossier.components, {fact: holds})
    app.dossiers.change(dossier.dossier, dossier.procedure, settled, dossier.check)


@audited(Action.TICK)
def tick(app: App, by: Caller, dossier: str, what: str, *, seen: bool) -> None:
    """Say that a component was seen, or that a paper belongs to the dossier; or take it back.

    Args:
        app: The installation.
        by: Who says so.
        dossier: Mã hồ sơ.
        what: Key of the component, or SHA-256 of the paper.
        seen: False takes it back.
    """
    note(app, by.about(dossier=dossier, procedure=""), Action.TICK, fields=(what, f"seen={seen}"))
    if seen:
        set_tick(app.desk.database, dossier, what, Tick(by.actor, app.clock()))
    else:
        take_tick_away(app.desk.database, dossier, what)


def _rules(dossier: Dossier, today: dt.date) -> Mapping[str, Component]:
    found = procedure(dossier.procedure, today) if dossier.procedure else None
    return {component.key: component for component in found.components} if found else {}


def _types(component: Component) -> Collection[str]:
    return (*component.accepts, *component.seen_as)


def _served(components: Sequence[Component], papers: Sequence[DeskPaper]) -> dict[str, DeskPaper]:
    """Assign papers to components, each to one, so that as many as possible have their paper.

    What is further on the way and in the right form comes first.
    """
    order = list(DeskState)
    known = [p for p in papers if p.paper_type and p.state not in _GONE and not p.apart]
    taken: dict[str, Component] = {}

    def place(component: Component, tried: set[str]) -> bool:
        fit = [p for p in known if p.paper_type in _types(component)]
        fit.sort(key=lambda p: (not _right_form(component, p), -order.index(p.state)))
        for paper in fit:
            if paper.paper_id in tried:
                continue
            tried.add(paper.paper_id)
            holder = taken.get(paper.paper_id)
            if holder is None or place(holder, tried):
                taken[paper.paper_id] = component
                return True
        return False

    for component in components:
        place(component, set())
    by_id = {paper.paper_id: paper for paper in known}
    return {component.key: by_id[paper_id] for paper_id, component in taken.items()}


def _right_form(component: Component, paper: DeskPaper) -> bool:
    return not component.accepts or paper.form_of_paper in component.forms


def _state(
    answer: ComponentAnswer,
    rule: Component | None,
    paper: DeskPaper | None,
    ticked: bool,
    accepted: bool | None,
) -> ComponentState:
    if paper is not None:
        if rule is not None and not ticked and not _right_form(rule, paper):
            return ComponentState.WRONG_FORM
        return ComponentState.DONE if paper.state is DeskState.SIGNED else ComponentState.HERE
    if ticked:
        return ComponentState.SEEN
    if accepted:
        return ComponentState.REUSED
    if answer.availability in TAKEABLE and answer.paper_id and accepted is None:
        return ComponentState.OFFERED
    if answer.condition and answer.applies is None:
        return ComponentState.ASKED
    if answer.availability in _SAID:
        return _SAID[answer.availability]
    needs_officer = answer.availability is Availability.NEEDS_OFFICER and accepted is None
    return ComponentState.OFFICER if needs_officer else ComponentState.MISSING


def _grouped(views: Sequence[ComponentView]) -> list[ComponentView]:
    """Free those of which another one of their group is there."""
    met = {v.answer.one_of for v in views if v.answer.one_of and v.state in MET}
    return [
        ComponentView(v.answer, ComponentState.FREE, v.paper, v.tick, v.refused)
        if v.answer.one_of in met and v.state not in MET
        else v
        for v in views
    ]
