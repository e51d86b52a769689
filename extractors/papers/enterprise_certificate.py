"""Certificate of an enterprise: labels in blocks, the tax code, capital in figures and words."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.judge.rules import Rule, apply_rules, id_has_birth_year, id_has_sex
from extractors.toolkit.labelled import extract_labelled
from extractors.toolkit.office import office_fields
from schemas.papers.types.enterprise_certificate import EnterpriseCertificate
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading
from schemas.text.number_words import number_from_words
from schemas.text.spelling import comparison_key
from schemas.text.tax_code import is_tax_code

__all__ = ["RULES", "extract"]

_STOPS = (
    "1. Tên công ty",
    "Tên công ty viết bằng tiếng nước ngoài:",
    "Email:",
    "Website:",
    "Fax:",
    "Mệnh giá cổ phần:",
    "4. Danh sách thành viên góp vốn",
    "4. Số cổ phần được quyền chào bán",
)


def _capital_fits(figures: str, words: str) -> bool | None:
    number = number_from_words(comparison_key(words).strip(" ().").removesuffix("đồng").strip())
    return None if number is None else float(figures) == number


RULES = (
    Rule("tax_code.form", ("number",), is_tax_code, "Mã số doanh nghiệp sai số kiểm tra."),
    Rule(
        "capital.words",
        ("capital", "capital_in_words"),
        _capital_fits,
        "Vốn bằng số và bằng chữ khác nhau.",
    ),
    id_has_sex("representative_id", "representative_sex"),
    id_has_birth_year("representative_id", "representative_birth"),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of the certificate with its evidence."""
    model = EnterpriseCertificate
    office = office_fields(model, pages)
    fields = extract_labelled(model, pages, stops=_STOPS)
    # The certificate's number is the code of the enterprise, not the number of a person's paper.
    fields |= {name: office[name] for name in ("agency", "signer")}
    return apply_rules(fields, RULES)
