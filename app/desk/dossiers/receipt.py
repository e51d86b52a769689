"""Receipts: the code with which citizens check the progress of a dossier."""

from __future__ import annotations

from collections.abc import Sequence

from app.acting import Caller, audited, note
from app.installation import App
from storage.audit.chain import Action
from storage.desk.desk_papers import DeskPaper

__all__ = ["print_receipt"]


@audited(Action.RECEIPT)
def print_receipt(
    app: App,
    by: Caller,
    dossier: str,
    papers: Sequence[DeskPaper],
    handover: str | None = None,
) -> str:
    """Return the code of a receipt; the first call generates it.

    Args:
        app: The installation.
        by: The caller.
        dossier: Code of the dossier (mã hồ sơ).
        papers: The papers on the receipt; at least one.
        handover: Identifier of the handover by a machine; None: the receipt of the dossier.
    """
    first = papers[0]
    by = by.about(dossier=dossier, procedure=first.procedure, agency=first.branch)
    note(app, by, Action.RECEIPT)
    return app.receipts.code_of(dossier, handover)
