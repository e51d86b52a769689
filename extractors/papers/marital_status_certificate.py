"""Certificate of marital status: office head, labels, and an end of validity after six months."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.judge.rules import apply_rules, id_in_text_fits_person, not_before
from extractors.toolkit.labelled import extract_labelled
from extractors.toolkit.office import office_fields
from extractors.toolkit.term import find_end
from schemas.papers.types.marital_status_certificate import MaritalStatusCertificate
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["RULES", "extract"]

_VALIDITY = "Giấy này có giá trị sử dụng trong thời hạn"

RULES = (
    id_in_text_fits_person("identity_paper", "birth_date", "sex"),
    not_before("date.order", "birth_date", "issued_on", "Ngày cấp trước ngày sinh."),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a certificate of marital status with its evidence."""
    fields = extract_labelled(MaritalStatusCertificate, pages, stops=(_VALIDITY,))
    fields |= office_fields(MaritalStatusCertificate, pages)
    fields["valid_until"] = find_end(pages, _VALIDITY, fields["issued_on"])
    return apply_rules(fields, RULES)
