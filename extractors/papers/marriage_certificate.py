"""Marriage certificate: two columns, the ages of Luật Hôn nhân và gia đình 2014, Art. 8."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.judge.rules import apply_rules, id_in_text_fits, years_between
from extractors.toolkit.columns import unfold
from extractors.toolkit.labelled import extract_labelled
from extractors.toolkit.signer import find_signer
from schemas.papers.types.marriage_certificate import HUSBAND, WIFE, MarriageCertificate
from schemas.record.evidence import FieldEvidence
from schemas.record.reading import PageReading

__all__ = ["RULES", "extract"]

_HEADING = "NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN"
_BESIDE = ("Quyển số:", "Ghi chú:", "Số Giấy CMND/Hộ chiếu/")
"""Labels of older forms beside or below a value, for which there are no fields, or parts of one."""
_OLD_HUSBAND, _OLD_WIFE = "Họ và tên chồng:", "Họ và tên vợ:"
"""First labels of the columns until 2015: the husband's was on the left."""
_ENDS = (
    "Nơi đăng ký kết hôn:",
    "Đăng ký kết hôn tại:",
    "Nơi đăng ký:",
    "Ngày, tháng, năm đăng ký:",
)
_TOO_YOUNG = "Chưa đủ tuổi kết hôn vào ngày đăng ký."

RULES = (
    years_between("marriage.age", "wife_birth", "registered_on", 18, _TOO_YOUNG),
    years_between("marriage.age", "husband_birth", "registered_on", 20, _TOO_YOUNG),
    id_in_text_fits("wife_paper", "wife_birth", "Nữ"),
    id_in_text_fits("husband_paper", "husband_birth", "Nam"),
)


def extract(pages: Sequence[PageReading]) -> dict[str, FieldEvidence]:
    """Return every field of a marriage certificate with its evidence."""
    parts = unfold(pages, WIFE, HUSBAND, _ENDS)
    parts = unfold(parts, _OLD_HUSBAND, _OLD_WIFE, _ENDS)
    fields = extract_labelled(MarriageCertificate, parts, stops=(_HEADING, *_BESIDE))
    fields["signer"] = find_signer(pages, (_HEADING,))
    return apply_rules(fields, RULES)
