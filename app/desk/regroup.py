"""Corrects scans: reorders pages, splits or joins papers, replaces scans.

A paper is identified by its bytes, so different pages make a different paper: the new papers are
put on the work queue, and the old ones name their replacement. No original is removed from the
store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.acting import Caller, audited
from app.desk.noting import note_paper
from app.errors import SameScanError
from app.installation import App
from app.papers.original import original_of
from pipeline.intake.receive import Received, receive
from pipeline.stack.compose import compose
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper, DeskState, EventKind
from storage.errors import DeskConflictError

__all__ = ["BY_HAND", "Sheet", "regroup", "rescan", "supersede"]

BY_HAND = "by_hand"
"""Origin of a paper whose pages a person grouped; it is never split automatically."""

Sheet = tuple[str, int]
"""A page: SHA-256 of the paper and page number from 1."""


@audited(Action.REGROUP)
def regroup(
    app: App, by: Caller, seen: Sequence[DeskPaper], groups: Sequence[Sequence[Sheet]]
) -> list[DeskPaper]:
    """Form new papers from the pages of old ones; each old paper gets an audit entry.

    Args:
        app: The installation.
        by: The caller.
        seen: The old papers; pages that are in no group are left out.
        groups: The new papers, each a list of pages in order.

    Returns:
        The new papers; a paper whose pages do not change is kept as it is.

    Raises:
        DeskConflictError: A paper is signed or given back, or a page belongs to none of them.
        InputError: A file cannot be split.
    """
    known = {paper.paper_id: paper for paper in seen}
    for paper in seen:
        _check_open(paper)
    if any(paper_id not in known for group in groups for paper_id, _ in group):
        raise DeskConflictError("other-paper")
    files = {paper_id: original_of(app.archive, paper_id) for paper_id in known}
    parts = [_part(group, known, files) for group in groups if group]
    stay = {part.paper_id for part in parts}
    for paper in seen:
        _as_it_is(app, paper)
    for paper in seen:
        if paper.paper_id not in stay:
            note_paper(app, by, Action.REGROUP, paper, fields=[part.paper_id for part in parts])
    made = [_put_on(app, part, place) for place, part in enumerate(parts, start=seen[0].place)]
    _replace(app, by, seen, made, "regrouped")
    return made


@audited(Action.RESCAN)
def rescan(
    app: App, by: Caller, seen: DeskPaper, data: bytes, name: str, page: int | None = None
) -> DeskPaper:
    """Replace a paper, or one of its pages, with a new scan.

    Args:
        app: The installation.
        by: The person who scanned.
        seen: The paper.
        data: Bytes of the new scan.
        name: File name, for messages.
        page: Number of the page to replace; None replaces the whole paper.

    Raises:
        DeskConflictError: The paper is signed or given back.
        InputError: The new scan is not a paper, or the page cannot be inserted.
        SameScanError: These bytes are already known, so it is not a new scan.
    """
    _check_open(seen)
    scan = file = receive(data, name)
    if page is not None and len(seen.pages) > 1:
        old = original_of(app.archive, seen.paper_id)
        numbers = [p.number for p in seen.pages]
        sheets = [(scan, 1) if number == page else (old, number) for number in numbers]
        file = compose(sheets, name)
    _check_new(app, seen, file.sha256)
    _as_it_is(app, seen)
    note_paper(app, by, Action.RESCAN, seen, fields=[file.sha256])
    for kept in dict.fromkeys((scan, file)):
        app.archive.keep_original(kept.sha256, kept.data, kept.media_type)
    new = app.desk.derive(seen, file.sha256, place=seen.place)
    app.hand_ins.inherit(seen.paper_id, file.sha256)
    _replace(app, by, [seen], [new], "scanned_again")
    return new


@audited(Action.RESCAN)
def supersede(app: App, by: Caller, seen: DeskPaper, newer: DeskPaper) -> None:
    """Let a paper that was handed in stand for an earlier one with whose pages it begins.

    Args:
        app: The installation.
        by: Who handed it in.
        seen: The earlier paper.
        newer: The paper on the work queue that holds its pages and more.

    Raises:
        DeskConflictError: The earlier paper is signed or given back.
    """
    _check_open(seen)
    note_paper(app, by, Action.RESCAN, seen, fields=[newer.paper_id])
    app.hand_ins.inherit(seen.paper_id, newer.paper_id)
    _replace(app, by, [seen], [newer], "scanned_again")


@dataclass(frozen=True, slots=True)
class _Part:
    """A paper composed from pages.

    Attributes:
        paper_id: SHA-256 of its bytes.
        old: The paper from which its first page comes.
        file: Its file; None if it is the unchanged old paper.
    """

    paper_id: str
    old: DeskPaper
    file: Received | None = None


def _check_open(paper: DeskPaper) -> None:
    if not paper.is_open:
        raise DeskConflictError("closed")


def _check_new(app: App, paper: DeskPaper, paper_id: str) -> None:
    """Refuse a scan that changes nothing here or is a paper of another dossier."""
    if paper_id == paper.paper_id:
        raise SameScanError()
    if any(known.is_kept for known in app.desk.several([paper_id])):
        raise SameScanError("elsewhere")


def _part(
    group: Sequence[Sheet], known: Mapping[str, DeskPaper], files: Mapping[str, Received]
) -> _Part:
    old = known[group[0][0]]
    if list(group) == [(old.paper_id, page.number) for page in old.pages]:
        return _Part(old.paper_id, old)
    file = compose([(files[paper_id], number) for paper_id, number in group], "ghép")
    return _Part(file.sha256, old, file)


def _put_on(app: App, part: _Part, place: int) -> DeskPaper:
    old, file = part.old, part.file
    if file is None:
        return old
    app.archive.keep_original(file.sha256, file.data, file.media_type)
    app.hand_ins.inherit(old.paper_id, file.sha256)
    return app.desk.derive(old, file.sha256, place=place, detail=BY_HAND)


def _replace(
    app: App, by: Caller, old: Sequence[DeskPaper], new: Sequence[DeskPaper], detail: str
) -> None:
    kept = {paper.paper_id for paper in new}
    for paper in old:
        if paper.paper_id not in kept:
            _retire(app, by, paper, new, detail)
            app.pictures.forget(paper.paper_id)


def _retire(app: App, by: Caller, seen: DeskPaper, new: Sequence[DeskPaper], detail: str) -> None:
    while True:
        now = _as_it_is(app, seen)
        try:
            app.desk.move(
                now,
                DeskState.REPLACED if new else DeskState.REJECTED,
                EventKind.REPLACED if new else EventKind.REJECTED,
                by.actor,
                detail=detail,
                replaced_by=new[0].paper_id if new else None,
            )
        except DeskConflictError:
            continue  # the reader wrote in this very moment; what a person did is raised above
        return


def _as_it_is(app: App, seen: DeskPaper) -> DeskPaper:
    """Return a paper as it is now: composing takes seconds, in which the reader goes on with it.

    Raises:
        DeskConflictError: A person has worked on it since it was seen, or it is closed.
    """
    now = app.desk.get(seen.paper_id)
    _check_open(now)
    if now.revision != seen.revision and now.reviewed_by:
        raise DeskConflictError()
    return now
