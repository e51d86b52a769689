"""Decides what is stored of a paper: secrecy, duplicates, pictures that must not be kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.installation import App
from app.papers.digitizing.outcome import Outcome
from pipeline.errors import SecretDoubtError, SecretPaperError
from pipeline.intake.receive import Received
from schemas.record.paper import FormOfPaper, PaperRecord, Withheld
from schemas.record.reading import PageReading
from storage.objects.keys import original_key

__all__ = ["keep_values", "leave_no_secret", "note_duplicates"]


@contextmanager
def leave_no_secret(file: Received, app: App) -> Iterator[None]:
    """Delete the bytes of a paper found to be secret; only the ledger keeps a trace.

    If this is only suspected, they stay until a person has decided.
    """
    try:
        yield
    except SecretDoubtError:
        raise
    except SecretPaperError:
        app.archive.store.delete(original_key(file.sha256))
        raise


def note_duplicates(record: PaperRecord, app: App) -> PaperRecord:
    """Return a record that names likely duplicates on file.

    Nothing is discarded: a second scan may be the better one, and if it is not certain that both
    are the same paper, a person decides.
    """
    return record.model_copy(update={"duplicates": app.archive.index.duplicates(record)})


def keep_values(record: PaperRecord, pages: Sequence[PageReading], app: App) -> Outcome | None:
    """Store only the values of a paper whose picture must not be kept; None if it may be kept.

    The rule is data (`schemas/data/intake.toml`): a paper that is only presented is not digitised
    (TT 01/2023/TT-VPCP), and the picture of an identity card is sensitive (NĐ 356/2025/NĐ-CP).

    Raises:
        StorageError: The store does not answer.
    """
    now = dt.datetime.now(dt.UTC)
    rule = app.policy.presented_paper(record.classification.paper_type, now.date())
    if rule is None:
        return None
    form = record.form_of_paper
    kept = record.model_copy(
        update={
            "withheld": Withheld(rule=rule.id, reference=rule.reference, at=now),
            "form_of_paper": FormOfPaper.PRESENTED if form is FormOfPaper.UNKNOWN else form,
        }
    )
    saved = app.archive.save_values(kept, pages)
    return Outcome.of(saved.record, saved.created, rule.remedy)
