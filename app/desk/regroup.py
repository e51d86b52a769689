"""Putting right what was scanned: pages in another order, papers parted or joined, scanned again.

A paper is its bytes, so that other pages make another paper: the new ones are put on the list and
the old ones say what stands in their place. Nothing that came in is removed from the store.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.installation import App
from app.papers.steps import hand_in
from pipeline.intake.receive import receive
from pipeline.stack.compose import compose
from storage.desk.worklist import DeskPaper, DeskState, EventKind
from storage.errors import DeskConflictError

__all__ = ["BY_HAND", "Sheet", "regroup", "scan_again"]

BY_HAND = "by_hand"
"""How a paper came about whose pages a person put together: no program parts them again."""

Sheet = tuple[str, int]
"""A page of a paper: SHA-256 of the paper, number from 1."""


def regroup(
    app: App, seen: Sequence[DeskPaper], groups: Sequence[Sequence[Sheet]], operator: str
) -> list[DeskPaper]:
    """Make new papers of the pages of old ones.

    Args:
        app: The installation.
        seen: The old papers; every page they have must be in some group or is left out.
        groups: The new papers, each a list of pages in order.
        operator: Who does it.

    Returns:
        The new papers; one that has the same pages as before stays as it is.

    Raises:
        DeskConflictError: A paper is signed or given back, or a page is none of these papers'.
        InputError: A file cannot be taken apart.
    """
    known = {paper.paper_id: paper for paper in seen}
    for paper in seen:
        _check_open(paper)
    if any(paper_id not in known for group in groups for paper_id, _ in group):
        raise DeskConflictError("other-paper")
    files = {paper_id: receive(app.archive.original(paper_id), paper_id[:12]) for paper_id in known}
    made: list[DeskPaper] = []
    for place, group in enumerate((g for g in groups if g), start=seen[0].place):
        if same := _unchanged(group, known):
            made.append(same)
            continue
        file = compose([(files[paper_id], number) for paper_id, number in group], "ghép")
        hand_in(file.data, file.name, app)
        old = known[group[0][0]]
        intake = old.intake
        made.append(
            app.desk.enqueue(
                file.sha256, intake, old.branch, old.station, place=place, detail=BY_HAND
            )
        )
    _replace(app, seen, made, operator, "regrouped")
    return made


def scan_again(
    app: App,
    seen: DeskPaper,
    data: bytes,
    name: str,
    operator: str,
    page: int | None = None,
) -> DeskPaper:
    """Put a new scan in the place of a paper, or of one of its pages.

    Args:
        app: The installation.
        seen: The paper.
        data: The new scan.
        name: Its name, for messages.
        operator: Who scanned.
        page: Number of the page that it replaces; the whole paper where None.

    Raises:
        DeskConflictError: The paper is signed or given back.
        InputError: The new scan is no paper, or the page cannot be put in.
    """
    _check_open(seen)
    file = hand_in(data, name, app)
    if page is not None and len(seen.pages) > 1:
        old = receive(app.archive.original(seen.paper_id), seen.paper_id[:12])
        numbers = [p.number for p in seen.pages]
        sheets = [(file, 1) if number == page else (old, number) for number in numbers]
        file = compose(sheets, name)
        hand_in(file.data, name, app)
    new = app.desk.enqueue(file.sha256, seen.intake, seen.branch, seen.station, place=seen.place)
    _replace(app, [seen], [new], operator, "scanned_again")
    return new


def _check_open(paper: DeskPaper) -> None:
    if not paper.is_open:
        raise DeskConflictError("closed")


def _unchanged(group: Sequence[Sheet], known: dict[str, DeskPaper]) -> DeskPaper | None:
    paper = known[group[0][0]]
    same = [(paper.paper_id, page.number) for page in paper.pages]
    return paper if list(group) == same else None


def _replace(
    app: App,
    old: Sequence[DeskPaper],
    new: Sequence[DeskPaper],
    operator: str,
    detail: str,
) -> None:
    kept = {paper.paper_id for paper in new}
    for paper in old:
        if paper.paper_id in kept:
            continue
        app.desk.move(
            paper,
            DeskState.REPLACED if new else DeskState.REJECTED,
            EventKind.REPLACED if new else EventKind.REJECTED,
            operator,
            detail=detail,
            replaced_by=new[0].paper_id if new else None,
        )
        app.pictures.forget(paper.paper_id)
