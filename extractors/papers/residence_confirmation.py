"""Confirmation of residence CT07: an office's head, labels, the household, the end of its term."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.judge.rules import apply_rules, id_has_birth_year, id_has_sex, not_before
from extractors.judge.template import known_template
from extractors.toolkit.labelled import extract_labelled
from extractors.toolkit.members import cut_table, read_members
from extractors.toolkit.office import office_fields
from schemas.papers.types.residence_confirmation import ResidenceConfirmation
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["RULES", "extract"]

_TABLE = "Thông tin các thành viên khác trong hộ gia đình:"
_OTHER = "Nội dung xác nhận khác:"
_STOPS = (
    _TABLE,
    "Theo đề nghị của Ông/Bà:",
    "Xác nhận thông tin về cư trú của Ông/Bà có tên tại mục I như sau:",
    "Nơi nhận:",
)

RULES = (
    id_has_sex("personal_id", "sex"),
    id_has_birth_year("personal_id", "birth_date"),
    not_before("date.order", "birth_date", "issued_on", "Ngày xác nhận trước ngày sinh."),
    not_before("date.term", "issued_on", "valid_until", "Hết giá trị trước ngày xác nhận."),
    known_template(ResidenceConfirmation),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a confirmation of residence with its evidence."""
    rest, tables = cut_table(pages, _TABLE, (_OTHER, "Xác nhận thông tin cư trú này có giá trị"))
    fields = extract_labelled(ResidenceConfirmation, rest, stops=_STOPS)
    fields |= office_fields(ResidenceConfirmation, rest)
    fields["members"] = read_members(tables)
    return apply_rules(fields, RULES)
