"""What is kept of a paper: is it on file already, and may its picture be kept at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flows.outcome import Outcome
from flows.workshop import Workshop
from schemas.reading import PageReading
from schemas.record import FormOfPaper, PaperRecord, Withheld

__all__ = ["keep_values", "note_duplicates"]


def note_duplicates(record: PaperRecord, shop: Workshop) -> PaperRecord:
    """Return a record that names the papers on file that seem to be the same one.

    Nothing is dropped: two persons may own papers that look alike, and a second scan may be the
    better one. A person decides.
    """
    return record.model_copy(update={"duplicates": shop.archive.index.duplicates(record)})


def keep_values(
    record: PaperRecord, pages: Sequence[PageReading], shop: Workshop
) -> Outcome | None:
    """Store the values of a paper whose picture must not be kept; None where it may be.

    The rule is data (`schemas/data/intake.toml`): a paper that is only presented is not digitised
    (TT 01/2023/TT-VPCP), and the picture of an identity card is sensitive (NĐ 356/2025/NĐ-CP).

    Raises:
        StorageError: The store does not answer.
    """
    now = dt.datetime.now(dt.UTC)
    rule = shop.policy.presented_paper(record.classification.paper_type, now.date())
    if rule is None:
        return None
    form = record.form_of_paper
    kept = record.model_copy(
        update={
            "withheld": Withheld(rule=rule.id, reference=rule.reference, at=now),
            "form_of_paper": FormOfPaper.PRESENTED if form is FormOfPaper.UNKNOWN else form,
        }
    )
    saved = shop.archive.save_values(kept, pages)
    return Outcome.of(saved.record, saved.created, rule.remedy)
