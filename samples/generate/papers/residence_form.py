"""Tờ khai CT01 of TT 66/2023, TT 53/2025 or TT 116/2026/TT-BCA, filled in on a computer."""

from __future__ import annotations

import datetime as dt
import random

from samples.generate.canvas import Sheet
from samples.generate.forms import MOTTO, NATION, slashed
from samples.generate.grid import digit_boxes, dotted_row, dotted_rows
from samples.generate.households import Member, draw_members, member_table, members_value
from samples.generate.ink import signature
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Person, Place, draw_person

__all__ = ["draw"]

_LEFT, _WIDTH, _SIZE = 26.0, 166.0, 12.0
_VERSIONS = (
    ("66/2023/TT-BCA", dt.date(2023, 11, 17), "1. Họ, chữ đệm và tên:"),
    ("53/2025/TT-BCA", dt.date(2025, 7, 1), "1. Họ, chữ đệm và tên:"),
    ("116/2026/TT-BCA", dt.date(2026, 6, 29), "1. Họ, chữ đệm và tên khai sinh:"),
)
"""Circular, its day, and how it asks for the name."""
_REQUESTS = ("Đăng ký thường trú", "Đăng ký tạm trú", "Tách hộ", "Xác nhận thông tin về cư trú")
_RELATIONS = ("Con đẻ", "Vợ", "Chồng", "Cháu nội")
_OPINIONS = (
    ("Ý KIẾN CỦA CHỦ HỘ(4)",),
    ("Ý KIẾN CỦA CHỦ SỞ HỮU", "CHỖ Ở HỢP PHÁP(5)"),
    ("Ý KIẾN CỦA CHA HOẶC MẸ", "HOẶC NGƯỜI GIÁM HỘ(6)"),
    ("NGƯỜI KÊ KHAI(7)",),
)


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one form, of one of three versions."""
    circular, day, name = rng.choice(_VERSIONS)
    person = draw_person(rng, born=(1960, 2007))
    head = draw_person(rng, born=(1950, 1985))
    place = Place.draw(rng, TODAY)
    members = draw_members(rng, 4)
    fields = {
        "template": circular,
        "addressee": f"Công an {place.ward}",
        "full_name": person.name_in_capitals,
        "birth_date": person.birth.isoformat(),
        "sex": person.sex,
        "personal_id": person.personal_id,
        "phone": f"09{rng.randrange(10**8):08}",
        "household_head": head.name_in_capitals,
        "relation": rng.choice(_RELATIONS),
        "household_head_id": head.personal_id,
        "request": f"{rng.choice(_REQUESTS)} tại {place.address(rng)}",
        **members_value(members),
    }
    sheet = Sheet()
    _head(sheet, circular, day)
    y = _body(sheet, 55, fields, name, slashed(person.birth))
    _table_and_signatures(sheet, y, members, person, rng)
    return DrawnPaper("residence_form", fields, (sheet,))


def _head(sheet: Sheet, circular: str, day: dt.date) -> None:
    form = f"Mẫu CT01 ban hành kèm theo Thông tư số {circular}"
    sheet.text(192, 14, form, size=9, ink="italic", align="right")
    issued = f"ngày {day.day:02} tháng {day.month} năm {day.year} của Bộ trưởng Bộ Công an"
    sheet.text(192, 18, issued, size=9, ink="italic", align="right")
    sheet.text(105, 27, NATION, size=12, ink="bold", align="center")
    motto = MOTTO.replace("-", "–")  # as this form prints it
    sheet.text(105, 33, motto, size=13, ink="bold", align="center")
    half = sheet.width_of(motto, 13, "bold") / 2
    sheet.rule(105 - half, 105 + half, 35)
    title = "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ"
    sheet.text(105, 45, title, size=13, ink="bold", align="center")


def _body(sheet: Sheet, y: float, fields: dict[str, str], name: str, born: str) -> float:
    y = _rows(sheet, y, ("Kính gửi(1):", fields["addressee"]), (name, fields["full_name"]))
    y = dotted_row(
        sheet, y, ("2. Ngày, tháng, năm sinh:", born, _LEFT),
        ("3. Giới tính:", fields["sex"], 120), size=_SIZE,
    )  # fmt: skip
    y = digit_boxes(sheet, _LEFT, y + 2, "4. Số định danh cá nhân:", fields["personal_id"])
    y = dotted_row(
        sheet, y, ("5. Số điện thoại liên hệ:", fields["phone"], _LEFT),
        ("6. Email:", "", 115), size=_SIZE,
    )  # fmt: skip
    y = _rows(
        sheet,
        y,
        ("7. Họ, chữ đệm và tên chủ hộ(2):", fields["household_head"]),
        ("8. Mối quan hệ với chủ hộ:", fields["relation"]),
    )
    label = "9. Số định danh cá nhân của chủ hộ:"
    y = digit_boxes(sheet, _LEFT, y + 2, label, fields["household_head_id"])
    return _rows(sheet, y, ("10. Nội dung đề nghị(3):", fields["request"]))


def _table_and_signatures(
    sheet: Sheet, y: float, members: list[Member], person: Person, rng: random.Random
) -> None:
    heading = "11. Những thành viên trong hộ gia đình cùng thay đổi:"
    sheet.text(_LEFT, y, heading, size=_SIZE)
    y = member_table(sheet, _LEFT, y + 3, members, blank=5 - len(members)) + 8
    for place, lines in enumerate(_OPINIONS):
        x = 44 + 42 * place
        sheet.text(x, y, "......, ngày ... tháng ... năm ......", size=8, ink="italic",
                   align="center")  # fmt: skip
        for row, text in enumerate(lines):
            sheet.text(x, y + 5 + 4 * row, text, size=8, ink="bold", align="center")
    signature(sheet, 168, y + 22, rng, width=28)
    sheet.text(168, y + 34, f"(8) Họ và tên: {person.name}", size=8, align="center")


def _rows(sheet: Sheet, y: float, *pairs: tuple[str, str]) -> float:
    return dotted_rows(sheet, _LEFT, y, pairs, width=_WIDTH, size=_SIZE)
