"""What a person decides about a blocked paper: read it as it is, retry, give it back."""

from __future__ import annotations

from app.acting import Caller, audited
from app.desk.drafts import drop_drafts
from app.desk.noting import note_paper
from app.installation import App
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind
from storage.desk.reasons import WhyGivenBack
from storage.errors import DeskConflictError

__all__ = ["give_back", "keep_as_is", "not_secret", "retry", "take_back"]

_GIVEN_BACK = "given_back"


@audited(Action.KEEP_AS_IS)
def keep_as_is(app: App, by: Caller, seen: DeskPaper) -> DeskPaper:
    """Read a paper despite the verdict to scan a page again, because the operator has seen it.

    Raises:
        DeskConflictError: No page of it is to be scanned again, or somebody else changed it.
    """
    if seen.state is not DeskState.RESCAN:
        raise DeskConflictError("no-rescan")
    note_paper(app, by, Action.KEEP_AS_IS, seen)
    return app.desk.move(seen, DeskState.READING, EventKind.KEPT_AS_IS, by.actor)


@audited(Action.RETRY)
def retry(app: App, by: Caller, seen: DeskPaper) -> DeskPaper:
    """Retry a failed paper.

    Raises:
        DeskConflictError: It did not fail, or somebody else changed it.
    """
    _check_failed(seen)
    note_paper(app, by, Action.RETRY, seen, fields=_why(seen))
    return app.desk.move(seen, DeskState.WAITING, EventKind.RETRIED, by.actor, error_code=None)


@audited(Action.NOT_SECRET)
def not_secret(app: App, by: Caller, seen: DeskPaper) -> DeskPaper:
    """Retry a paper on which a supervisor looked for secrecy marks and found none.

    Raises:
        DeskConflictError: It did not fail, or somebody else changed it.
    """
    _check_failed(seen)
    note_paper(app, by, Action.NOT_SECRET, seen, fields=_why(seen))
    return app.desk.move(
        seen,
        DeskState.WAITING,
        EventKind.RETRIED,
        by.actor,
        detail="not_secret",
        error_code=None,
        seen_not_secret=True,
    )


@audited(Action.GIVE_BACK)
def give_back(
    app: App, by: Caller, seen: DeskPaper, why: WhyGivenBack = WhyGivenBack.OTHER
) -> DeskPaper:
    """Take a paper off the work queue unsigned; `take_back` puts it there again.

    Args:
        app: The installation.
        by: Who gives it back.
        seen: The paper as that person saw it.
        why: What the dossier and the citizen are told.

    Raises:
        DeskConflictError: It is already closed, or somebody else changed it.
    """
    if not seen.is_open:
        raise DeskConflictError("closed")
    note_paper(app, by, Action.GIVE_BACK, seen, fields=(why,))
    gone = app.desk.move(seen, DeskState.REJECTED, EventKind.REJECTED, by.actor, detail=why)
    drop_drafts(app.archive.store, seen.paper_id)
    app.pictures.forget(seen.paper_id)
    return gone


@audited(Action.RETRY)
def take_back(app: App, by: Caller, seen: DeskPaper) -> DeskPaper:
    """Put a paper on the work queue again that was given back by mistake.

    Raises:
        DeskConflictError: It was not given back, or somebody else changed it.
    """
    if seen.state is not DeskState.REJECTED:
        raise DeskConflictError("not-given-back")
    note_paper(app, by, Action.RETRY, seen, fields=(_GIVEN_BACK,))
    return app.desk.move(
        seen,
        DeskState.WAITING,
        EventKind.RETRIED,
        by.actor,
        detail=_GIVEN_BACK,
        draft=None,
        reviewed_by=None,
        checked_by=None,
        doubts=0,
    )


def _check_failed(seen: DeskPaper) -> None:
    if seen.state is not DeskState.FAILED:
        raise DeskConflictError("not-failed")


def _why(seen: DeskPaper) -> tuple[str, ...]:
    return (seen.error_code,) if seen.error_code else ()
