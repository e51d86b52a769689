"""The automatic steps of the desk: judging and reading papers while the clerk works.

Every step ends with one change of the work queue that is conditional on the revision seen: before
it nothing is promised, after it nothing is lost. So any process may die at any time: its lease
expires and the step is repeated.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial

from app.acting import Caller
from app.desk.answers import doubts
from app.desk.drafts import save_draft
from app.desk.noting import note_paper
from app.desk.regroup import BY_HAND
from app.desk.reopen import to_review
from app.errors import GivenUpError
from app.installation import App
from app.operation.log_scope import log_scope
from app.operation.logs import told
from app.papers.attach import attach, attach_waiting
from app.papers.digitizing.derive import compared
from app.papers.digitizing.parting import parted
from app.papers.digitizing.steps import ReadPaper, read_paper
from app.papers.original import original_of
from pipeline.errors import (
    SecretDoubtError,
    SecretPaperError,
    SeveralPapersError,
    UnsupportedTypeError,
)
from pipeline.intake.decode.bounded import bounded_page_images
from pipeline.intake.receive import Received
from pipeline.stack.split import Stack, cut_file, split_stack
from schemas.errors import MotlanError
from schemas.law.review_rules import is_sampled
from schemas.record.page import Grade
from storage.audit.chain import Action
from storage.desk.desk_papers import DOUBTS, SYSTEM, DeskPaper, DeskState, EventKind, JudgedPage
from storage.errors import DeskConflictError, StoreUnavailableError

__all__ = ["work_once"]

_LEASE_SECONDS = 600.0
"""Longest time that reading a paper takes on a busy machine."""
_ATTEMPTS = 3
"""Attempts before a person has to decide."""
_SEVERAL = 2
_PURPOSE = "số hóa giấy tờ"
_WORK = (DeskState.WAITING, DeskState.READING)
_log = logging.getLogger("motlan.desk")


def work_once(app: App, worker: str) -> bool:
    """Do the next step that needs no person; return whether there was one.

    Of each dossier one paper is read as soon as it was judged, so that there is work to review.
    Else new papers are judged before others are read, because clerks wait for the verdict.

    Args:
        app: The installation.
        worker: Name of this process, for people.

    Raises:
        MotlanError: A temporary one, or one for which no paper is to blame: it waits as it was.
    """
    claim = partial(app.desk.claim, worker, _LEASE_SECONDS, max_attempts=_ATTEMPTS + 1)
    paper = claim((DeskState.READING,), first_of_dossier=True) or claim(_WORK)
    if paper is None:
        return False
    if paper.attempts > _ATTEMPTS:  # every process that took it before has died
        _fail(app, paper, GivenUpError.code)
        return True
    with log_scope(paper=paper.paper_id):
        _try_step(app, paper, worker)
    return True


def _try_step(app: App, paper: DeskPaper, worker: str) -> None:
    begun, facts = time.monotonic(), {"step": paper.state.value}
    try:
        _step(app, paper, worker)
        _log.info("step", extra=facts | {"seconds": round(time.monotonic() - begun, 3)})
    except DeskConflictError:
        _log.info("changed while it was worked on", extra=facts)
    except MotlanError as error:
        if error.temporary or error.blames_installation:
            with suppress(StoreUnavailableError):  # else the lease runs out
                app.desk.put_back(paper, worker)
            raise
        _log.warning("step fails", extra=facts | told(error))
        _fail(app, paper, error.code)
        if isinstance(error, SecretPaperError) and not isinstance(error, SecretDoubtError):
            app.pictures.forget(paper.paper_id)
    except Exception:
        _log.exception("unexpected", extra=facts)
        _fail(app, paper, MotlanError.code)


def _step(app: App, paper: DeskPaper, worker: str) -> None:
    if paper.state is DeskState.WAITING:
        _look(app, paper)
    else:
        _read(app, paper, worker)


def _fail(app: App, paper: DeskPaper, code: str) -> None:
    app.archive.ledger.fail(paper.paper_id, code)
    try:
        app.desk.move(
            paper, DeskState.FAILED, EventKind.FAILED, SYSTEM, detail=code, error_code=code
        )
    except DeskConflictError:
        _log.info("changed while it was worked on", extra={"paper": paper.paper_id})


def _look(app: App, paper: DeskPaper) -> None:
    """Judge the pages, render them for the screen and split a stack into its papers."""
    if on_file := app.archive.on_file(paper.paper_id):
        by = Caller(SYSTEM, officer=paper.operator or "", purpose=_PURPOSE)
        attach(app, by, paper.paper_id, paper.intake)
        attach_waiting(app, by, paper.paper_id)
        if doubts(on_file) and on_file.withheld is None:
            to_review(app, paper, app.archive.current(paper.paper_id), SYSTEM)
            return
        kind = on_file.classification.paper_type
        app.desk.move(paper, DeskState.SIGNED, EventKind.ON_FILE, SYSTEM, paper_type=kind)
        return
    file = original_of(app.archive, paper.paper_id)
    images = app.pictures.keep(paper.paper_id, bounded_page_images(file))
    stack = split_stack(images)
    if _is_stack(stack) and _cut(app, paper, file, stack):
        return
    pages = tuple(
        JudgedPage(number=p.number, blank=p.verdict.blank, quality=p.verdict.summary())
        for p in stack.pages
    )
    bad = sum(p.quality.grade is Grade.SCAN_AGAIN and not p.blank for p in pages)
    state = DeskState.RESCAN if bad else DeskState.READING
    kind = EventKind.RESCAN_ASKED if bad else EventKind.JUDGED
    told = next((part.dossier for part in stack.papers), None)
    app.desk.move(
        paper,
        state,
        kind,
        SYSTEM,
        amount=bad or len(pages),
        pages=pages,
        dossier=paper.dossier or told,
    )


def _is_stack(stack: Stack) -> bool:
    """Return whether splitting changes anything: a part equal to the whole would replace itself."""
    kept = sum(len(part.pages) for part in stack.papers)
    return len(stack.papers) >= _SEVERAL or 0 < kept < len(stack.pages)


def _cut(app: App, paper: DeskPaper, file: Received, stack: Stack) -> bool:
    """Put each paper of a stack on the work queue; return False if the file cannot be split."""
    try:
        parts = [cut_file(file, part) for part in stack.papers]
    except UnsupportedTypeError:
        return False
    return _put_on(app, paper, parts, [part.dossier or "" for part in stack.papers], "stack")


def _put_on(
    app: App,
    paper: DeskPaper,
    parts: Sequence[Received],
    dossiers: Sequence[str],
    detail: str,
) -> bool:
    """Put the parts of a file on the work queue in its place.

    Returns False if a part is already in another dossier: it cannot be in both and would silently
    be missing here. The file is then left whole, and a person decides.
    """
    known = app.desk.several(part.sha256 for part in parts)
    if any(other.is_kept and other.dossier != paper.dossier for other in known):
        return False
    kept = _keep(app, parts)
    for place, (paper_id, dossier) in enumerate(zip(kept, dossiers, strict=True), start=1):
        app.desk.derive(paper, paper_id, place=paper.place + place, dossier=dossier)
        app.hand_ins.inherit(paper.paper_id, paper_id)
    app.desk.move(
        paper,
        DeskState.REPLACED,
        EventKind.REPLACED,
        SYSTEM,
        detail=detail,
        amount=len(kept),
        replaced_by=kept[0],
    )
    return True


def _keep(app: App, parts: Iterable[Received]) -> list[str]:
    """Store the files into which a file was split; return their hashes."""
    kept = []
    for part in parts:
        app.archive.keep_original(part.sha256, part.data, part.media_type)
        kept.append(part.sha256)
    return kept


def _part(app: App, paper: DeskPaper, file: Received, read: ReadPaper) -> bool:
    """Split a file into papers where that is sure, and put them on the work queue.

    Pages that a person grouped stay together; if a title is doubtful, nothing is split and the
    clerk sees all pages side by side.
    """
    received = [e for e in app.desk.events(paper.paper_id) if e.kind is EventKind.RECEIVED]
    if received and received[-1].detail == BY_HAND:
        return False
    try:
        parts = parted(file, read, paper.intake)
    except SeveralPapersError:
        return False
    return bool(parts) and _put_on(app, paper, parts, [""] * len(parts), "parted")


def _read(app: App, paper: DeskPaper, worker: str) -> None:
    """Read a paper, save the draft and set who has to handle it next."""
    begun = time.monotonic()
    file = original_of(app.archive, paper.paper_id)
    verdicts = {page.number: page.quality for page in paper.pages}
    read = read_paper(file, paper.intake, app, verdicts)
    if _part(app, paper, file, read):
        return
    read = compared(read, app)
    by = Caller(worker, officer=paper.operator or "", purpose=_PURPOSE)
    note_paper(app, by, Action.DIGITIZE, paper, read.record)
    draft = save_draft(app.archive.store, read)
    found = {page.number: page.quality for page in read.record.pages}
    sampled, doubtful = is_sampled(paper.paper_id, app.today()), doubts(read.record)
    app.desk.move(
        paper,
        DeskState.TO_REVIEW if sampled or doubtful else DeskState.TO_SIGN,
        EventKind.READ,
        SYSTEM,
        detail=DOUBTS if doubtful else "",
        amount=round(1000 * (time.monotonic() - begun)),
        pages=tuple(
            page.model_copy(update={"quality": found.get(page.number) or page.quality})
            for page in paper.pages
        ),
        paper_type=read.record.classification.paper_type,
        dossier=paper.dossier or read.record.dossier,
        procedure=paper.procedure or read.record.procedure,
        doubts=doubtful,
        sampled=sampled,
        draft=draft,
    )
