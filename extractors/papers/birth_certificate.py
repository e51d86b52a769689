"""Birth certificate: labels, the signer below the seal, and cross-checks."""

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
from schemas.papers.types.birth_certificate import BirthCertificate
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["RULES", "extract"]

_HEADING = "NGƯỜI KÝ GIẤY KHAI SINH"
_BESIDE = ("Quyển số:", "Ghi chú:")
"""Labels of older forms beside or below a value, for which there are no fields."""

RULES = (
    same_date("date.words", "birth_date", "birth_date_in_words"),
    words_confirm("birth_date", "birth_date_in_words"),
    id_has_sex("personal_id", "sex"),
    id_has_birth_year("personal_id", "birth_date"),
    not_before("date.order", "birth_date", "registered_on", "Ngày đăng ký trước ngày sinh."),
    not_before("parent.age", "mother_birth", "birth_date", "Mẹ sinh sau con."),
    not_before("parent.age", "father_birth", "birth_date", "Cha sinh sau con."),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a birth certificate with its evidence."""
    fields = extract_labelled(BirthCertificate, pages, stops=(_HEADING, *_BESIDE))
    fields["signer"] = find_signer(pages, (_HEADING,))
    return apply_rules(fields, RULES)
