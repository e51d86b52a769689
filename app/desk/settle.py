"""What people decide about a paper that was read: review, check, send back, choose the type.

Every verb first checks the state, then writes its audit entry, then changes the work queue if the
revision is still the one that was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.acting import Caller, audited
from app.desk.answers import Answer, Reviewed, apply_answers, doubts, reclassify, with_pages_seen
from app.desk.dossiers.compare import hold_against_dossier
from app.desk.dossiers.take import check_taken_in
from app.desk.drafts import draft_of, save_draft
from app.desk.noting import note_paper
from app.errors import SamePersonError
from app.installation import App
from app.papers.digitizing.steps import ReadPaper
from schemas.law.review_rules import needs_four_eyes
from schemas.papers.registry import UNKNOWN
from schemas.record.paper import PaperRecord
from storage.audit.chain import Action
from storage.desk.corrections import keep_corrections
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind
from storage.desk.reasons import WhySentBack
from storage.desk.typed import drop_typed
from storage.errors import DeskConflictError

__all__ = ["check", "retype", "review", "send_back"]


@audited(Action.REVIEW)
def review(
    app: App,
    by: Caller,
    seen: DeskPaper,
    answers: Mapping[str, Answer],
    *,
    no_type: bool = False,
) -> tuple[DeskPaper, Reviewed]:
    """Apply a person's answers; the paper moves on when no field is in doubt.

    Args:
        app: The installation.
        by: The person who answers.
        seen: The paper as the person saw it.
        answers: Answers by field name.
        no_type: Whether the person states that the paper is of no known type; it is then stored,
            but never offered for reuse.

    Returns:
        The paper in its new state and what was settled; if a value was invalid, nothing changed.

    Raises:
        DeskConflictError: It does not await review, or somebody else changed it.
    """
    check_taken_in(seen)
    if seen.state not in (DeskState.TO_REVIEW, DeskState.TO_SIGN):
        raise DeskConflictError("no-review")
    draft, found = _answered(app, by, seen, answers)
    if found.problems:
        return seen, found
    note_paper(app, by, Action.REVIEW, seen, draft.record, _changed(found))
    left = _left(found.record, no_type=no_type)
    second = needs_four_eyes(found.record.classification.paper_type, app.today())
    done = app.desk.move(
        seen,
        DeskState.TO_REVIEW if left else DeskState.TO_CHECK if second else DeskState.TO_SIGN,
        EventKind.REVIEWED,
        by.actor,
        amount=found.changed,
        doubts=left,
        draft=save_draft(app.archive.store, ReadPaper(found.record, draft.pages)),
        reviewed_by=by.actor,
    )
    keep_corrections(app.desk.database, found.settled)
    drop_typed(app.desk.database, seen.paper_id, by.actor)
    return done, found


@audited(Action.CHECK)
def check(
    app: App,
    by: Caller,
    seen: DeskPaper,
    answers: Mapping[str, Answer],
    *,
    no_type: bool = False,
) -> tuple[DeskPaper, Reviewed]:
    """Apply the answers of a second person to a reviewed paper (four-eyes principle).

    Args:
        app: The installation.
        by: The person who answers.
        seen: The paper as the person saw it.
        answers: Answers by field name, for the fields that the first person got wrong.
        no_type: See `review`.

    Returns:
        See `review`.

    Raises:
        DeskConflictError: It does not await a check, or somebody else changed it.
        SamePersonError: The caller is the person who reviewed it.
    """
    check_taken_in(seen)
    if seen.state is not DeskState.TO_CHECK:
        raise DeskConflictError("no-check")
    if by.actor == seen.reviewed_by:
        raise SamePersonError()
    draft, found = _answered(app, by, seen, answers)
    if found.problems:
        return seen, found
    note_paper(app, by, Action.CHECK, seen, draft.record, _changed(found))
    left = _left(found.record, no_type=no_type)
    done = app.desk.move(
        seen,
        seen.state if left else DeskState.TO_SIGN,
        EventKind.CHECKED,
        by.actor,
        amount=found.changed,
        doubts=left,
        draft=save_draft(app.archive.store, ReadPaper(found.record, draft.pages)),
        checked_by=by.actor,
    )
    keep_corrections(app.desk.database, found.settled)
    drop_typed(app.desk.database, seen.paper_id, by.actor)
    return done, found


@audited(Action.SEND_BACK)
def send_back(
    app: App, by: Caller, seen: DeskPaper, why: WhySentBack = WhySentBack.OTHER
) -> DeskPaper:
    """Send a paper back for another review instead of passing or signing it.

    Args:
        app: The installation.
        by: Who asks.
        seen: The paper as that person saw it.
        why: What the first person has to look at.

    Raises:
        DeskConflictError: It awaits neither check nor signature, or somebody else changed it.
    """
    if seen.state not in (DeskState.TO_CHECK, DeskState.TO_SIGN):
        raise DeskConflictError("no-check")
    note_paper(app, by, Action.SEND_BACK, seen, fields=(why,))
    return app.desk.move(
        seen,
        DeskState.TO_REVIEW,
        EventKind.SENT_BACK,
        by.actor,
        detail=why,
        checked_by=None,
    )


@audited(Action.RETYPE)
def retype(app: App, by: Caller, seen: DeskPaper, chosen: str) -> DeskPaper:
    """Change the type of a paper and extract its fields again.

    Raises:
        DeskConflictError: It does not await review, or somebody else changed it.
        UnknownPaperTypeError: There is no such type.
    """
    check_taken_in(seen)
    if seen.state not in (DeskState.TO_REVIEW, DeskState.TO_SIGN):
        raise DeskConflictError("no-review")
    draft = draft_of(app, seen)
    changed = reclassify(draft, chosen, by.actor, app)
    note_paper(app, by, Action.RETYPE, seen, draft.record, (chosen,))
    moved = app.desk.move(
        seen,
        DeskState.TO_REVIEW,
        EventKind.CORRECTED,
        by.actor,
        detail="paper_type",
        amount=1,
        paper_type=chosen,
        doubts=doubts(changed.record),
        draft=save_draft(app.archive.store, changed),
    )
    drop_typed(app.desk.database, seen.paper_id, by.actor)
    return moved


def _answered(
    app: App, by: Caller, seen: DeskPaper, answers: Mapping[str, Answer]
) -> tuple[ReadPaper, Reviewed]:
    """Return the draft, and its record with the answers compared with the current dossier.

    Another paper may have been corrected since this one was read; a contradiction that no longer
    exists must not keep a value in review.
    """
    draft = draft_of(app, seen)
    found = apply_answers(draft.record, answers, by.actor, app.clock())
    if found.problems:
        return draft, found
    seen_whole = with_pages_seen(found.record, by.actor)
    return draft, replace(found, record=hold_against_dossier(app, seen_whole))


def _changed(found: Reviewed) -> tuple[str, ...]:
    return tuple(each.field for each in found.settled if each.changed)


def _left(record: PaperRecord, *, no_type: bool) -> int:
    """Return how many doubts are left; `no_type` settles an unknown paper type."""
    untyped = record.classification.paper_type == UNKNOWN
    return 0 if untyped and no_type else doubts(record)
