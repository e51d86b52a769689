"""Papers from machines are kept apart until a clerk takes them into the dossier.

Anybody who knows the code of a dossier can hand in papers for it at a kiosk. Such a paper is judged
and read like any other, but not reviewed, signed or counted before a person confirms that it
belongs to the dossier.
"""

from __future__ import annotations

from app.acting import Caller, audited
from app.desk.noting import note_paper
from app.installation import App
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper, EventKind
from storage.errors import DeskConflictError

__all__ = ["check_taken_in", "take_into_dossier"]


@audited(Action.TAKE_IN)
def take_into_dossier(app: App, by: Caller, seen: DeskPaper) -> DeskPaper:
    """Take a paper into its dossier.

    Raises:
        DeskConflictError: It is not kept apart, is closed, or somebody else changed it.
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
    """Refuse a paper that is kept apart.

    Raises:
        DeskConflictError: It is kept apart.
    """
    if seen.apart:
        raise DeskConflictError("apart")
