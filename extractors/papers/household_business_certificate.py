"""Certificate of a household business: labels, and the tax code that is a personal number."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.judge.rules import Rule, apply_rules, id_has_birth_year, id_has_sex
from extractors.toolkit.labelled import extract_labelled
from extractors.toolkit.office import office_fields
from schemas.papers.types.household_business_certificate import HouseholdBusinessCertificate
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading
from schemas.text.tax_code import is_tax_code

__all__ = ["RULES", "extract"]

RULES = (
    Rule("tax_code.form", ("number",), is_tax_code, "Mã số không đúng số kiểm tra."),
    id_has_sex("owner_id", "owner_sex"),
    id_has_birth_year("owner_id", "owner_birth"),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of the certificate with its evidence."""
    model = HouseholdBusinessCertificate
    office = office_fields(model, pages)
    fields = extract_labelled(model, pages, stops=("5. Chủ thể thành lập hộ kinh doanh",))
    # The certificate's number is the code of the household, never the head's `Số:`.
    fields |= {name: office[name] for name in ("agency", "signer")}
    return apply_rules(fields, RULES)
