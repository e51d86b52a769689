"""Compares the papers of a dossier with each other, as read, reviewed or signed so far."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.desk.drafts import record_of
from app.installation import App
from extractors.judge.dossier import (
    DossierFinding,
    compare_papers,
    names_nobody_else_names,
    with_findings,
)
from schemas.record.paper import PaperRecord
from storage.desk.desk_papers import DeskState
from storage.errors import ObjectCorruptError, ObjectMissingError, PaperMissingError
from storage.papers.search.index import PaperQuery

__all__ = ["DossierCheck", "check_dossier", "hold_against_dossier"]

_GONE = (DeskState.REJECTED, DeskState.REPLACED, DeskState.FAILED)
_MOST_ON_FILE = 100
"""Maximum number of papers of a dossier that are compared; no procedure requires as many."""
_log = logging.getLogger("motlan.desk")


@dataclass(frozen=True, slots=True)
class DossierCheck:
    """What the papers of a dossier say of each other.

    Attributes:
        findings: Contradictions between them.
        strangers: Those that name nobody whom the others name.
    """

    findings: tuple[DossierFinding, ...]
    strangers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Papers:
    """The papers of a dossier.

    Attributes:
        records: Their records, at the desk and on file.
        whole: Whether all of them could be loaded.
    """

    records: list[PaperRecord]
    whole: bool


def check_dossier(app: App, dossier: str) -> DossierCheck:
    """Compare the papers of a dossier in their current state.

    Papers that have not been read yet are left out.
    """
    records = _papers_of(app, dossier).records
    return DossierCheck(compare_papers(records), frozenset(names_nobody_else_names(records)))


def hold_against_dossier(app: App, record: PaperRecord) -> PaperRecord:
    """Return a record with findings where other papers of its dossier contradict its fields.

    The findings of earlier comparisons are replaced, unless a paper could not be loaded.
    """
    if record.dossier is None:
        return record
    others = _papers_of(app, record.dossier, leave_out=record.paper_id)
    found = compare_papers([record, *others.records])
    return with_findings(record, found, whole=others.whole)


def _papers_of(app: App, dossier: str, leave_out: str = "") -> _Papers:
    on_desk = [p for p in app.desk.find(dossier=dossier) if p.state not in _GONE and not p.apart]
    drafts = {p.paper_id: p for p in on_desk if p.state is not DeskState.SIGNED}
    signed = [p.paper_id for p in on_desk if p.state is DeskState.SIGNED]
    query = PaperQuery(dossier=dossier, limit=_MOST_ON_FILE)
    on_file = [entry.paper_id for entry in app.archive.index.find(query).entries]
    kept = (paper_id for paper_id in dict.fromkeys((*signed, *on_file)) if paper_id not in drafts)
    loads: dict[str, Callable[[], PaperRecord]] = {
        paper_id: partial(record_of, app, paper)
        for paper_id, paper in drafts.items()
        if paper.draft
    }
    loads |= {paper_id: partial(app.archive.current, paper_id) for paper_id in kept}
    loads.pop(leave_out, None)
    found = _Papers([], whole=True)
    for paper_id, load in loads.items():
        try:
            found.records.append(load())
        except PaperMissingError:  # erased in the meantime, with its values
            _log.info("gone", extra={"paper": paper_id})
        except (ObjectCorruptError, ObjectMissingError):
            # Another paper that cannot be loaded must not prevent this one from being read.
            _log.warning("not compared", exc_info=True, extra={"paper": paper_id})
            found = _Papers(found.records, whole=False)
    return found
