"""The maintenance verbs of store and index."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from app.acting import Caller, audited, note
from app.installation import App
from app.papers.life.anchoring import Anchor, anchor_records, broken_anchors
from pipeline.errors import InputError
from schemas.record.paper import PaperRecord
from storage.audit.chain import Action
from storage.audit.witness import bears_out
from storage.desk.desk_papers import CLOSED, DeskState
from storage.objects.keys import draft_key, original_key
from storage.objects.port import ObjectStore
from storage.papers.integrity.findings import ScrubReport

__all__ = ["Reindexed", "Scrubbed", "awaited", "reindex", "scrub"]

Progress = Callable[[int, int], None]
_AT_WORK = tuple(state for state in DeskState if state not in (*CLOSED, DeskState.FAILED))
"""States in which the desk still needs original and draft; the bytes of secret papers go."""
_ALL = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Reindexed:
    """How many papers the index knows now, and which it did not take: their record is doubtful."""

    papers: int
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What was found in the store, and which entries of the chain the ledger does not bear out."""

    report: ScrubReport
    anchors: tuple[Anchor, ...]

    @property
    def intact(self) -> bool:
        """Whether store, ledger, index, signatures and chain say the same."""
        return self.report.intact and not self.anchors


@audited(Action.UPKEEP)
def reindex(app: App, by: Caller, progress: Progress | None = None) -> Reindexed:
    """Rebuild the index from the store.

    Args:
        app: The installation.
        by: Who lets it be done.
        progress: Called with the numbers of papers done and to do.

    Raises:
        StoreUnavailableError: The store does not answer.
    """
    note(app, by, Action.UPKEEP, fields=("reindex",))
    refused: list[str] = []
    papers = app.uncompared_archive.reindex(
        progress, attached=_signed_record, refuse=refused.append
    )
    return Reindexed(papers, tuple(refused))


@audited(Action.UPKEEP, Action.RECORDS)
def scrub(
    app: App, by: Caller, replica: ObjectStore | None = None, progress: Progress | None = None
) -> Scrubbed:
    """Read the whole store: what is lost, altered, false, left over; mend it from a copy.

    Args:
        app: The installation.
        by: Who lets it be done.
        replica: A second store with the same object keys, from which to repair.
        progress: Called with the numbers of papers done and in total.

    Raises:
        StoreUnavailableError: A store does not answer.
    """
    from storage.papers.integrity.scrub import scrub as read_through

    note(app, by, Action.UPKEEP, fields=("scrub",))
    report = read_through(
        app.store,  # not the archive, which is for papers that can be worked with
        ledger=app.ledger,
        index=app.index,
        attached=_signed_record,
        sealed=functools.partial(bears_out, app.chain),
        awaited=awaited(app),
        replica=replica,
        progress=progress,
    )
    anchors = tuple(broken_anchors(app))
    if report.intact and not anchors:
        anchor_records(app)
    return Scrubbed(report, anchors)


def _signed_record(data: bytes) -> PaperRecord | None:
    """Return the record that a searchable file carries; None where it carries none."""
    from pipeline.seal.verification.verify import attached_record  # imports asn1crypto: seconds

    try:
        return attached_record(data)
    except InputError:
        return None


def awaited(app: App) -> dict[str, str]:
    """Return what the desk needs of the store: originals and drafts, with their hashes."""
    needed = {}
    for paper in app.desk.find(states=_AT_WORK, limit=_ALL):
        needed[original_key(paper.paper_id)] = paper.paper_id
        if paper.draft:
            needed[draft_key(paper.paper_id, paper.draft)] = paper.draft
    return needed
