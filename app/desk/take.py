"""Taking in: what came from a machine lies apart until a clerk takes it into the dossier.

Whoever knows the code of a dossier can hand something in for it at a kiosk. It is judged and read
like every paper, but nobody reviews, signs or counts it before a person said that it belongs there.
"""

from __future__ import annotations

from app.acting import Caller, audited
from app.desk.noting import note_paper
from app.installation import App
from storage.audit.chain import Action
from storage.desk.work_queue import DeskPaper, EventKind
from storage.errors import DeskConflictError

__all__ = ["check_taken_in", "take_into_dossier"]


@audited(Action.TAKE_IN)
def take_into_dossier(app: App, by: Caller, seen: DeskPaper) -> DeskPaper:
    """Take a paper into its dossier.

    Raises:
        DeskConflictError: It does not lie apart, is closed, or somebody else changed it.
    """
    if not seen.is_open:
        raise DeskConflictError("closed")
    if not seen.apart:
        raise DeskConflictError("not-apart")
    note_paper(app, by, Action.TAKE_IN, seen)
    return app.desk.move(
        seen, seen.state, EventKind.TAKEN_IN, by.actor, apart=False, taken_by=by.actor
    )


def check_taken_in(seen: DeskPaper) -> None:
    """Refuse a paper that lies apart.

    Raises:
        DeskConflictError: It does.
    """
    if seen.apart:
        raise DeskConflictError("apart")
