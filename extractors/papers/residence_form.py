"""Residence form CT01: labels, the table of members, the template's circular."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.judge.rules import apply_rules, id_has_birth_year, id_has_sex
from extractors.judge.template import known_template
from extractors.toolkit.labelled import extract_labelled
from extractors.toolkit.members import cut_table, read_members
from schemas.papers.types.residence_form import ResidenceForm
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["RULES", "extract"]

_TABLE = "Những thành viên trong hộ gia đình cùng thay đổi:"
_ENDS = ("Ý KIẾN CỦA CHỦ HỘ", "Ý KIẾN CỦA CHỦ SỞ HỮU", "NGƯỜI KÊ KHAI")

RULES = (
    id_has_sex("personal_id", "sex"),
    id_has_birth_year("personal_id", "birth_date"),
    known_template(ResidenceForm),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a residence form with its evidence."""
    rest, tables = cut_table(pages, _TABLE, _ENDS)
    fields = extract_labelled(ResidenceForm, rest, stops=(_TABLE, *_ENDS))
    fields["members"] = read_members(tables)
    return apply_rules(fields, RULES)
