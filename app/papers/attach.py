"""A paper that is there already and is handed in again: it belongs to the other dossier, too.

The file is the same and is neither read nor stored again; its record says for which dossiers it was
handed in, each in its own form, so that each of them finds it and is counted with it.
"""

from __future__ import annotations

from app.acting import Caller, audited, note
from app.installation import App
from schemas.record.intake import Intake
from schemas.record.paper import FormOfPaper, HandIn, PaperRecord
from storage.audit.chain import Action
from storage.errors import VersionConflictError
from storage.papers.search.entries import entry_of

__all__ = ["attach", "attach_waiting", "told_where"]

_TRIES = 3


@audited(Action.ATTACH)
def attach(app: App, by: Caller, paper_id: str, intake: Intake) -> PaperRecord:
    """Let a paper on file belong to the dossier that it was handed in for now.

    One that belongs to it in this form stays as it is.

    Args:
        app: The installation.
        by: Who handed it in.
        paper_id: SHA-256 of the original.
        intake: How it was handed in; without a dossier nothing changes.

    Raises:
        PaperMissingError: It is not on file.
        VersionConflictError: Others keep changing it.
    """
    for last in range(1, _TRIES + 1):
        record = app.archive.current(paper_id)
        again = _new(record, intake)
        if again is None:
            return record
        about = by.about(dossier=again.dossier, procedure=again.procedure)
        note(app, about, Action.ATTACH, paper_id=paper_id, subject=entry_of(record).concerned)
        update = {"version": record.version + 1, "hand_ins": (*record.hand_ins, again)}
        try:
            return app.archive.revise(record.model_copy(update=update)).record
        except VersionConflictError:
            if last == _TRIES:
                raise
    raise VersionConflictError()


def attach_waiting(app: App, by: Caller, paper_id: str) -> None:
    """Attach a paper that has just come on file to the other dossiers it was handed in for."""
    for other in app.hand_ins.of(paper_id):
        attach(app, by, paper_id, other.intake)


def told_where(record: PaperRecord, intake: Intake, branch: str = "") -> str:
    """Return what a clerk is told of a paper that was there before, in Vietnamese; or nothing."""
    others = [dossier for dossier in record.dossiers if dossier != intake.dossier]
    if not others:
        return ""
    at = f" (nơi tiếp nhận {branch})" if branch else ""
    linked = f"; đã gắn thêm vào hồ sơ {intake.dossier}" if intake.dossier else ""
    return f"giấy này đã có ở hồ sơ {', '.join(others)}{at}{linked}, không phải đọc và ký lại"


def _new(record: PaperRecord, intake: Intake) -> HandIn | None:
    """Return the hand-in that a record does not know of yet."""
    if not intake.dossier:
        return None
    forms = {a.form_of_paper for a in record.hand_ins if a.dossier == intake.dossier}
    if record.dossier == intake.dossier:
        forms.add(record.form_of_paper)
    if forms and intake.form_of_paper in (*forms, FormOfPaper.UNKNOWN):
        return None
    return HandIn(
        received_at=intake.received_at,
        channel=intake.channel,
        dossier=intake.dossier,
        procedure=intake.procedure,
        form_of_paper=intake.form_of_paper,
        operator=intake.operator,
    )
