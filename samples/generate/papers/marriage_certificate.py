"""Giấy chứng nhận kết hôn in the form of TT 04/2020/TT-BTP: wife left, husband right."""

from __future__ import annotations

import datetime as dt
import random

from samples.generate.canvas import Sheet
from samples.generate.forms import labelled_rows, national_head, signer_block, slashed
from samples.generate.ink import guilloche, signature
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Person, Place, draw_day, draw_person, identity_paper

__all__ = ["draw"]

_COLUMNS = {"wife": (24.0, "vợ"), "husband": (112.0, "chồng")}
_WIDTH = 76.0


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one certificate."""
    people = {
        "wife": draw_person(rng, sex="Nữ", born=(1970, 2003)),
        "husband": draw_person(rng, sex="Nam", born=(1968, 2002)),
    }
    youngest = max(person.birth.year for person in people.values())
    registered = draw_day(rng, dt.date(max(2016, youngest + 21), 1, 2), TODAY)
    place = Place.draw(rng, registered)
    signer = draw_person(rng, born=(1965, 1990)).name
    fields = {
        "number": f"{rng.randint(1, 300)}/{registered.year}",
        **_person("wife", people["wife"], registered, rng),
        **_person("husband", people["husband"], registered, rng),
        "agency": place.committee,
        "registered_on": registered.isoformat(),
        "signer": signer,
    }
    sheet = Sheet()
    guilloche(sheet, (246, 222, 226))
    y = national_head(sheet, 28)
    sheet.text(105, y + 16, "GIẤY CHỨNG NHẬN KẾT HÔN", size=20, ink="bold", align="center")
    sheet.text(105, y + 24, f"Số: {fields['number']}", size=13, align="center")
    ends = [_column(sheet, y + 36, role, fields, person) for role, person in people.items()]
    rows = (
        ("Nơi đăng ký kết hôn:", fields["agency"]),
        ("Ngày, tháng, năm đăng ký:", slashed(registered)),
    )
    y = labelled_rows(sheet, 24, max(ends) + 3, rows, width=164) + 4
    for x, word in ((45, "Vợ"), (92, "Chồng")):
        sheet.text(x, y, word, size=13, ink="bold", align="center")
        signature(sheet, x, y + 16, rng, width=30)
    heading = "NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN"
    sheet.text(153, y, heading, size=9, ink="bold", align="center")
    office = f"ỦY BAN NHÂN DÂN {place.short}"
    signer_block(sheet, 153, y + 6, ("CHỦ TỊCH",), signer, office, rng)
    return DrawnPaper("marriage_certificate", fields, (sheet,))


def _person(role: str, person: Person, day: dt.date, rng: random.Random) -> dict[str, str]:
    return {
        f"{role}_name": person.name_in_capitals,
        f"{role}_birth": person.birth.isoformat(),
        f"{role}_ethnic_group": person.ethnic_group,
        f"{role}_nationality": "Việt Nam",
        f"{role}_residence": Place.draw(rng, day).address(rng),
        f"{role}_paper": f"{identity_paper(day)} số {person.personal_id}",
    }


def _column(sheet: Sheet, y: float, role: str, fields: dict[str, str], person: Person) -> float:
    """Print one column; returns the baseline below it."""
    x, word = _COLUMNS[role]
    rows = (
        (f"Họ, chữ đệm, tên {word}:", fields[f"{role}_name"]),
        ("Ngày, tháng, năm sinh:", slashed(person.birth)),
        ("Dân tộc:", fields[f"{role}_ethnic_group"]),
        ("Quốc tịch:", fields[f"{role}_nationality"]),
        ("Nơi cư trú:", fields[f"{role}_residence"]),
        ("Giấy tờ tùy thân:", fields[f"{role}_paper"]),
    )
    return labelled_rows(sheet, x, y, rows, width=_WIDTH, size=12)
