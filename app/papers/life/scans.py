"""The scans of one paper: changes to a paper apply to all its scans.

Whether scans show the same paper is derived from their content (`storage.papers.scans`). If this is
only likely, the other scan is not changed; a person checks it and may state that it is a different
paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.acting import Caller, audited, note, refusal_noted
from app.errors import NoScanError
from app.installation import App
from app.papers.life.lifecycle import seen
from schemas.record.paper import PaperRecord
from storage.audit.chain import Action
from storage.papers.archive import Saved

__all__ = ["Changed", "named_on", "other_scans", "tell_apart"]


@dataclass(frozen=True, slots=True)
class Changed(Saved):
    """A changed paper; `scans` are the records of its other scans that changed with it."""

    scans: tuple[PaperRecord, ...] = ()


def other_scans(app: App, paper_id: str) -> tuple[str, ...]:
    """Return the other scans of the same paper on file."""
    entry = app.index.get(paper_id)
    return entry.scans if entry else ()


def named_on(app: App, paper_id: str) -> tuple[str, ...]:
    """Return whom a paper names, as far as the index knows; of an erased one it knows nothing."""
    entry = app.index.get(paper_id)
    return entry.concerned if entry else ()


@audited(Action.TELL_APART)
def tell_apart(
    app: App, by: Caller, paper_id: str, other_id: str, *, version: int | None = None
) -> Changed:
    """Record that two similar scans show different papers.

    Args:
        app: The installation.
        by: The responsible person and the reason.
        paper_id: SHA-256 of the original of one paper.
        other_id: SHA-256 of the original of the other paper.
        version: Version of the first paper that the person has seen; None: the newest.

    Raises:
        PaperMissingError: It is not on file.
        NoScanError: The other paper is not a scan of this paper.
        VersionConflictError: It has changed in the meantime.
    """
    owner = named_on(app, paper_id)
    with refusal_noted(app, by, Action.TELL_APART, paper_id=paper_id, subject=owner):
        record = seen(app.archive, paper_id, version)
        entry = app.index.get(paper_id)
        if entry is None or other_id not in (*entry.scans, *entry.likely_scans):
            raise NoScanError()
    note(app, by, Action.TELL_APART, paper_id=paper_id, subject=owner, fields=(other_id,))
    apart = tuple(sorted({*record.apart, other_id}))
    update = {"version": record.version + 1, "apart": apart}
    saved = app.archive.revise(record.model_copy(update=update))
    return Changed(saved.record, saved.created)
