"""Building permit: office head, labels, the deadline to start work, extensions on the original."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.judge.evidence import rule
from extractors.judge.rules import Rule, apply_rules
from extractors.toolkit.labelled import extract_labelled
from extractors.toolkit.office import office_fields
from extractors.toolkit.term import find_end
from schemas.papers.types.building_permit import BuildingPermit
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading
from schemas.text.spelling import search_key

__all__ = ["RULES", "extract"]

_VALIDITY = "Giấy phép có hiệu lực khởi công xây dựng trong thời hạn"
_STOPS = (
    "Gồm các nội dung sau:",
    "Theo thiết kế:",
    "Chủ nhiệm thiết kế:",
    "Đơn vị thẩm tra thiết kế:",
    "Ghi nhận nghĩa vụ",
    _VALIDITY,
    "Nơi nhận:",
)
_ADDENDA = ("gia han giay phep", "noi dung dieu chinh", "noi dung gia han")
_EXTENDED = "Giấy phép có ghi gia hạn hoặc điều chỉnh: đọc phần ghi thêm."


def _floors_fit(ground: str, total: str) -> bool:
    return float(ground) <= float(total)


RULES = (
    Rule(
        "area.floors",
        ("ground_floor", "total_floor"),
        _floors_fit,
        "Tổng diện tích sàn nhỏ hơn diện tích tầng 1.",
    ),
    Rule(
        "density.share",
        ("density",),
        lambda density: 0 < float(density) <= 100,
        "Mật độ xây dựng phải từ 0 đến 100 %.",
    ),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a building permit with its evidence."""
    fields = extract_labelled(BuildingPermit, pages, stops=_STOPS)
    fields |= office_fields(BuildingPermit, pages)
    end = find_end(pages, _VALIDITY, fields["issued_on"])
    fields["start_before"] = _hold_against_addenda(end, pages) if end.value else end
    return apply_rules(fields, RULES)


def _hold_against_addenda(end: FieldEvidence, pages: Sequence[PageReading]) -> FieldEvidence:
    """Add a rule result to the end of the term: whether an extension follows the signature."""
    keys = [search_key(line.text).strip(" .:") for page in pages for line in page.lines]
    extended = any(key.startswith(_ADDENDA) for key in keys)
    result = rule("permit.addenda", not extended, _EXTENDED)
    return end.model_copy(update={"rules": (*end.rules, result)})
