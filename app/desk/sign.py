"""Sign: seals and stores a settled paper, which then leaves the work queue."""

from __future__ import annotations

import functools

from app.acting import Caller, audited
from app.desk.answers import Reviewed
from app.desk.dossiers.take import check_taken_in
from app.desk.drafts import draft_of, drop_drafts
from app.desk.noting import note_paper
from app.installation import App
from app.keys.signing import signers_of
from app.papers.attach import attach_waiting
from app.papers.digitizing.outcome import Outcome
from app.papers.digitizing.sealing import seal_again
from app.papers.digitizing.steps import seal_record
from app.papers.life.correct import store_rectified
from app.papers.original import original_of
from extractors.extract import judge_again
from pipeline.seal.paper import Signers
from schemas.record.paper import PaperRecord
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind
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
        NotTheSignerError, SigningLockedError: As `app.keys.signing.signers_of`.
        MotlanError: As in `app.papers.digitizing.steps.seal_record`; the paper waits for the
            next attempt.
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
        on_file = app.archive.on_file(seen.paper_id)
        outcome = _sealed_again(app, draft.record, on_file, signers) if on_file else None
        outcome = outcome or seal_record(file, draft, app, signers)
    except BaseException:
        app.desk.release(seen, by.actor)
        raise
    attach_waiting(app, by, seen.paper_id)
    app.desk.move(seen, DeskState.SIGNED, EventKind.SIGNED, by.actor, signed_by=by.actor)
    drop_drafts(app.archive.store, seen.paper_id)
    if outcome.record is not None and outcome.record.withheld is not None:
        app.pictures.forget(seen.paper_id)
    return outcome


def _sealed_again(
    app: App, draft: PaperRecord, on_file: PaperRecord, signers: Signers
) -> Outcome | None:
    """Store what people settled of a paper on file as its next version; None if that is nothing.

    What others have changed since it came back to the desk stays.
    """
    settled = {
        name: field
        for name, field in draft.fields.items()
        if field.confirmed and field != on_file.fields.get(name)
    }
    other_type = draft.classification != on_file.classification
    seen = {page.number: page.seen_by for page in draft.pages if page.seen_by}
    newly_seen = seen.keys() & set(on_file.unseen_pages)
    if not settled and not other_type and not newly_seen:
        return None
    kept = draft.fields if other_type else on_file.fields | settled
    update = {
        "classification": draft.classification,
        "fields": judge_again(draft.classification.paper_type, kept),
        "pages": tuple(
            page.model_copy(update={"seen_by": seen[page.number]})
            if page.number in newly_seen
            else page
            for page in on_file.pages
        ),
        "version": on_file.version + 1,
        "processed_at": app.clock(),
    }
    found = Reviewed(on_file.model_copy(update=update), (), {})
    sealer = functools.partial(seal_again, app, signers=signers)
    saved = store_rectified(app.archive, found, sealer)
    return Outcome.of(saved.record, saved.created)
