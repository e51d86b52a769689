"""Sign: seals and stores a settled paper, which then leaves the work queue."""

from __future__ import annotations

from app.acting import Caller, audited
from app.desk.drafts import draft_of, drop_drafts
from app.desk.noting import note_paper
from app.desk.take import check_taken_in
from app.installation import App
from app.papers.attach import attach_waiting
from app.papers.original import original_of
from app.papers.outcome import Outcome
from app.papers.steps import seal_record
from app.signing import signers_of
from storage.audit.chain import Action
from storage.desk.work_queue import DeskPaper, DeskState, EventKind
from storage.errors import DeskConflictError

__all__ = ["sign"]

_SIGNING_SECONDS = 120.0


@audited(Action.SIGN)
def sign(app: App, by: Caller, seen: DeskPaper) -> Outcome:
    """Sign and store a settled paper.

    Args:
        app: The installation.
        by: The signer.
        seen: The paper as the signer saw it.

    Raises:
        DeskConflictError: It does not await signature, or somebody else is working on it.
        NotTheSignerError, SigningLockedError: As `app.signing.signers_of`.
        MotlanError: As in `app.papers.steps.seal_record`; the paper waits for the next attempt.
    """
    signers = signers_of(app, by)  # what cannot be signed is not begun
    check_taken_in(seen)
    if seen.state is not DeskState.TO_SIGN:
        raise DeskConflictError("no-signing")
    if not app.desk.take(seen, by.actor, _SIGNING_SECONDS):
        raise DeskConflictError("taken")
    try:
        draft = draft_of(app, seen)
        file = original_of(app.archive, seen.paper_id)
        note_paper(app, by, Action.SIGN, seen, draft.record)
        outcome = seal_record(file, draft, app, signers)
    except BaseException:
        app.desk.release(seen, by.actor)
        raise
    attach_waiting(app, by, seen.paper_id)
    app.desk.move(seen, DeskState.SIGNED, EventKind.SIGNED, by.actor, signed_by=by.actor)
    drop_drafts(app.archive.store, seen.paper_id)
    if outcome.record is not None and outcome.record.withheld is not None:
        app.pictures.forget(seen.paper_id)
    return outcome
