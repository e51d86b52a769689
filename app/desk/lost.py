"""Restores papers that are marked as replaced although no replacement exists."""

from __future__ import annotations

import logging

from app.acting import Caller, audited
from app.desk.noting import note_paper
from app.installation import App
from storage.audit.chain import Action
from storage.desk.chains import dead_ends
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind
from storage.errors import DeskConflictError

__all__ = ["bring_back_lost"]

_LOST = "lost"
_log = logging.getLogger("motlan.desk")


@audited(Action.RETRY)
def bring_back_lost(app: App, by: Caller) -> list[DeskPaper]:
    """Put papers that vanished from the work queue back on it, and log each.

    A paper whose replacement was erased is not restored.

    Args:
        app: The installation.
        by: The caller.

    Returns:
        The restored papers.
    """
    back = []
    for paper in app.desk.several(dead_ends(app.desk.database)):
        if paper.replaced_by and app.archive.tombstone(paper.replaced_by):
            continue
        note_paper(app, by, Action.RETRY, paper, fields=(_LOST,))
        try:
            found = app.desk.move(
                paper,
                DeskState.WAITING,
                EventKind.RETRIED,
                by.actor,
                detail=_LOST,
                replaced_by=None,
            )
        except DeskConflictError:  # somebody has just scanned it again
            continue
        _log.warning(
            "was replaced by nothing, is back on the queue", extra={"paper": paper.paper_id}
        )
        back.append(found)
    return back
