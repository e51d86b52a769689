"""Xác nhận thông tin về cư trú CT07 of TT 66/2023, TT 53/2025 or TT 116/2026/TT-BCA."""

from __future__ import annotations

import datetime as dt
import random

from samples.generate.canvas import Sheet
from samples.generate.forms import (
    day_text,
    labelled_row,
    labelled_rows,
    office_head,
    signer_block,
    slashed,
)
from samples.generate.households import Member, draw_members, member_table, members_value
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Place, draw_day, draw_person

__all__ = ["draw"]

_LEFT, _WIDTH, _SIZE = 26.0, 166.0, 12.0
_VERSIONS = (
    (dt.date(2026, 7, 1), "116/2026/TT-BCA"),
    (dt.date(2025, 7, 1), "53/2025/TT-BCA"),
    (dt.date(2024, 1, 1), "66/2023/TT-BCA"),
)
"""From when on which circular; latest first."""
_RELIGIONS = ("Không", "Không", "Phật giáo", "Công giáo")


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one confirmation, of the version of its day."""
    issued = draw_day(rng, dt.date(2024, 1, 1), TODAY)
    circular = next(name for since, name in _VERSIONS if issued >= since)
    person = draw_person(rng, born=(1960, 2007))
    head = draw_person(rng, born=(1950, 1985))
    place = Place.draw(rng, issued)
    office = f"CÔNG AN {place.ward.split(',')[0].upper()}"
    signer = draw_person(rng, born=(1970, 1992)).name
    home, religion = place.address(rng), rng.choice(_RELIGIONS)
    members = draw_members(rng, 3)
    until = issued + dt.timedelta(days=365)
    fields = {
        "template": circular,
        "agency": office,
        "number": f"{rng.randint(1, 900):02}/XN-CAX",
        "full_name": person.name_in_capitals,
        "birth_date": person.birth.isoformat(),
        "sex": person.sex,
        "personal_id": person.personal_id,
        "ethnic_group": person.ethnic_group,
        **({"religion": religion} if religion != "Không" else {}),
        "nationality": "Việt Nam",
        "home_town": person.home_town,
        "permanent": home,
        "present": home,
        "household_head": head.name_in_capitals,
        "relation": rng.choice(("Con đẻ", "Vợ", "Chồng", "Cháu nội")),
        "household_head_id": head.personal_id,
        **members_value(members),
        "valid_until": until.isoformat(),
        "issued_on": issued.isoformat(),
        "signer": signer,
    }
    sheet = Sheet()
    form = f"Mẫu CT07 ban hành kèm theo Thông tư số {circular}"
    sheet.text(192, 12, form, size=9, ink="italic", align="right")
    office_head(sheet, "CÔNG AN THÀNH PHỐ HÀ NỘI", office)
    sheet.text(62, 37, f"Số: {fields['number']}", size=12, align="center")
    placed = f"{place.short}, {day_text(issued)}"
    sheet.text(143, 37, placed, size=12, ink="italic", align="center")
    title = "XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ"
    sheet.text(105, 48, title, size=14, ink="bold", align="center")
    y = _person(sheet, 58, fields, slashed(person.birth), religion)
    y = _residence(sheet, y, fields, members, until)
    signer_block(sheet, 145, y + 4, ("TRƯỞNG CÔNG AN",), signer, office, rng)
    return DrawnPaper("residence_confirmation", fields, (sheet,))


def _person(sheet: Sheet, y: float, fields: dict[str, str], born: str, religion: str) -> float:
    sheet.text(_LEFT, y, "I. Theo đề nghị của Ông/Bà:", size=_SIZE, ink="bold")
    y = _rows(sheet, y + 6.4, ("1. Họ, chữ đệm và tên:", fields["full_name"]))
    y = labelled_row(
        sheet, y, ("2. Ngày, tháng, năm sinh:", born, _LEFT),
        ("3. Giới tính:", fields["sex"], 120), size=_SIZE,
    )  # fmt: skip
    y = labelled_row(
        sheet, y, ("4. Số định danh cá nhân:", fields["personal_id"], _LEFT),
        ("5. Dân tộc:", fields["ethnic_group"], 120), size=_SIZE,
    )  # fmt: skip
    y = labelled_row(
        sheet, y, ("6. Tôn giáo:", religion, _LEFT),
        ("7. Quốc tịch:", fields["nationality"], 120), size=_SIZE,
    )  # fmt: skip
    return _rows(sheet, y, ("8. Quê quán:", fields["home_town"]))


def _residence(
    sheet: Sheet, y: float, fields: dict[str, str], members: list[Member], until: dt.date
) -> float:
    heading = "II. Xác nhận thông tin về cư trú của Ông/Bà có tên tại mục I như sau:"
    sheet.text(_LEFT, y, heading, size=_SIZE, ink="bold")
    y = _rows(
        sheet,
        y + 6.4,
        ("1. Nơi thường trú:", fields["permanent"]),
        ("2. Nơi tạm trú:", "Không"),
        ("3. Nơi ở hiện tại:", fields["present"]),
        ("4. Họ, chữ đệm và tên chủ hộ:", fields["household_head"]),
        ("5. Mối quan hệ với chủ hộ:", fields["relation"]),
        ("6. Số định danh cá nhân của chủ hộ:", fields["household_head_id"]),
    )
    table = "7. Thông tin các thành viên khác trong hộ gia đình:"
    sheet.text(_LEFT, y, table, size=_SIZE)
    y = member_table(sheet, _LEFT, y + 3, members, blank=0 if members else 1) + 7
    y = _rows(sheet, y, ("8. Nội dung xác nhận khác:", "Không"))
    valid = f"Xác nhận thông tin cư trú này có giá trị đến {day_text(until)}."
    sheet.text(_LEFT, y + 1, valid, size=_SIZE)
    return y + 6


def _rows(sheet: Sheet, y: float, *pairs: tuple[str, str]) -> float:
    return labelled_rows(sheet, _LEFT, y, pairs, width=_WIDTH, size=_SIZE)
