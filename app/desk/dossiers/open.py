"""Opens a dossier: what its procedure requires, and which of it is on file."""

from __future__ import annotations

from app.acting import Caller, audited, note
from app.desk.dossiers.lookup import look_up
from app.errors import OtherProcedureError
from app.installation import App
from schemas.record.paper import FormOfPaper
from storage.audit.chain import Action
from storage.desk.dossiers import Dossier
from storage.papers.reuse.answers import ComponentAnswer
from storage.papers.reuse.check import check_reuse

__all__ = ["open_dossier"]


@audited(Action.OPEN_DOSSIER, Action.REUSE_CHECK)
def open_dossier(
    app: App,
    by: Caller,
    dossier: str,
    procedure: str,
    form_of_paper: FormOfPaper,
    *,
    subject: str = "",
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
        branch: Code of the branch.
        station: Code of the counter.
        change: Whether to change the procedure of a dossier that has another one.

    Raises:
        OtherProcedureError: It has another procedure, and `change` is not set.
    """
    known = app.dossiers.get(dossier)
    wanted = procedure or (known.procedure if known else None) or ""
    if known and known.procedure not in (None, wanted) and not change:
        raise OtherProcedureError()
    by = by.about(dossier=dossier, procedure=wanted)
    note(app, by, Action.OPEN_DOSSIER, subject=subject or None)
    if known and known.procedure == (wanted or None) and not (subject and wanted):
        return known
    components, check = _components(app, by, wanted, subject) if wanted else ((), None)
    if known:
        return app.dossiers.change(dossier, wanted or None, components, check)
    return app.dossiers.open(
        dossier,
        wanted or None,
        form_of_paper,
        components,
        branch=branch,
        station=station,
        operator=by.actor,
        check=check,
    )


def _components(
    app: App, by: Caller, procedure: str, subject: str
) -> tuple[tuple[ComponentAnswer, ...], int | None]:
    """Return the components of a procedure, and the number of the check if it is of a person."""
    if not subject:
        return check_reuse(app.index, procedure, "", app.today()).answer.components, None
    number = look_up(app, by, subject)
    asked = app.lookups.get(number, by.actor)
    return asked.components if asked else (), number
