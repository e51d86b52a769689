"""Hand in: the bytes of a paper are kept before anything is done with them, and work on it begins.

Doing it again changes nothing: bytes, ledger and work queue know a paper by its hash. So a station
or a phone may repeat after any crash.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.acting import Caller, audited, note
from app.installation import App
from pipeline.intake.receive import Received, receive
from schemas.record.intake import Intake
from storage.audit.chain import Action
from storage.desk.work_queue import DeskPaper

__all__ = ["HandedIn", "Kept", "hand_in", "take_in"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose bytes are kept; `created` is False where they were kept before."""

    file: Received
    created: bool


@dataclass(frozen=True, slots=True)
class HandedIn(Kept):
    """A paper that is on the work queue.

    Attributes:
        paper: Its row.
        before: Its row as it stood before, where handing in changed nothing.
    """

    paper: DeskPaper
    before: DeskPaper | None = None


@audited(Action.UPLOAD)
def hand_in(
    app: App,
    by: Caller,
    data: bytes,
    name: str,
    intake: Intake,
    *,
    branch: str,
    station: str,
    place: int = 0,
    handover: str | None = None,
    apart: bool = False,
) -> HandedIn:
    """Take in a paper and put it on the work queue of the desk.

    Args:
        app: The installation.
        by: Who hands it in.
        data: The bytes.
        name: The file's name, for messages only.
        intake: How it is handed in; a moment in the future counts as now.
        branch: Code of the branch or agent.
        station: Code of the counter or machine.
        place: Place within its dossier.
        handover: Random name of the occasion, where a machine hands in for the public.
        apart: Whether a clerk has to take it into the dossier first.

    Raises:
        InputError: The bytes are no paper; nothing was kept that could be one.
        PaperErasedError: These bytes were erased and are not taken in again.
        StorageError: The store does not answer.
    """
    kept = take_in(app, by, data, name, intake)
    intake = intake.not_after(app.clock())
    before = next((p for p in app.desk.several([kept.file.sha256]) if p.is_kept), None)
    paper = app.desk.enqueue(
        kept.file.sha256, intake, branch, station, place=place, handover=handover, apart=apart
    )
    return HandedIn(kept.file, kept.created, paper, before)


@audited(Action.UPLOAD)
def take_in(
    app: App, by: Caller, data: bytes, name: str, intake: Intake, *, batch: str = ""
) -> Kept:
    """Take in a paper that no person will work on at the desk; `digitize` may follow.

    Args:
        app: The installation.
        by: Who hands it in.
        data: The bytes.
        name: The file's name, for messages only.
        intake: How it is handed in.
        batch: Name of the batch that it belongs to.

    Raises:
        InputError, PaperErasedError, StorageError: See `hand_in`.
    """
    file = receive(data, name)
    by = by.about(dossier=intake.dossier, procedure=intake.procedure)
    note(app, by, Action.UPLOAD, paper_id=file.sha256)
    created = app.archive.keep_original(file.sha256, file.data, file.media_type, batch=batch)
    return Kept(file, created)
