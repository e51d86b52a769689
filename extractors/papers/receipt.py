"""Receipt of a dossier: its code as print and as barcode, and the order of its days."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.judge.rules import Rule, apply_rules, not_before
from extractors.toolkit.labelled import extract_labelled, require
from extractors.toolkit.office import office_fields
from extractors.toolkit.witnesses import Witness, settle
from schemas.papers.types.receipt import Receipt
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["DOSSIER_CODE", "RULES", "extract"]

DOSSIER_CODE = re.compile(
    r"(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3})*)-\d{6}-\d{4,6}", re.ASCII
)
"""Dossier codes of TT 01/2018 and of today; permissive, because offices differ in their part."""

_STOPS = (
    "Thời gian giải quyết hồ sơ theo quy định là:",
    "Email:",
    "NGƯỜI NỘP HỒ SƠ",
    "NGƯỜI TIẾP NHẬN HỒ SƠ",
)

RULES = (
    Rule(
        "receipt.code",
        ("dossier",),
        lambda code: DOSSIER_CODE.fullmatch(code) is not None,
        "Mã hồ sơ không đúng cấu trúc.",
    ),
    Rule(
        "receipt.day",
        ("dossier", "received_on"),
        lambda code, day: code.split("-")[-2:-1] == [day[2:].replace("-", "")],
        "Ngày trong mã hồ sơ khác ngày nhận.",
    ),
    not_before("date.order", "received_on", "due_on", "Ngày hẹn trước ngày nhận."),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a receipt with its evidence."""
    fields = extract_labelled(Receipt, pages, stops=_STOPS)
    fields["agency"] = office_fields(Receipt, pages)["agency"]
    specs = Receipt.specs()
    settled = settle("dossier", fields["dossier"], _barcode(pages), None)
    fields["dossier"] = require(specs["dossier"], settled)
    return apply_rules(fields, RULES)


def _barcode(pages: Sequence[PageReading]) -> Witness | None:
    for page in pages:
        for code in page.codes:
            if DOSSIER_CODE.fullmatch(code.text.strip()):
                values = {"dossier": code.text.strip()}
                return Witness("Mã vạch", values, page.number, code.polygon)
    return None
