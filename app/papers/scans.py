"""The scans of one paper: what is done to the paper is done to all of them, and told.

Which scans are of one paper follows from what they say (`storage.papers.scans`). Where this is only
likely, nothing is done to the other scan; a person looks at it, and may say that it is another
paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.acting import Caller, audited, note, refusal_noted
from app.errors import NoScanError
from app.installation import App
from app.papers.lifecycle import seen
from schemas.record.paper import PaperRecord
from storage.audit.chain import Action
from storage.papers.archive import Saved

__all__ = ["Changed", "named_on", "other_scans", "tell_apart"]


@dataclass(frozen=True, slots=True)
class Changed(Saved):
    """A paper that was changed; `scans` are the records of its other scans that changed with it."""

    scans: tuple[PaperRecord, ...] = ()


def other_scans(app: App, paper_id: str) -> tuple[str, ...]:
    """Return the papers on file that are scans of the same paper."""
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
    """Say that a paper is not the one that another scan shows, however alike they look.

    Args:
        app: The installation.
        by: Who says so, and why.
        paper_id: SHA-256 of the original of one.
        other_id: SHA-256 of the original of the other one.
        version: Version of the first that the person has seen; None: whichever is the newest.

    Raises:
        PaperMissingError: It is not on file.
        NoScanError: The other one is no scan of the paper.
        VersionConflictError: It has changed since.
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
