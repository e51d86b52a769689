"""Digitise: one paper the whole way, from its bytes in the store to its sealed files on file."""

from __future__ import annotations

from app.installation import App
from app.papers.derive import compared
from app.papers.outcome import Outcome
from app.papers.steps import read_paper, seal_record
from pipeline.intake.receive import receive
from schemas.errors import MotlanError
from schemas.record.intake import Intake

__all__ = ["attempt", "digitize"]


def digitize(app: App, paper_id: str, intake: Intake) -> Outcome:
    """Bring one paper the whole way: read, classify, extract, compare, seal, store, index.

    Args:
        app: The installation.
        paper_id: SHA-256 of the original, as `hand_in` returned it.
        intake: How it was handed in.

    Raises:
        MotlanError: The paper cannot or must not be digitised, or the store does not answer.
    """
    if on_file := app.archive.on_file(paper_id):
        return Outcome.of(on_file, created=False)
    file = receive(app.archive.original(paper_id), paper_id[:12])
    return seal_record(file, compared(read_paper(file, intake, app), app), app)


def attempt(app: App, paper_id: str, intake: Intake) -> Outcome:
    """Digitise a paper; an error that concerns it alone is its outcome, and stands in the ledger.

    Raises:
        MotlanError: A temporary one: the same call may succeed later.
    """
    try:
        return digitize(app, paper_id, intake)
    except MotlanError as error:
        if error.temporary:
            raise
        app.archive.ledger.fail(paper_id, error.code)
        return Outcome.failed(paper_id, error)
