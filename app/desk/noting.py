"""Audit entries for papers on the work queue, with dossier, procedure, branch and person."""

from __future__ import annotations

from collections.abc import Sequence

from app.acting import Caller, note
from app.desk.drafts import record_of
from app.installation import App
from schemas.record.paper import PaperRecord
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper
from storage.errors import ObjectCorruptError, ObjectMissingError
from storage.papers.search.entries import entry_of

__all__ = ["note_paper"]


def note_paper(
    app: App,
    by: Caller,
    action: Action,
    paper: DeskPaper,
    record: PaperRecord | None = None,
    fields: Sequence[str] = (),
) -> None:
    """Log what is about to be done with a paper.

    Args:
        app: The installation.
        by: Who acts.
        action: The action.
        paper: The paper as the caller saw it.
        record: Its record if the verb has loaded it; otherwise the draft is loaded.
        fields: Names of fields or other keywords; never values.

    Raises:
        StoreUnavailableError: The database or the store does not answer; the action must not
            happen.
    """
    known = record or _drafted(app, paper)
    note(
        app,
        by.about(dossier=paper.dossier, procedure=paper.procedure, agency=paper.branch),
        action,
        paper_id=paper.paper_id,
        subject=entry_of(known).concerned if known else None,
        fields=fields,
    )


def _drafted(app: App, paper: DeskPaper) -> PaperRecord | None:
    if paper.draft is None:
        return None
    try:
        return record_of(app, paper)
    except (ObjectCorruptError, ObjectMissingError):
        return None  # it must remain possible to give back a paper whose draft is lost
