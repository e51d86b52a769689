"""Passport: printed text cross-checked with the machine-readable zone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.judge.rules import Rule, apply_rules, id_has_birth_year, id_has_sex, not_before
from extractors.toolkit.labelled import extract_labelled, require
from extractors.toolkit.witnesses import read_zone, settle
from schemas.papers.types.passport import Passport
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["RULES", "extract"]

RULES = (
    Rule(
        "passport.number",
        ("number",),
        lambda number: re.fullmatch(r"[A-Z]\d{7,8}", number) is not None,
        "Số hộ chiếu phải là một chữ cái và 7 hoặc 8 chữ số.",
    ),
    id_has_sex("personal_id", "sex"),
    id_has_birth_year("personal_id", "birth_date"),
    not_before("date.order", "birth_date", "issued_on", "Ngày cấp trước ngày sinh."),
    not_before("date.validity", "issued_on", "valid_until", "Ngày hết hạn trước ngày cấp."),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a passport with its evidence."""
    zone = read_zone(pages)
    specs = Passport.specs()
    printed = extract_labelled(Passport, pages)
    fields = {
        name: require(specs[name], settle(name, evidence, None, zone))
        for name, evidence in printed.items()
    }
    return apply_rules(fields, RULES)
