from __future__ import annotations

import pytest

from schemas.text.office_marks import SECRECY, URGENCY, closest_mark, is_mark, plain_mark


@pytest.mark.parametrize("text", ["| MẬT |", "[MẬT]", "I MẬT I", "MẬT.", "1MẬT1", " MẬT "])
def test_the_frame_of_a_stamp_is_no_part_of_its_mark(text: str) -> None:
    assert plain_mark(text) == "MẬT"
    assert is_mark(text, SECRECY)


@pytest.mark.parametrize(
    ("text", "marks", "mark"),
    [
        ("MẬI", SECRECY, "MẬT"),
        ("NẬT", SECRECY, "MẬT"),
        ("MẶT", SECRECY, "MẬT"),
        ("IMẬT", SECRECY, "MẬT"),
        ("TÔIMẬT", SECRECY, "TỐI MẬT"),
        ("TUVẸT MẠT", SECRECY, "TUYỆT MẬT"),
        ("HOA TOC", URGENCY, "HỎA TỐC"),
        ("HOẢ TỐC", URGENCY, "HỎA TỐC"),
        ("THƯỢNG KHÂN", URGENCY, "THƯỢNG KHẨN"),
        ("KHÁN", URGENCY, "KHẨN"),
        ("Mật", SECRECY, None),
        ("BÍ MẬT NHÀ NƯỚC", SECRECY, None),
        ("MỸ", SECRECY, None),
        ("QUYẾT ĐỊNH", URGENCY, None),
        ("THANH", URGENCY, None),
        ("", SECRECY, None),
        ("- 2 -", SECRECY, None),
    ],
)
def test_a_damaged_mark_is_told_from_other_words(
    text: str, marks: tuple[str, ...], mark: str | None
) -> None:
    assert closest_mark(text, marks) == mark
