"""The offices in which people sign, as positions above their names print them."""

from __future__ import annotations

import functools
from collections.abc import Iterator

__all__ = ["OWN_DEPUTIES", "offices"]

_HEADS = (
    "CHỦ TỊCH", "CHỦ TỊCH QUỐC HỘI", "CHỦ TỊCH UBND TỈNH", "CHỦ TỊCH NƯỚC", "THỦ TƯỚNG",
    "BỘ TRƯỞNG", "CHỦ NHIỆM", "TỔNG GIÁM ĐỐC", "GIÁM ĐỐC", "TỔNG CỤC TRƯỞNG", "CỤC TRƯỞNG",
    "CHI CỤC TRƯỞNG", "VỤ TRƯỞNG", "VIỆN TRƯỞNG", "TRƯỞNG BAN", "TRƯỞNG PHÒNG", "TRƯỞNG ĐOÀN",
    "TRƯỞNG CÔNG AN", "TRƯỞNG KHOA", "TRƯỞNG TRẠM", "CHÁNH VĂN PHÒNG", "CHÁNH THANH TRA",
    "CHÁNH ÁN", "HIỆU TRƯỞNG", "THỐNG ĐỐC", "TỔNG KIỂM TOÁN NHÀ NƯỚC", "TỔNG KIỂM TOÁN",
    "TỔNG THƯ KÝ", "TỔNG THANH TRA", "TỔNG BIÊN TẬP", "ĐỘI TRƯỞNG",
    "HẠT TRƯỞNG", "TƯ LỆNH", "CHỈ HUY TRƯỞNG", "BÍ THƯ", "THỦ TRƯỞNG", "TỔ TRƯỞNG",
)  # fmt: skip
OWN_DEPUTIES = {"BỘ TRƯỞNG": ("THỨ TRƯỞNG",), "THỦ TRƯỞNG": ("PHÓ THỦ TRƯỞNG",)}
_OTHERS = (
    "KẾ TOÁN TRƯỞNG",
    "CÔNG CHỨNG VIÊN",
    "THẨM PHÁN",
    "THƯ KÝ",
    "CÔNG CHỨC TƯ PHÁP - HỘ TỊCH",
)
_PERMANENT = " THƯỜNG TRỰC"


@functools.cache
def offices() -> tuple[str, ...]:
    """Return every listed office: heads, their deputies and others."""
    return tuple(dict.fromkeys((*_HEADS, *_deputies(), *_OTHERS)))


def _deputies() -> Iterator[str]:
    for head in _HEADS:
        for deputy in OWN_DEPUTIES.get(head, (f"PHÓ {head}",)):
            yield deputy
            yield deputy + _PERMANENT
