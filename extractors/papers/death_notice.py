"""Notice of death: an office's head, labels, and the order of its dates."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.judge.rules import (
    apply_rules,
    id_has_birth_year,
    id_has_sex,
    not_before,
    same_date,
    words_confirm,
)
from extractors.toolkit.labelled import extract_labelled
from extractors.toolkit.office import office_fields
from schemas.papers.types.death_notice import DeathNotice
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["RULES", "extract"]

RULES = (
    same_date("date.words", "died_on", "died_on_in_words"),
    words_confirm("died_on", "died_on_in_words"),
    id_has_sex("personal_id", "sex"),
    id_has_birth_year("personal_id", "birth_date"),
    not_before("date.order", "birth_date", "died_on", "Ngày chết trước ngày sinh."),
    not_before("date.order", "died_on", "issued_on", "Ngày báo tử trước ngày chết."),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a notice of death with its evidence."""
    fields = extract_labelled(DeathNotice, pages, stops=("Nơi nhận:",))
    return apply_rules(fields | office_fields(DeathNotice, pages), RULES)
