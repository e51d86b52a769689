"""Tờ khai TK01 of TT 31/2023/TT-BCA or TT 69/2026/TT-BCA, filled in on a computer."""

from __future__ import annotations

import datetime as dt
import random

from samples.generate.canvas import BLACK, Sheet
from samples.generate.forms import MOTTO, NATION, day_text, slashed
from samples.generate.grid import digit_boxes, dotted_row, dotted_rows, tick_box
from samples.generate.ink import signature
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Person, Place, draw_day, draw_person

__all__ = ["draw"]

_LEFT, _WIDTH, _SIZE = 26.0, 166.0, 12.0
_NEWER = dt.date(2026, 7, 1)
_JOBS = ("Giáo viên", "Kỹ sư xây dựng", "Kinh doanh tự do", "Kế toán", "Nội trợ")
_EMPLOYERS = ("Trường Trung học cơ sở Láng Thượng", "Công ty cổ phần Xây dựng số 5")
_REQUESTS = ("Cấp hộ chiếu lần đầu", "Cấp lại hộ chiếu do hết hạn", "Cấp lại hộ chiếu do bị mất")
_PROVINCES = ("Hà Nội", "Nam Định", "Thái Bình", "Bắc Ninh", "Nghệ An")


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one form, of the version of its day."""
    made = draw_day(rng, dt.date(2023, 8, 15), TODAY)
    person = draw_person(rng, born=(1955, 2008))
    father = draw_person(rng, sex="Nam", born=(1925, 1978))
    mother = draw_person(rng, sex="Nữ", born=(1928, 1980))
    place = Place.draw(rng, made)
    home = place.address(rng)
    old = rng.random() < 0.5
    issued = draw_day(rng, dt.date(2012, 1, 1), dt.date(2022, 12, 31))
    fields = {
        "template": "69/2026/TT-BCA" if made >= _NEWER else "31/2023/TT-BCA",
        "full_name": person.name_in_capitals,
        "sex": person.sex,
        "birth_date": person.birth.isoformat(),
        "birth_place": rng.choice(_PROVINCES),
        "personal_id": person.personal_id,
        "ethnic_group": person.ethnic_group,
        "phone": f"09{rng.randrange(10**8):08}",
        "permanent": home,
        "present": home,
        "occupation": rng.choice(_JOBS),
        "employer": rng.choice(_EMPLOYERS),
        "father": father.name_in_capitals,
        "mother": mother.name_in_capitals,
        "request": rng.choice(_REQUESTS),
        "chip": rng.choice(("Có gắn chíp điện tử", "Không gắn chíp điện tử")),
        "made_on": made.isoformat(),
    }
    if old:
        fields["last_passport"] = f"{rng.choice('BC')}{rng.randrange(10**7):07}"
        fields["last_passport_on"] = issued.isoformat()
    sheet = Sheet()
    _head(sheet, fields["template"])
    y = _person(sheet, 72, fields, person)
    y = _family(sheet, y, (father, mother))
    _request(sheet, y, fields, issued, place, made, person, rng)
    return DrawnPaper("passport_form", fields, (sheet,))


def _head(sheet: Sheet, circular: str) -> None:
    form = f"Mẫu TK01 ban hành kèm theo Thông tư số {circular}"
    sheet.text(192, 12, form, size=9, ink="italic", align="right")
    sheet.text(115, 22, NATION, size=12, ink="bold", align="center")
    sheet.text(115, 28, MOTTO, size=13, ink="bold", align="center")
    half = sheet.width_of(MOTTO, 13, "bold") / 2
    sheet.rule(115 - half, 115 + half, 30)
    sheet.text(115, 42, "TỜ KHAI", size=14, ink="bold", align="center")
    purpose = "Đề nghị cấp hộ chiếu phổ thông ở trong nước"
    sheet.text(115, 48.5, purpose, size=12, ink="bold", align="center")
    age = "(Dùng cho công dân Việt Nam từ đủ 14 tuổi trở lên) (1)"
    sheet.text(115, 54.5, age, size=11, ink="italic", align="center")
    frame = [sheet.px(v) for v in (_LEFT, 18, _LEFT + 30, 58)]
    sheet.draw.rectangle(frame, outline=BLACK, width=2)
    for row, text in enumerate(("Ảnh mới chụp,", "cỡ 4x6 cm,", "nền trắng")):
        sheet.text(_LEFT + 15, 33 + 5 * row, text, size=8, align="center")


def _person(sheet: Sheet, y: float, fields: dict[str, str], person: Person) -> float:
    surname, _, given = fields["full_name"].partition(" ")
    y = dotted_row(sheet, y, ("1. Họ", surname, _LEFT), ("Chữ đệm và tên", f"{given} (2)", 80))
    right = sheet.text(_LEFT, y, "2. Giới tính:", size=_SIZE) + 4
    for sex in ("Nam", "Nữ"):
        right = tick_box(sheet, right, y, sex, ticked=person.sex == sex) + 8
    born = f"{person.birth.day:02} tháng {person.birth.month:02} năm {person.birth.year}"
    place = fields["birth_place"]
    y = dotted_row(
        sheet,
        y + 6.6,
        ("3. Sinh ngày", born, _LEFT),
        ("Nơi sinh (tỉnh, thành phố) (3)", place, 100),
    )
    y = digit_boxes(sheet, _LEFT, y + 2, "4. Số định danh cá nhân", fields["personal_id"])
    y = dotted_row(
        sheet, y, ("5. Dân tộc", fields["ethnic_group"], _LEFT), ("6. Tôn giáo", "Không", 72),
        ("7. Số điện thoại", fields["phone"], 120),
    )  # fmt: skip
    return _rows(
        sheet,
        y,
        ("8. Nơi thường trú", fields["permanent"]),
        ("9. Nơi tạm trú", "Không"),
        ("10. Nơi ở hiện tại", fields["present"]),
        ("11. Nghề nghiệp", fields["occupation"]),
        ("12. Tên và địa chỉ cơ quan (nếu có)", fields["employer"]),
    )


def _family(sheet: Sheet, y: float, parents: tuple[Person, Person]) -> float:
    for label, person in zip(("13. Cha: họ và tên", "Mẹ: họ và tên"), parents, strict=True):
        y = dotted_row(
            sheet, y, (label, person.name_in_capitals, _LEFT),
            ("sinh ngày", slashed(person.birth), 140),
        )  # fmt: skip
    return dotted_row(sheet, y, ("Vợ/chồng: họ và tên", "", _LEFT), ("sinh ngày", "", 140))


def _request(
    sheet: Sheet, y: float, fields: dict[str, str], issued: dt.date, place: Place, made: dt.date,
    person: Person, rng: random.Random,
) -> None:  # fmt: skip
    number = fields.get("last_passport", "")
    last = "14. Hộ chiếu phổ thông cấp lần gần nhất (nếu có): Số"
    y = dotted_row(
        sheet, y, (last, number, _LEFT), ("cấp ngày", slashed(issued) if number else "", 150)
    )
    y = _rows(
        sheet,
        y,
        ("15. Số tài khoản hoàn lệ phí (nếu có)", ""),
        ("16. Nội dung đề nghị (4):", fields["request"]),
    )
    for label, value in (
        ("Cấp hộ chiếu có gắn chíp điện tử", "Có gắn chíp điện tử"),
        ("Cấp hộ chiếu không gắn chíp điện tử", "Không gắn chíp điện tử"),
    ):
        tick_box(sheet, _LEFT + 6, y, label, ticked=fields["chip"] == value)
        y += 6.6
    placed = f"{place.short}, {day_text(made)}"
    sheet.text(145, y + 3, placed, size=_SIZE, ink="italic", align="center")
    sheet.text(145, y + 9, "Người đề nghị", size=_SIZE, ink="bold", align="center")
    signature(sheet, 145, y + 19, rng, width=30)
    sheet.text(145, y + 30, person.name, size=_SIZE, align="center")


def _rows(sheet: Sheet, y: float, *pairs: tuple[str, str]) -> float:
    return dotted_rows(sheet, _LEFT, y, pairs, width=_WIDTH, size=_SIZE)
