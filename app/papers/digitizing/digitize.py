"""Digitise: the whole path of a paper, from its bytes in the store to its signed files."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from app.acting import Caller, audited, note, refusal_noted
from app.installation import App
from app.papers.attach import attach, told_where
from app.papers.digitizing.derive import compared
from app.papers.digitizing.outcome import Outcome
from app.papers.digitizing.parting import parted
from app.papers.digitizing.steps import read_paper, seal_record
from app.papers.original import original_of
from pipeline.intake.receive import Received
from schemas.errors import MotlanError
from schemas.record.intake import Intake
from storage.audit.chain import Action
from storage.papers.search.entries import entry_of

__all__ = ["attempt", "digitize"]

_log = logging.getLogger(__name__)


@audited(Action.DIGITIZE, Action.ATTACH)
def digitize(app: App, by: Caller, paper_id: str, intake: Intake) -> Outcome:
    """Digitise one paper: read, classify, extract, compare, seal, store, index.

    A file with several papers is parted where that is sure, and each of them goes the whole way.

    The audit entry is written after reading and before sealing, so that it names the owner.

    Args:
        app: The installation.
        by: The caller.
        paper_id: SHA-256 of the original, as `hand_in` returned it.
        intake: How it was handed in.

    Raises:
        MotlanError: The paper cannot or must not be digitised, or the store does not answer.
        KeyStoreError: Signing is not possible here; nothing was written.
    """
    if on_file := app.archive.on_file(paper_id):
        record = attach(app, by, paper_id, intake)
        return Outcome.of(record, created=False, note=told_where(on_file, intake) or None)
    _ = app.signers  # do not start what cannot be signed
    by = by.about(dossier=intake.dossier, procedure=intake.procedure)
    with refusal_noted(app, by, Action.DIGITIZE, paper_id=paper_id):
        file = original_of(app.archive, paper_id)
        read = read_paper(file, intake, app)
        parts = parted(file, read, intake)
    if parts:
        return _digitize_parts(app, by, paper_id, parts, intake)
    read = compared(read, app)
    named = entry_of(read.record).concerned
    note(app, by, Action.DIGITIZE, paper_id=paper_id, subject=named)
    return seal_record(file, read, app)


def _digitize_parts(
    app: App, by: Caller, paper_id: str, parts: Sequence[Received], intake: Intake
) -> Outcome:
    alone = replace(intake, one_paper=True)
    for part in parts:
        app.archive.keep_original(part.sha256, part.data, part.media_type)
    return Outcome.parted(paper_id, [digitize(app, by, p.sha256, alone) for p in parts])


def attempt(app: App, by: Caller, paper_id: str, intake: Intake) -> Outcome:
    """Digitise a paper; a permanent error is its outcome and is recorded in the ledger.

    Raises:
        MotlanError: A temporary error: the same call may succeed later; or the installation is at
            fault, not the paper.
    """
    try:
        return digitize(app, by, paper_id, intake)
    except MotlanError as error:
        if error.temporary or error.blames_installation:
            raise
        return _failed(app, paper_id, error)
    except Exception:  # an unexpected file must not stop the others
        _log.exception("unexpected", extra={"paper": paper_id})
        return _failed(app, paper_id, MotlanError())


def _failed(app: App, paper_id: str, error: MotlanError) -> Outcome:
    app.archive.ledger.fail(paper_id, error.code)
    return Outcome.failed(paper_id, error)
