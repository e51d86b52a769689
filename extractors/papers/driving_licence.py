"""Driving licence: labels in two languages, a closed list of classes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.judge.rules import Rule, apply_rules, is_one_of, not_before
from extractors.toolkit.dateline import find_dateline
from extractors.toolkit.labelled import extract_labelled
from schemas.papers.types.driving_licence import CLASSES, DrivingLicence
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["RULES", "extract"]

RULES = (
    Rule(
        "licence.number",
        ("number",),
        lambda number: re.fullmatch(r"\d{12}|\d{8,10}|[A-Z]{1,2}\d{6,8}", number) is not None,
        "Số giấy phép lái xe phải có 12 chữ số.",
    ),
    is_one_of("licence.class", "licence_class", CLASSES, "Không có hạng giấy phép này."),
    not_before("date.order", "birth_date", "issued_on", "Ngày cấp trước ngày sinh."),
    not_before("date.validity", "issued_on", "valid_until", "Ngày hết hạn trước ngày cấp."),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a driving licence with its evidence."""
    fields = extract_labelled(DrivingLicence, pages)
    fields["issued_on"] = find_dateline(pages)
    return apply_rules(fields, RULES)
