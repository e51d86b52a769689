"""Deaths on file, of which whoever asks about the person has to be told."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.papers.parties import PartyRole
from schemas.papers.registry import paper_type
from schemas.record.paper import PaperStatus
from storage.papers.reuse.subject import Subject
from storage.papers.search.entries import IndexEntry

__all__ = ["death_notices"]


def death_notices(papers: Iterable[IndexEntry], subject: Subject) -> tuple[str, ...]:
    """Return what papers about deaths say of a person, in Vietnamese."""
    return tuple(dict.fromkeys(_death(paper) for paper in papers if _died(paper, subject)))


def _died(paper: IndexEntry, subject: Subject) -> bool:
    """Tell whether a paper proves the death of the person, or of one who may be them."""
    if paper.status is not PaperStatus.CURRENT:
        return False
    return any(
        subject.sign_of(person) is not None and (person.numbers or person.birth)
        for person in paper.persons
        if person.role is PartyRole.DECEASED
    )


def _death(paper: IndexEntry) -> str:
    model = paper_type(paper.paper_type)
    name = model.name if model else "Giấy tờ về việc chết"
    which = f" số {paper.number}" if paper.number else ""
    when = f" ngày {paper.issued_on:%d/%m/%Y}" if paper.issued_on else ""
    sure = any(p.numbers for p in paper.persons if p.role is PartyRole.DECEASED)
    whose = "của người này" if sure else "mang họ tên như người này, không ghi số: cán bộ đối chiếu"
    return f"Trong kho có {name}{which}{when} {whose}."
