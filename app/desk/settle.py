"""What people settle of a paper that was read: review, check, send back, choose its type.

Every verb says first what state allows it, then writes its entry, and then changes the work queue
under the revision that was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.acting import Caller, audited
from app.desk.answers import Answer, Reviewed, apply_answers, doubts, reclassify
from app.desk.dossier import hold_against_dossier
from app.desk.drafts import draft_of, save_draft
from app.desk.noting import note_paper
from app.desk.take import check_taken_in
from app.errors import SamePersonError
from app.installation import App
from app.papers.steps import ReadPaper
from schemas.law.review_rules import needs_four_eyes
from schemas.papers.registry import UNKNOWN
from schemas.record.paper import PaperRecord
from storage.audit.chain import Action
from storage.desk.corrections import keep_corrections
from storage.desk.reasons import WhySentBack
from storage.desk.typed import drop_typed
from storage.desk.work_queue import DeskPaper, DeskState, EventKind
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
    """Take what a person says of the fields; the paper goes on when nothing is in doubt any more.

    Args:
        app: The installation.
        by: Who says so.
        seen: The paper as the person saw it.
        answers: By name of field.
        no_type: Whether the person says that the paper is of none of the known types; it is kept
            then, but never offered for reuse.

    Returns:
        The paper as it stands now and what was settled; where something was mistyped nothing
        changed.

    Raises:
        DeskConflictError: It is not to be reviewed, or somebody else changed it.
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
        seen.state if left else DeskState.TO_CHECK if second else DeskState.TO_SIGN,
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
    """Take what a second person says of a paper that one has reviewed.

    Args:
        app: The installation.
        by: Who says so.
        seen: The paper as the person saw it.
        answers: By name of field; those that the first person got wrong.
        no_type: See `review`.

    Returns:
        See `review`.

    Raises:
        DeskConflictError: It is not to be checked, or somebody else changed it.
        SamePersonError: The same person reviewed it.
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
    """Ask for another review, instead of passing or signing.

    Args:
        app: The installation.
        by: Who asks.
        seen: The paper as that person saw it.
        why: What the first person has to look at.

    Raises:
        DeskConflictError: It is not to be checked or signed, or somebody else changed it.
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
    """Take a paper for another type and extract it anew.

    Raises:
        DeskConflictError: It is not to be reviewed, or somebody else changed it.
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
    """Return the draft, and what it says with the answers, compared with its dossier as it is now.

    Another paper may have been corrected since this one was read: what spoke against a value then
    must not keep it in review for ever.
    """
    draft = draft_of(app, seen)
    found = apply_answers(draft.record, answers, by.actor, app.clock())
    if found.problems:
        return draft, found
    return draft, replace(found, record=hold_against_dossier(app, found.record))


def _changed(found: Reviewed) -> tuple[str, ...]:
    return tuple(each.field for each in found.settled if each.changed)


def _left(record: PaperRecord, *, no_type: bool) -> int:
    """Return how many doubts are left; that the paper is of no known type may be settled, too."""
    untyped = record.classification.paper_type == UNKNOWN
    return 0 if untyped and no_type else doubts(record)
