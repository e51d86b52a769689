"""Giấy phép lái xe: the front of the plastic card."""

from __future__ import annotations

import datetime as dt
import random

from samples.generate.canvas import Sheet
from samples.generate.forms import slashed
from samples.generate.ink import guilloche
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Place, draw_day, draw_person
from schemas.papers.values import NO_END

__all__ = ["draw"]

_FOREVER = ("A1", "A", "B1")
_FOR_TEN_YEARS = ("B", "C1")


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one licence."""
    person = draw_person(rng, born=(1965, 2005), ethnic_group="Kinh")
    issued = draw_day(rng, dt.date(2025, 3, 1), TODAY)
    licence_class = rng.choice(_FOREVER + _FOR_TEN_YEARS)
    forever = licence_class in _FOREVER
    until = NO_END if forever else issued.replace(year=issued.year + 10, day=min(issued.day, 28))
    fields = {
        "number": f"01{rng.randrange(10**10):010}",
        "full_name": person.name_in_capitals,
        "birth_date": person.birth.isoformat(),
        "nationality": "Việt Nam",
        "residence": Place.draw(rng, issued).address(rng),
        "issued_on": issued.isoformat(),
        "licence_class": licence_class,
        "valid_until": until.isoformat(),
    }
    sheet = Sheet(width_mm=95, height_mm=64, dpi=300, paper=(253, 251, 240), family="Sans")
    guilloche(sheet, (246, 236, 200), pitch=2.2)
    sheet.text(56, 10, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=6.5, ink="bold", align="center")
    sheet.text(56, 14, "GIẤY PHÉP LÁI XE/DRIVER'S LICENSE", size=7.5, ink="bold", align="center")
    sheet.draw.rectangle([sheet.px(v) for v in (7, 18, 27, 44)], fill=(224, 220, 206))
    _pair(sheet, 31, 20, "Số/No.:", fields["number"], size=8)
    _pair(sheet, 31, 25, "Họ tên/Full name:", fields["full_name"])
    _pair(sheet, 31, 29.5, "Ngày sinh/Date of Birth:", slashed(person.birth))
    _pair(sheet, 31, 34, "Quốc tịch/Nationality:", "Việt Nam")
    sheet.labelled(
        31, 38.5, "Nơi cư trú/Address:", fields["residence"], width=58, size=6.5, ink="regular",
        leading=1.5,
    )  # fmt: skip
    day = f"{issued.day:02} tháng/month {issued.month:02} năm/year {issued.year}"
    sheet.text(60, 47.5, f"Hà Nội, ngày/date {day}", size=6, ink="italic", align="center")
    _pair(sheet, 7, 50, "Hạng/Class:", licence_class, size=8)
    end = "Không thời hạn" if forever else slashed(until)
    _pair(sheet, 7, 57, "Có giá trị đến/Expires:", end)
    return DrawnPaper("driving_licence", fields, (sheet,))


def _pair(sheet: Sheet, x: float, y: float, label: str, value: str, *, size: float = 6.5) -> None:
    right = sheet.text(x, y, label, size=6)
    sheet.text(right + 0.9, y, value, size=size, ink="bold")
