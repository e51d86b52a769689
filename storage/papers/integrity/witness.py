"""What bears a record out beside the store itself: its hash, and the data that was signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from schemas.record.paper import PaperRecord

__all__ = ["Attached", "RecordProof", "same_facts"]

Attached: TypeAlias = Callable[[bytes], PaperRecord | None]
"""Returns the record under the signature of a searchable file; None where there is none."""


@dataclass(frozen=True, slots=True)
class RecordProof:
    """By what a version of a record is recognised, whoever may write to the store.

    Attributes:
        record_sha256: Hash of the record as it was stored.
        readings_sha256: Hash of the readings that were stored with it, if any.
    """

    record_sha256: str
    readings_sha256: str | None = None


def same_facts(record: PaperRecord, signed: PaperRecord | None) -> bool:
    """Tell whether a record says what was signed; its standing may have changed since."""
    return signed is not None and (
        record.paper_id,
        record.classification,
        record.fields,
        record.dossier,
        record.procedure,
        record.form_of_paper,
    ) == (
        signed.paper_id,
        signed.classification,
        signed.fields,
        signed.dossier,
        signed.procedure,
        signed.form_of_paper,
    )
