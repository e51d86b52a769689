"""Take or refuse: a decision counts only for a paper that a check on the audit chain proposed.

Both doors use this, the interface for other systems and the page Tra cứu, so that nobody can take
a paper through one of them which the other would not have offered.
"""

from __future__ import annotations

from schemas.record.paper import PaperStatus
from storage.audit.chain import Action, AuditEntry
from storage.papers.entries import IndexEntry
from storage.papers.reuse import ReuseAnswer

__all__ = ["may_be_taken", "proposals", "was_proposed"]


def proposals(answer: ReuseAnswer) -> tuple[str, ...]:
    """Return what an answer proposes, as the audit entry of the check names it."""
    return tuple(_name(c.component, c.paper_id) for c in answer.components if c.paper_id)


def may_be_taken(entry: IndexEntry | None) -> bool:
    """Tell whether a proposed paper still stands when it is taken: it may have been withdrawn."""
    return entry is not None and entry.status is PaperStatus.CURRENT


def was_proposed(
    asked: AuditEntry | None,
    *,
    actor: str,
    procedure: str,
    dossier: str,
    component: str,
    paper_id: str,
) -> bool:
    """Tell whether a check of the same account, for the same dossier, proposed a paper.

    Args:
        asked: Entry of the check; None where there is none of that number.
        actor: Account that decides.
        procedure: Mã TTHC that it works on.
        dossier: Mã hồ sơ that it works on.
        component: Key of the component.
        paper_id: The paper to take or refuse.
    """
    if asked is None:
        return False
    event = asked.event
    return (
        event.action is Action.REUSE_CHECK
        and (event.actor, event.procedure, event.dossier) == (actor, procedure, dossier)
        and _name(component, paper_id) in event.fields
    )


def _name(component: str, paper_id: str) -> str:
    return f"{component}={paper_id}"
