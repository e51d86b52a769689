"""The papers of a dossier against each other: what was read, reviewed or signed so far."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from app.desk.settle import draft_of
from app.installation import App
from extractors.judge.dossier import DossierFinding, compare_papers, with_findings
from schemas.record.paper import PaperRecord
from storage.desk.worklist import DeskPaper, DeskState
from storage.errors import ObjectCorruptError, ObjectMissingError, PaperMissingError
from storage.papers.index import PaperQuery

__all__ = ["check_dossier", "hold_against_dossier", "records_of"]

_GONE = (DeskState.REJECTED, DeskState.REPLACED, DeskState.FAILED)
_MOST_ON_FILE = 100
"""Papers of one dossier that are looked at; no procedure asks for as many."""
_log = logging.getLogger("motlan.desk")


def records_of(app: App, dossier: str) -> list[PaperRecord]:
    """Return what is known of the papers of a dossier, on the desk and on file.

    Papers that were not read yet are left out.
    """
    on_desk = [p for p in app.desk.find(dossier=dossier) if p.state not in _GONE]
    drafts = {p.paper_id: p for p in on_desk if p.state is not DeskState.SIGNED}
    signed = [p.paper_id for p in on_desk if p.state is DeskState.SIGNED]
    query = PaperQuery(dossier=dossier, limit=_MOST_ON_FILE)
    on_file = [entry.paper_id for entry in app.archive.index.find(query).entries]
    kept = (paper_id for paper_id in dict.fromkeys((*signed, *on_file)) if paper_id not in drafts)
    found = (*map(partial(_draft, app), drafts.values()), *map(partial(_on_file, app), kept))
    return [record for record in found if record is not None]


def check_dossier(app: App, dossier: str) -> tuple[DossierFinding, ...]:
    """Return every contradiction between the papers of a dossier as they stand."""
    return compare_papers(records_of(app, dossier))


def hold_against_dossier(app: App, record: PaperRecord) -> PaperRecord:
    """Return a record whose fields say where other papers of its dossier contradict them."""
    if record.dossier is None:
        return record
    others = [r for r in records_of(app, record.dossier) if r.paper_id != record.paper_id]
    return with_findings(record, compare_papers([record, *others]))


def _draft(app: App, paper: DeskPaper) -> PaperRecord | None:
    return _had(paper.paper_id, lambda: draft_of(app, paper).record) if paper.draft else None


def _on_file(app: App, paper_id: str) -> PaperRecord | None:
    return _had(paper_id, lambda: app.archive.current(paper_id))


def _had(paper_id: str, load: Callable[[], PaperRecord]) -> PaperRecord | None:
    try:
        return load()
    except (ObjectCorruptError, ObjectMissingError, PaperMissingError):
        # Another paper of the dossier that cannot be had must not keep this one from being read.
        _log.warning("%s: not compared", paper_id[:12], exc_info=True)
        return None
