"""What people do with a paper that was read: review, check, choose its type, sign, give back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from app.desk.answers import Answer, Reviewed, apply_answers, doubts, reclassify
from app.desk.drafts import drop_drafts, load_draft, save_draft
from app.errors import NotDraftedError, SamePersonError
from app.installation import App
from app.papers.outcome import Outcome
from app.papers.steps import ReadPaper, seal_record
from pipeline.intake.receive import receive
from schemas.law.review_rules import needs_four_eyes
from schemas.papers.registry import UNKNOWN
from storage.desk.corrections import keep_corrections
from storage.desk.worklist import DeskPaper, DeskState, EventKind
from storage.errors import DeskConflictError

__all__ = [
    "choose_type",
    "draft_of",
    "give_back",
    "keep_as_is",
    "retry",
    "seal_reviewed",
    "send_back",
    "settle",
    "today",
]

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_SIGNING_SECONDS = 120.0


def today() -> dt.date:
    """Return the day in Hanoi."""
    return dt.datetime.now(_HANOI).date()


def draft_of(app: App, paper: DeskPaper) -> ReadPaper:
    """Return what is known of a paper that is not signed yet.

    Raises:
        NotDraftedError: It was not read yet.
    """
    if paper.draft is None:
        raise NotDraftedError()
    return load_draft(app.archive.store, paper.paper_id, paper.draft)


def settle(
    app: App,
    seen: DeskPaper,
    answers: Mapping[str, Answer],
    operator: str,
    *,
    no_type: bool = False,
) -> tuple[DeskPaper, Reviewed]:
    """Take what a person says of the fields; the paper goes on when nothing is in doubt any more.

    Args:
        app: The installation.
        seen: The paper as the person saw it.
        answers: By name of field.
        operator: Their account.
        no_type: Whether the person says that the paper is of none of the known types; it is kept
            then, but never offered for reuse.

    Returns:
        The paper as it stands now and what was settled; where something was mistyped nothing
        changed.

    Raises:
        DeskConflictError: Somebody else changed it.
        SamePersonError: The second look is that of another person.
    """
    checks = seen.state is DeskState.TO_CHECK
    if seen.state not in (DeskState.TO_REVIEW, DeskState.TO_CHECK, DeskState.TO_SIGN):
        raise DeskConflictError("no-review")
    if checks and operator == seen.reviewed_by:
        raise SamePersonError()
    draft = draft_of(app, seen)
    found = apply_answers(draft.record, answers, operator, dt.datetime.now(dt.UTC))
    if found.problems:
        return seen, found
    untyped = found.record.classification.paper_type == UNKNOWN
    left = 0 if untyped and no_type else doubts(found.record)
    done = app.desk.move(
        seen,
        _next_state(seen, found, left),
        EventKind.CHECKED if checks else EventKind.REVIEWED,
        operator,
        amount=found.changed,
        doubts=left,
        draft=save_draft(app.archive.store, ReadPaper(found.record, draft.pages)),
        **{"checked_by" if checks else "reviewed_by": operator},
    )
    keep_corrections(app.desk.database, found.settled)
    return done, found


def _next_state(seen: DeskPaper, found: Reviewed, left: int) -> DeskState:
    if left:
        return seen.state
    if seen.state is DeskState.TO_CHECK:
        return DeskState.TO_SIGN
    second = needs_four_eyes(found.record.classification.paper_type, today())
    return DeskState.TO_CHECK if second else DeskState.TO_SIGN


def send_back(app: App, seen: DeskPaper, operator: str) -> DeskPaper:
    """Ask for another review, instead of passing or signing.

    Raises:
        DeskConflictError: Somebody else changed it.
    """
    if seen.state not in (DeskState.TO_CHECK, DeskState.TO_SIGN):
        raise DeskConflictError("no-check")
    return app.desk.move(seen, DeskState.TO_REVIEW, EventKind.SENT_BACK, operator, checked_by=None)


def choose_type(app: App, seen: DeskPaper, chosen: str, operator: str) -> DeskPaper:
    """Take a paper for another type and extract it anew.

    Raises:
        DeskConflictError: Somebody else changed it.
        UnknownPaperTypeError: There is no such type.
    """
    if seen.state not in (DeskState.TO_REVIEW, DeskState.TO_SIGN):
        raise DeskConflictError("no-review")
    changed = reclassify(draft_of(app, seen), chosen, operator, app)
    return app.desk.move(
        seen,
        DeskState.TO_REVIEW,
        EventKind.CORRECTED,
        operator,
        detail="paper_type",
        amount=1,
        paper_type=chosen,
        doubts=doubts(changed.record),
        draft=save_draft(app.archive.store, changed),
    )


def keep_as_is(app: App, seen: DeskPaper, operator: str) -> DeskPaper:
    """Read a paper although a page is to be scanned again: the operator saw it.

    Raises:
        DeskConflictError: Somebody else changed it.
    """
    if seen.state is not DeskState.RESCAN:
        raise DeskConflictError("no-rescan")
    return app.desk.move(seen, DeskState.READING, EventKind.KEPT_AS_IS, operator)


def retry(app: App, seen: DeskPaper, operator: str, *, not_secret: bool = False) -> DeskPaper:
    """Try a paper again that failed.

    Args:
        app: The installation.
        seen: The paper.
        operator: Who says so.
        not_secret: Whether that person looked and found no mark of secrecy.

    Raises:
        DeskConflictError: It did not fail, or somebody else changed it.
    """
    if seen.state is not DeskState.FAILED:
        raise DeskConflictError("not-failed")
    return app.desk.move(
        seen,
        DeskState.WAITING,
        EventKind.RETRIED,
        operator,
        detail="not_secret" if not_secret else "",
        error_code=None,
        seen_not_secret=seen.seen_not_secret or not_secret,
    )


def give_back(app: App, seen: DeskPaper, operator: str) -> DeskPaper:
    """Take a paper off the list unsigned.

    Raises:
        DeskConflictError: It is signed, or somebody else changed it.
    """
    if not seen.is_open:
        raise DeskConflictError("closed")
    gone = app.desk.move(seen, DeskState.REJECTED, EventKind.REJECTED, operator)
    drop_drafts(app.archive.store, seen.paper_id)
    app.pictures.forget(seen.paper_id)
    return gone


def seal_reviewed(app: App, seen: DeskPaper, operator: str) -> Outcome:
    """Steps 8 and 9 of a paper that people settled.

    Args:
        app: The installation.
        seen: The paper as the signer saw it.
        operator: Account of the signer.

    Raises:
        DeskConflictError: It is not to be signed, or somebody else has it in hand.
        MotlanError: As `app.papers.steps.seal_record`; the paper waits for the next try.
    """
    if seen.state is not DeskState.TO_SIGN:
        raise DeskConflictError("no-signing")
    if not app.desk.take(seen, operator, _SIGNING_SECONDS):
        raise DeskConflictError("taken")
    try:
        draft = draft_of(app, seen)
        file = receive(app.archive.original(seen.paper_id), seen.paper_id[:12])
        outcome = seal_record(file, draft, app)
    except BaseException:
        app.desk.release(seen, operator)
        raise
    app.desk.move(seen, DeskState.SIGNED, EventKind.SIGNED, operator, signed_by=operator)
    drop_drafts(app.archive.store, seen.paper_id)
    if outcome.record is not None and outcome.record.withheld is not None:
        app.pictures.forget(seen.paper_id)
    return outcome
