"""A case system says which of its dossiers are open; for those people may be asked about."""

from __future__ import annotations

from app.acting import Caller, audited, note, refusal_noted
from app.errors import PurposeError
from app.installation import App
from storage.audit.chain import Action

__all__ = ["register_dossier"]


@audited(Action.OPEN_DOSSIER)
def register_dossier(app: App, by: Caller, branch: str, *, still_open: bool = True) -> None:
    """Keep that a dossier of a case system is open, or was closed.

    Args:
        app: The installation.
        by: The case system, with the dossier and its procedure.
        branch: Code of the branch that handles it.
        still_open: False once it is resolved or given up.

    Raises:
        PurposeError: Another system opened it, or it is of a branch that is not the caller's.
    """
    known = app.case_dossiers.get(by.dossier)
    with refusal_noted(app, by, Action.OPEN_DOSSIER):
        if by.asking.branch not in (None, branch) or (known is None and not still_open):
            raise PurposeError("not-open", dossier=by.dossier)
        if known is not None and known.system != by.actor:
            raise PurposeError("other-system", dossier=by.dossier)
    note(app, by, Action.OPEN_DOSSIER, fields=(f"branch={branch}", f"open={still_open}"))
    if still_open:
        app.case_dossiers.open(by.dossier, by.procedure, branch, by.actor)
    else:
        app.case_dossiers.close(by.dossier)
