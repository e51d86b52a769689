"""Extract of a death registration: labels, the signer, and the order of its dates."""

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
from extractors.toolkit.signer import find_signer
from schemas.papers.types.death_extract import DeathExtract
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["RULES", "extract"]

_HEADING = "NGƯỜI KÝ TRÍCH LỤC"

RULES = (
    same_date("date.words", "died_on", "died_on_in_words"),
    words_confirm("died_on", "died_on_in_words"),
    id_has_sex("personal_id", "sex"),
    id_has_birth_year("personal_id", "birth_date"),
    not_before("date.order", "birth_date", "died_on", "Ngày chết trước ngày sinh."),
    not_before("date.order", "died_on", "registered_on", "Ngày đăng ký trước ngày chết."),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a death extract with its evidence."""
    fields = extract_labelled(DeathExtract, pages, stops=(_HEADING,))
    fields["signer"] = find_signer(pages, (_HEADING,))
    return apply_rules(fields, RULES)
