"""The papers of a dossier against each other: what was read, reviewed or signed so far."""

from __future__ import annotations

import logging

from extractors.dossier import DossierFinding, compare_papers, with_findings
from flows.settle import draft_of
from flows.workshop import Workshop
from schemas.record import PaperRecord
from storage.desk import DeskPaper, DeskState
from storage.errors import ObjectCorruptError, ObjectMissingError, PaperMissingError

__all__ = ["check_dossier", "hold_against_dossier", "records_of"]

_GONE = (DeskState.REJECTED, DeskState.REPLACED, DeskState.FAILED)
_log = logging.getLogger("motlan.desk")


def records_of(shop: Workshop, dossier: str) -> list[PaperRecord]:
    """Return what is known of the papers of a dossier; papers not read yet are left out."""
    found = (_record(shop, paper) for paper in shop.desk.find(dossier=dossier))
    return [record for record in found if record is not None]


def check_dossier(shop: Workshop, dossier: str) -> tuple[DossierFinding, ...]:
    """Return every contradiction between the papers of a dossier as they stand."""
    return compare_papers(records_of(shop, dossier))


def hold_against_dossier(shop: Workshop, record: PaperRecord) -> PaperRecord:
    """Return a record whose fields say where other papers of its dossier contradict them."""
    if record.dossier is None:
        return record
    others = [r for r in records_of(shop, record.dossier) if r.paper_id != record.paper_id]
    return with_findings(record, compare_papers([record, *others]))


def _record(shop: Workshop, paper: DeskPaper) -> PaperRecord | None:
    if paper.state in _GONE:
        return None
    try:
        if paper.state is DeskState.SIGNED:
            return shop.archive.current(paper.paper_id)
        return draft_of(shop, paper).record if paper.draft else None
    except (ObjectCorruptError, ObjectMissingError, PaperMissingError):
        # Another paper of the dossier that cannot be had must not keep this one from being read.
        _log.warning("%s: not compared", paper.paper_id[:12], exc_info=True)
        return None
