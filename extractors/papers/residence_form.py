"""Residence form CT01: numbers in single boxes, answers on dotted lines."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.labelled import extract_labelled
from extractors.rules import apply_rules, id_has_birth_year, id_has_sex
from schemas.evidence import FieldEvidence
from schemas.papers.residence_form import ResidenceForm
from schemas.reading import PageReading

__all__ = ["RULES", "extract"]

_STOPS = ("Những thành viên trong hộ gia đình cùng thay đổi:", "Ý KIẾN CỦA CHỦ HỘ")

RULES = (
    id_has_sex("personal_id", "sex"),
    id_has_birth_year("personal_id", "birth_date"),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a residence form with its evidence."""
    return apply_rules(extract_labelled(ResidenceForm, pages, stops=_STOPS), RULES)
