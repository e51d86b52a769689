"""Doubts of papers on file come to a person: the review queue over the store.

A backfill keeps papers without review, and a paper handed in again is not read again; until a
person has looked at what is in doubt, no reuse check offers them. Here such a paper comes back to
the review queue, with all that is known of it: when a reuse check would need it, when it is handed
in again, or by type and by lot. When it is signed, it becomes the next version of its record.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable

from app.acting import Caller, audited, note
from app.desk.answers import doubts
from app.desk.drafts import save_draft
from app.installation import App
from app.papers.digitizing.steps import ReadPaper
from schemas.errors import MotlanError
from schemas.record.intake import Intake
from schemas.record.page import Grade, PageQuality
from schemas.record.paper import PageInfo, PaperRecord
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind, JudgedPage
from storage.errors import DeskConflictError
from storage.papers.search.entries import entry_of

__all__ = ["demand", "reopen", "reopen_some", "to_review"]

_log = logging.getLogger("motlan.desk")


@audited(Action.REOPEN)
def reopen(
    app: App, by: Caller, paper_id: str, *, branch: str = "", station: str = ""
) -> DeskPaper:
    """Put a paper on file on the review queue; one that is there already stays as it is.

    Args:
        app: The installation.
        by: Who asks for it, and why.
        paper_id: SHA-256 of the original.
        branch: Whose people are to look, where the paper was never on the desk.
        station: Code of the counter, likewise.

    Raises:
        PaperMissingError: It is not on file.
        DeskConflictError: Nothing of it is in doubt, or its picture was not kept.
    """
    record = app.archive.current(paper_id)
    if not doubts(record):
        raise DeskConflictError("no-doubt")
    if record.withheld is not None:
        raise DeskConflictError("no-picture")
    note(app, by, Action.REOPEN, paper_id=paper_id, subject=entry_of(record).concerned)
    paper = app.desk.enqueue(paper_id, Intake.of(record), branch, station)
    if paper.is_open and paper.state is not DeskState.WAITING:
        return paper
    return to_review(app, paper, record, by.actor)


@audited(Action.REOPEN)
def reopen_some(
    app: App,
    by: Caller,
    paper_types: Collection[str] = (),
    *,
    limit: int = 20,
    sample: bool = False,
    branch: str = "",
) -> list[DeskPaper]:
    """Put papers on file that are in doubt on the review queue.

    Args:
        app: The installation.
        by: Who asks for it.
        paper_types: Of these types; empty means any.
        limit: At most so many.
        sample: By lot instead of those that have waited longest.
        branch: See `reopen`.
    """
    found = app.index.in_doubt(paper_types, limit=limit, sample=sample)
    return list(_reopened(app, by, found, branch))


@audited(Action.REOPEN)
def demand(app: App, by: Caller, paper_ids: Iterable[str]) -> None:
    """Let papers come to a person first that a reuse check would need, were they looked at.

    The answer to the check does not depend on it: what cannot be put on the queue is logged.
    """
    entries = filter(None, map(app.index.get, paper_ids))
    wanted = [entry.paper_id for entry in entries if entry.needs_review]
    for _ in _reopened(app, by, wanted, by.agency):
        pass


def to_review(app: App, paper: DeskPaper, record: PaperRecord, actor: str) -> DeskPaper:
    """Move the row of a paper on file to the review queue, with its record as the draft.

    Raises:
        DeskConflictError: Somebody else changed it in the meantime.
    """
    draft = save_draft(app.archive.store, ReadPaper(record, app.archive.readings(record.paper_id)))
    left = doubts(record)
    return app.desk.move(
        paper,
        DeskState.TO_REVIEW,
        EventKind.REOPENED,
        actor,
        amount=left,
        pages=tuple(map(_judged, record.pages)),
        paper_type=record.classification.paper_type,
        doubts=left,
        sampled=False,
        draft=draft,
        reviewed_by=None,
        checked_by=None,
        signed_by=None,
    )


def _reopened(app: App, by: Caller, paper_ids: Iterable[str], branch: str) -> Iterable[DeskPaper]:
    for paper_id in paper_ids:
        try:
            yield reopen(app, by, paper_id, branch=branch)
        except MotlanError as error:
            _log.info("not reopened", extra={"paper": paper_id, "code": error.code})


def _judged(page: PageInfo) -> JudgedPage:
    quality = page.quality or PageQuality(grade=Grade.GOOD, dpi=page.dpi)
    return JudgedPage(number=page.number, blank=page.blank, quality=quality)
