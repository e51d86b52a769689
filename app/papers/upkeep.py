"""The verbs that keep store and index in order."""

from __future__ import annotations

from collections.abc import Callable

from app.acting import Caller, audited, note
from app.installation import App
from storage.audit.chain import Action
from storage.objects.port import ObjectStore
from storage.papers.scrub import ScrubReport
from storage.papers.scrub import scrub as read_through

__all__ = ["reindex", "scrub"]

Progress = Callable[[int, int], None]


@audited(Action.UPKEEP)
def reindex(app: App, by: Caller, progress: Progress | None = None) -> int:
    """Rebuild the index from the store; returns how many papers it knows then.

    Args:
        app: The installation.
        by: Who lets it be done.
        progress: Called with the numbers of papers done and to do.

    Raises:
        StoreUnavailableError: The store does not answer.
    """
    note(app, by, Action.UPKEEP, fields=("reindex",))
    return app.archive.reindex(progress)


@audited(Action.UPKEEP)
def scrub(
    app: App, by: Caller, replica: ObjectStore | None = None, progress: Progress | None = None
) -> ScrubReport:
    """Read the whole store: what is lost, broken, left over; mend it from a copy.

    Args:
        app: The installation.
        by: Who lets it be done.
        replica: A second store with the same keys, to mend from.
        progress: Called with the numbers of papers done and to do.

    Raises:
        StoreUnavailableError: A store does not answer.
    """
    note(app, by, Action.UPKEEP, fields=("scrub",))
    return read_through(
        app.archive.store, ledger=app.archive.ledger, replica=replica, progress=progress
    )
