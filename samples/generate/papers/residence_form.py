"""Tờ khai CT01 of TT 66/2023/TT-BCA or TT 116/2026/TT-BCA, filled in on a computer."""

from __future__ import annotations

import random

from samples.generate.canvas import BLACK, Sheet
from samples.generate.forms import labelled_row, labelled_rows, national_head, slashed
from samples.generate.ink import signature
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Place, draw_person

__all__ = ["draw"]

_LEFT, _WIDTH, _SIZE = 26.0, 166.0, 12.0
_BOX = 5.6
_REQUESTS = ("Đăng ký thường trú", "Đăng ký tạm trú", "Tách hộ", "Xác nhận thông tin về cư trú")
_RELATIONS = ("Con đẻ", "Vợ", "Chồng", "Cháu nội")
_OPINIONS = (
    "Ý KIẾN CỦA CHỦ HỘ", "Ý KIẾN CỦA CHỦ SỞ HỮU", "Ý KIẾN CỦA CHA HOẶC MẸ", "NGƯỜI KÊ KHAI",
)  # fmt: skip


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one form, of one of two versions."""
    latest = rng.random() < 0.5
    person = draw_person(rng, born=(1960, 2007))
    head = draw_person(rng, born=(1950, 1985))
    place = Place.draw(rng, TODAY)
    fields = {
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
    }
    sheet = Sheet()
    version = "116/2026/TT-BCA" if latest else "66/2023/TT-BCA"
    title = f"Mẫu CT01 ban hành kèm theo Thông tư số {version}"
    sheet.text(192, 16, title, size=9, ink="italic", align="right")
    y = national_head(sheet, 26, size=12)
    sheet.text(105, y + 12, "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", size=14, ink="bold",
               align="center")  # fmt: skip
    name = "1. Họ, chữ đệm và tên khai sinh:" if latest else "1. Họ, chữ đệm và tên:"
    _body(sheet, y + 22, fields, name, slashed(person.birth), rng)
    return DrawnPaper("residence_form", fields, (sheet,))


def _body(
    sheet: Sheet, y: float, fields: dict[str, str], name: str, born: str, rng: random.Random
) -> None:
    rows = (("Kính gửi(1):", fields["addressee"]), (name, fields["full_name"]))
    y = labelled_rows(sheet, _LEFT, y, rows, width=_WIDTH, size=_SIZE)
    y = labelled_row(
        sheet, y, ("2. Ngày, tháng, năm sinh:", born, _LEFT),
        ("3. Giới tính:", fields["sex"], 120), size=_SIZE,
    )  # fmt: skip
    y = _boxes(sheet, y + 2, "4. Số định danh cá nhân:", fields["personal_id"])
    y = labelled_row(
        sheet, y, ("5. Số điện thoại liên hệ:", fields["phone"], _LEFT),
        ("6. Email:", "................................", 115), size=_SIZE,
    )  # fmt: skip
    y = labelled_row(
        sheet, y, ("7. Họ, chữ đệm và tên chủ hộ(2):", fields["household_head"], _LEFT), size=_SIZE
    )
    y = labelled_row(
        sheet, y, ("8. Mối quan hệ với chủ hộ:", fields["relation"], _LEFT), size=_SIZE
    )
    y = _boxes(sheet, y + 2, "9. Số định danh cá nhân của chủ hộ:", fields["household_head_id"])
    more = (("10. Nội dung đề nghị(3):", fields["request"]),)
    y = labelled_rows(sheet, _LEFT, y, more, width=_WIDTH, size=_SIZE)
    table = "11. Những thành viên trong hộ gia đình cùng thay đổi:"
    sheet.text(_LEFT, y, table, size=_SIZE)
    for line in range(4):
        sheet.rule(_LEFT, _LEFT + _WIDTH, y + 4 + 7 * line)
    for place, opinion in enumerate(_OPINIONS):
        sheet.text(42 + 42 * place, y + 36, opinion, size=8, ink="bold", align="center")
    signature(sheet, 168, y + 50, rng, width=28)


def _boxes(sheet: Sheet, y: float, label: str, digits: str) -> float:
    """Print a number one digit a box."""
    x = sheet.text(_LEFT, y, label, size=_SIZE) + 3
    for digit in digits:
        corners = [sheet.px(v) for v in (x, y - 4.6, x + _BOX, y + 1.4)]
        sheet.draw.rectangle(corners, outline=BLACK, width=1)
        sheet.text(x + _BOX / 2, y, digit, size=_SIZE, align="center")
        x += _BOX
    return y + 7.5
