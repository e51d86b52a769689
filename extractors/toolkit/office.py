"""Fields that papers of an office share with administrative documents: head and signature."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.papers import administrative_document
from extractors.toolkit.labelled import require
from schemas.papers.model import PaperModel
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["office_fields"]

_SHARED = ("agency", "number", "issued_on", "signer")


def office_fields(
    model: type[PaperModel], pages: Sequence[PageReading]
) -> dict[str, FieldEvidence]:
    """Return agency, number, day of issue and signer, as far as the paper type has them.

    Args:
        model: The type of paper, laid out with the head of NĐ 30/2020/NĐ-CP, Phụ lục I.
        pages: Its pages in order.
    """
    found = administrative_document.extract(pages)
    specs = model.specs()
    return {name: require(specs[name], found[name]) for name in _SHARED if name in specs}
