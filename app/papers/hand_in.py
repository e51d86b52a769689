"""Hand in: stores the bytes of a paper before anything else and puts it on the work queue.

The verbs are idempotent, because store, ledger and work queue identify a paper by its hash. So a
station or a phone may retry after any crash.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from app.acting import Caller, audited, note
from app.desk.reopen import demand
from app.installation import App
from app.operation.room import require_room
from app.papers.attach import attach, told_where
from pipeline.intake.receive import Received, receive
from schemas.record.intake import Intake
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper, DeskState

__all__ = ["HandedIn", "Kept", "hand_in", "take_in"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose bytes are stored; `created` is False if they were stored before."""

    file: Received
    created: bool


@dataclass(frozen=True, slots=True)
class HandedIn(Kept):
    """A paper that is on the work queue.

    Attributes:
        paper: Its row.
        before: Its previous row, if handing in changed nothing.
        elsewhere: Tells the clerk where it was before, if it was handed in for another dossier.
    """

    paper: DeskPaper
    before: DeskPaper | None = None
    elsewhere: str = ""


@audited(Action.UPLOAD, Action.ATTACH)
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

    One that is there already, or on file, belongs to this dossier, too (`app.papers.attach`).

    Args:
        app: The installation.
        by: Who hands it in.
        data: The bytes.
        name: The file's name, which the clerk sees beside the paper.
        intake: How it is handed in; a time in the future counts as now.
        branch: Code of the branch or agent.
        station: Code of the counter or machine.
        place: Position within its dossier.
        handover: Random identifier of the handover, if a machine hands in for the public.
        apart: Whether a clerk has to take it into the dossier first.

    Raises:
        InputError: The bytes are not an accepted file; nothing was stored.
        PaperErasedError: These bytes were erased and are not accepted again.
        StorageError: The store does not answer.
    """
    kept = take_in(app, by, data, name, intake)
    intake = intake.not_after(app.clock())
    paper_id = kept.file.sha256
    before = next((p for p in app.desk.several([paper_id]) if p.is_kept), None)
    paper = app.desk.enqueue(
        paper_id,
        intake,
        branch,
        station,
        place=place,
        file_name=PurePath(name).name,
        handover=handover,
        apart=apart,
    )
    told = "" if apart else _share(app, by, paper, intake, branch, station)
    return HandedIn(kept.file, kept.created, paper, before, told)


def _share(
    app: App, by: Caller, paper: DeskPaper, intake: Intake, branch: str, station: str
) -> str:
    """Let a paper that was there before belong to this dossier, too; tells where it was."""
    other = paper.dossier != intake.dossier
    if other:
        app.hand_ins.add(paper.paper_id, intake, branch, station)
    on_file = app.archive.on_file(paper.paper_id)
    if on_file is not None:
        attach(app, by, paper.paper_id, intake)
        if paper.state is DeskState.SIGNED:
            demand(app, by, [paper.paper_id])
        return told_where(on_file, intake, paper.branch if paper.branch != branch else "")
    return _told_waiting(paper, intake, branch) if other else ""


def _told_waiting(paper: DeskPaper, intake: Intake, branch: str) -> str:
    at = f" (nơi tiếp nhận {paper.branch})" if paper.branch != branch else ""
    before = f"hồ sơ {paper.dossier}" if paper.dossier else "hàng chờ, chưa có hồ sơ"
    linked = f"; sẽ gắn thêm vào hồ sơ {intake.dossier} khi ký" if intake.dossier else ""
    return f"giấy này đang được xử lý ở {before}{at}{linked}"


@audited(Action.UPLOAD)
def take_in(
    app: App, by: Caller, data: bytes, name: str, intake: Intake, *, batch: str = ""
) -> Kept:
    """Store a paper that bypasses the desk; `digitize` may follow.

    Args:
        app: The installation.
        by: Who hands it in.
        data: The bytes.
        name: The file name, only for messages.
        intake: How it is handed in.
        batch: Name of the batch that it belongs to.

    Raises:
        InputError, PaperErasedError, StorageError: See `hand_in`.
    """
    file = receive(data, name)
    by = by.about(dossier=intake.dossier, procedure=intake.procedure)
    require_room(app)
    note(app, by, Action.UPLOAD, paper_id=file.sha256)
    created = app.archive.keep_original(file.sha256, file.data, file.media_type, batch=batch)
    return Kept(file, created)
