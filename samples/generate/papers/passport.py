"""Hộ chiếu phổ thông: the page with the picture and its TD3 zone."""

from __future__ import annotations

import datetime as dt
import random

from samples.generate.canvas import Sheet
from samples.generate.forms import slashed
from samples.generate.ink import guilloche
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Person, draw_day, draw_person
from schemas.text.mrz import check_digit
from schemas.text.spelling import search_key

__all__ = ["draw"]

_BIRTH_PLACES = ("Hà Nội", "Nam Định", "Thanh Hóa", "Hải Phòng", "Bắc Ninh")


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one passport."""
    person = draw_person(rng, born=(1960, 2008), ethnic_group="Kinh")
    issued = draw_day(rng, dt.date(2023, 8, 15), TODAY)
    until = issued.replace(year=issued.year + 10, day=min(issued.day, 28))
    fields = {
        "number": f"P{rng.randrange(10**8):08}",
        "full_name": person.name_in_capitals,
        "nationality": "Việt Nam",
        "birth_date": person.birth.isoformat(),
        "sex": person.sex,
        "birth_place": rng.choice(_BIRTH_PLACES),
        "personal_id": person.personal_id,
        "issued_on": issued.isoformat(),
        "valid_until": until.isoformat(),
        "agency": "Cục Quản lý xuất nhập cảnh",
    }
    sheet = Sheet(width_mm=131, height_mm=94, dpi=300, paper=(248, 250, 252), family="Sans")
    guilloche(sheet, (222, 232, 244), pitch=3)
    sheet.text(75, 10, "HỘ CHIẾU / PASSPORT", size=10, ink="bold", align="center")
    sheet.draw.rectangle([sheet.px(v) for v in (8, 18, 40, 60)], fill=(218, 224, 230))
    rows: tuple[tuple[tuple[str, str], ...], ...] = (
        (("Số hộ chiếu / Passport No.:", fields["number"]),),
        (("Họ và tên / Full name:", fields["full_name"]),),
        (("Quốc tịch / Nationality:", "Việt Nam"), ("Giới tính / Sex:", person.sex)),
        (
            ("Ngày sinh / Date of birth:", slashed(person.birth)),
            ("Nơi sinh / Place of birth:", fields["birth_place"]),
        ),
        (("Số định danh cá nhân / ID No.:", person.personal_id),),
        (
            ("Ngày cấp / Date of issue:", slashed(issued)),
            ("Có giá trị đến / Date of expiry:", slashed(until)),
        ),
        (("Nơi cấp / Place of issue:", fields["agency"]),),
    )
    for index, row in enumerate(rows):
        for place, (label, value) in enumerate(row):
            x, y = 44 + 42 * place, 18 + 7.6 * index
            sheet.text(x, y, label, size=6)
            sheet.text(x, y + 3.6, value, size=8, ink="bold")
    sheet.family = "Mono"
    for index, text in enumerate(_zone(person, fields["number"], until)):
        sheet.text(8, 80 + 6 * index, text, size=12.5, ink="bold")
    return DrawnPaper("passport", fields, (sheet,))


def _zone(person: Person, number: str, until: dt.date) -> tuple[str, str]:
    surname, *rest = search_key(person.name).upper().split()
    first = f"P<VNM{surname}<<{'<'.join(rest)}".ljust(44, "<")
    birth, end = person.birth.strftime("%y%m%d"), until.strftime("%y%m%d")
    sex = "M" if person.sex == "Nam" else "F"
    parts = (
        f"{number}{check_digit(number)}",
        f"{birth}{check_digit(birth)}",
        f"{end}{check_digit(end)}{person.personal_id}<<{check_digit(person.personal_id + '<<')}",
    )
    return first, f"{parts[0]}VNM{parts[1]}{sex}{parts[2]}{check_digit(''.join(parts))}"
