"""Receipts: the code with which the public asks how far a dossier is."""

from __future__ import annotations

from collections.abc import Sequence

from app.acting import Caller, audited, note
from app.installation import App
from storage.audit.chain import Action
from storage.desk.work_queue import DeskPaper

__all__ = ["print_receipt"]


@audited(Action.RECEIPT)
def print_receipt(
    app: App,
    by: Caller,
    dossier: str,
    papers: Sequence[DeskPaper],
    handover: str | None = None,
) -> str:
    """Return the code of a receipt, drawing it the first time.

    Args:
        app: The installation.
        by: Who prints it.
        dossier: Mã hồ sơ.
        papers: Those that stand on it; at least one.
        handover: The occasion on which a machine handed them in; None: the receipt of the dossier.
    """
    first = papers[0]
    by = by.about(dossier=dossier, procedure=first.procedure, agency=first.branch)
    note(app, by, Action.RECEIPT)
    return app.receipts.code_of(dossier, handover)
