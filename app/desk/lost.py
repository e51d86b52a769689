"""Papers that count as replaced although nothing stands in their place: they come back."""

from __future__ import annotations

import logging

from app.acting import Caller, audited
from app.desk.noting import note_paper
from app.installation import App
from storage.audit.chain import Action
from storage.desk.chains import dead_ends
from storage.desk.work_queue import DeskPaper, DeskState, EventKind
from storage.errors import DeskConflictError

__all__ = ["bring_back_lost"]

_LOST = "lost"
_log = logging.getLogger("motlan.desk")


@audited(Action.RETRY)
def bring_back_lost(app: App, by: Caller) -> list[DeskPaper]:
    """Put papers on the work queue again that vanished from it, and tell each in the log.

    A paper whose successor was erased stays away.

    Args:
        app: The installation.
        by: Who lets it be done.

    Returns:
        The papers that came back.
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
        except DeskConflictError:  # somebody scanned it again a moment ago
            continue
        _log.warning("%s: was replaced by nothing; back on the queue", paper.paper_id[:12])
        back.append(found)
    return back
