"""What the page of a dossier shows: components as they stand, papers, what speaks against them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.desk.dossiers.compare import check_dossier
from app.desk.dossiers.components import (
    MET,
    ComponentState,
    ComponentView,
    components_of,
    lookup_of,
)
from app.desk.dossiers.lookup import may_take_now
from app.desk.dossiers.open import without_answers
from storage.desk.desk_papers import CLOSED, DeskEvent, DeskPaper, DeskState
from storage.desk.dossiers import Dossier
from storage.desk.hand_ins import OtherDossier
from storage.desk.reading_pace import seconds_left
from storage.desk.ticks import ticks_of
from storage.papers.search.entries import IndexEntry
from web.errors import NoSuchPageError
from web.pages import CORRECTION, LOOKUP
from web.visit import Visit

__all__ = ["dossier_view", "may_see", "open_dossier_of", "papers_of"]

_FRESH = dt.timedelta(minutes=30)
"""Papers read within this time tell how long one takes."""


@dataclass(frozen=True, slots=True)
class _OnFile:
    """A paper on file that stands beside a component.

    Attributes:
        entry: The paper as the index knows it: no values.
        takeable: Whether the person may take it now.
    """

    entry: IndexEntry
    takeable: bool


def dossier_view(visit: Visit, dossier: Dossier) -> dict[str, Any]:
    """Return what the templates of a dossier show."""
    code = dossier.dossier
    if not LOOKUP.opens_for(visit.account):
        dossier = without_answers(visit.app, dossier)
    papers, shared = papers_of(visit, code), _shared(visit, code)
    views = components_of(visit.app, dossier, [*papers, *(paper for _, paper in shared)])
    checked = check_dossier(visit.app, code)
    accepted = {v.paper.paper_id for v in views if v.paper}
    said = ticks_of(visit.app.desk.database, code)
    asked = lookup_of(visit.app, dossier, visit.account.name)
    apart = papers_of(visit, code, apart=True)
    return {
        "code": code,
        "papers": papers,
        "apart": apart,
        "back": _given_back(visit, code),
        "shared": shared,
        "findings": checked.findings,
        "strangers": checked.strangers - said.keys(),
        "components": views,
        "left": [v for v in views if v.state is ComponentState.MISSING],
        "met": [v for v in views if v.state in MET],
        "unasked": _unasked(views, papers, accepted),
        "on_file": _on_file(visit, dossier, views),
        "needs_birth": visit.app.settings.second_attribute,
        "asks": LOOKUP.opens_for(visit.account) and bool(dossier.procedure),
        "asked": asked,
        "corrects": CORRECTION.opens_for(visit.account),
        "seconds_left": seconds_left(visit.app.desk.database, code, visit.app.clock() - _FRESH),
    }


def open_dossier_of(visit: Visit, code: str) -> Dossier:
    """Return a dossier that is open.

    Raises:
        NoSuchPageError: It is not, or the person may not know of it.
    """
    found = visit.app.dossiers.get(code)
    if found is None or not may_see(visit, found):
        raise NoSuchPageError("dossier")
    return found


def may_see(visit: Visit, dossier: Dossier) -> bool:
    """Return whether the person may know of a dossier."""
    if visit.operator is not None and dossier.operator != visit.operator:
        return False
    return visit.branch is None or dossier.branch == visit.branch


def papers_of(visit: Visit, code: str, *, apart: bool = False) -> list[DeskPaper]:
    """Return the papers of a dossier, or those not yet taken into it."""
    open_or_signed = [s for s in DeskState if s not in CLOSED or s is DeskState.SIGNED]
    return visit.papers(*open_or_signed, dossier=code, apart=apart)


def _given_back(visit: Visit, code: str) -> list[tuple[DeskPaper, DeskEvent]]:
    """Return papers that were given back, each with who did it and why."""
    gone = visit.app.desk.find(
        states=(DeskState.REJECTED,), dossier=code, branch=visit.branch, operator=visit.operator
    )
    return [(paper, visit.app.desk.events(paper.paper_id)[-1]) for paper in gone]


def _shared(visit: Visit, code: str) -> list[tuple[OtherDossier, DeskPaper]]:
    """Return the papers that came first with another dossier, and belong to this one, too."""
    others = visit.app.hand_ins.for_dossier(code)
    papers = {p.paper_id: p for p in visit.app.desk.several(o.paper_id for o in others)}
    return [(o, papers[o.paper_id]) for o in others if o.paper_id in papers]


def _unasked(
    views: list[ComponentView], papers: list[DeskPaper], accepted: set[str]
) -> frozenset[str]:
    """Return papers that were read and that no component of the procedure asks for."""
    if not views:
        return frozenset()
    return frozenset(p.paper_id for p in papers if p.paper_type and p.paper_id not in accepted)


def _on_file(visit: Visit, dossier: Dossier, views: list[ComponentView]) -> dict[str, _OnFile]:
    """Return the papers on file that the check named, by component; nobody else is shown them."""
    asked = lookup_of(visit.app, dossier, visit.account.name)
    if asked is None or not LOOKUP.opens_for(visit.account):
        return {}
    found = {}
    for view in views:
        proposed = asked.proposed(view.answer.component)
        entry = visit.app.index.get(proposed.paper_id or "") if proposed else None
        if proposed and entry:
            takeable = may_take_now(visit.app, asked, proposed, entry)
            found[view.answer.component] = _OnFile(entry, takeable)
    return found
