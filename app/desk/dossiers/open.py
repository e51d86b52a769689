"""Opens a dossier: what its procedure requires, and which of it is on file."""

from __future__ import annotations

from dataclasses import replace

from app.acting import Caller, audited, note
from app.desk.dossiers.components import ask_again
from app.errors import OtherProcedureError
from app.installation import App
from schemas.record.paper import FormOfPaper
from storage.audit.chain import Action
from storage.desk.dossiers import Dossier
from storage.papers.reuse.answers import ComponentAnswer
from storage.papers.reuse.check import check_reuse

__all__ = ["open_dossier", "without_answers"]


@audited(Action.OPEN_DOSSIER, Action.REUSE_CHECK)
def open_dossier(
    app: App,
    by: Caller,
    dossier: str,
    procedure: str,
    form_of_paper: FormOfPaper,
    *,
    subject: str = "",
    birth: str = "",
    branch: str,
    station: str,
    change: bool = False,
) -> Dossier:
    """Open a dossier; with a personal number, also check what is already on file.

    A dossier that is already open is returned as it is: without procedure and number, nothing
    changes.

    Args:
        app: The installation.
        by: The caller.
        dossier: Code of the dossier (mã hồ sơ).
        procedure: Code of the procedure (mã TTHC); empty if none is chosen.
        form_of_paper: Default form of copy of the papers handed in.
        subject: Personal number; it is not stored.
        birth: Day of birth as typed, where it is known; it is not stored.
        branch: Code of the branch.
        station: Code of the counter.
        change: Whether to change the procedure of a dossier that has another one.

    Raises:
        OtherProcedureError: It has another procedure, and `change` is not set.
        PurposeError, TooManyPersonsError: The dossier is open, and nobody may be asked about.
    """
    known = app.dossiers.get(dossier)
    wanted = procedure or (known.procedure if known else None) or ""
    if known and known.procedure not in (None, wanted) and not change:
        raise OtherProcedureError()
    by = by.about(dossier=dossier, procedure=wanted)
    note(app, by, Action.OPEN_DOSSIER, subject=subject or None)
    if known and known.procedure == (wanted or None) and not (subject and wanted):
        return known
    components = _asked_for(app, wanted) if wanted else ()
    if known is None:
        opened = app.dossiers.open(
            dossier,
            wanted or None,
            form_of_paper,
            components,
            branch=branch,
            station=station,
            operator=by.actor,
        )
    elif known.procedure == (wanted or None):
        opened = known
    else:
        opened = app.dossiers.change(dossier, wanted or None, components)
    # Only now is there a dossier that needs the answer.
    return ask_again(app, by, opened, subject, birth=birth) if subject and wanted else opened


def without_answers(app: App, dossier: Dossier) -> Dossier:
    """Return a dossier as those see it who get no answers from the store, whoever asked for it."""
    if dossier.check is None:
        return dossier
    plain = _asked_for(app, dossier.procedure) if dossier.procedure else ()
    return replace(dossier, components=plain, check=None)


def _asked_for(app: App, procedure: str) -> tuple[ComponentAnswer, ...]:
    """Return the components of a procedure; nobody is asked about."""
    return check_reuse(app.index, procedure, "", app.today()).answer.components
