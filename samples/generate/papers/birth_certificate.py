"""Giấy khai sinh in the form of TT 04/2020/TT-BTP: mother before father, date also in words."""

from __future__ import annotations

import datetime as dt
import random

from samples.generate.canvas import Sheet
from samples.generate.forms import (
    labelled_row,
    labelled_rows,
    national_head,
    signer_block,
    slashed,
)
from samples.generate.ink import guilloche
from samples.generate.paper import DrawnPaper
from samples.generate.people import (
    TODAY,
    Family,
    Person,
    Place,
    draw_day,
    draw_family,
    draw_person,
    identity_paper,
)
from schemas.text.number_words import date_in_words

__all__ = ["draw"]

_LEFT, _WIDTH = 28.0, 162.0


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one certificate."""
    family = draw_family(rng)
    child = family.child
    registered = draw_day(rng, child.birth, min(child.birth + dt.timedelta(days=58), TODAY))
    place = Place.draw(rng, registered)
    applicant = rng.choice((family.mother, family.father))
    signer = draw_person(rng, born=(1965, 1990)).name
    fields = {
        "number": rng.choice(
            (f"{rng.randint(1, 400)}", f"{rng.randint(1, 400)}/{registered.year}")
        ),
        "full_name": child.name_in_capitals,
        "birth_date": child.birth.isoformat(),
        "birth_date_in_words": child.birth.isoformat(),
        "sex": child.sex,
        "ethnic_group": child.ethnic_group,
        "nationality": "Việt Nam",
        "birth_place": Place.draw(rng, child.birth).hospital(rng),
        "home_town": family.father.home_town,
        "personal_id": child.personal_id,
        **_parent("mother", family.mother, registered, rng),
        **_parent("father", family.father, registered, rng),
        "applicant": applicant.name,
        "applicant_paper": f"{identity_paper(registered)} số {applicant.personal_id}",
        "agency": place.committee,
        "registered_on": registered.isoformat(),
        "signer": signer,
    }
    sheet = Sheet()
    guilloche(sheet)
    y = _head(sheet, fields)
    y = _child(sheet, y, fields, child)
    y = _parents(sheet, y, fields, family)
    y = _registration(sheet, y, fields, registered)
    titles = rng.choice((("CHỦ TỊCH",), ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")))
    sheet.text(140, y + 1, "NGƯỜI KÝ GIẤY KHAI SINH", size=12, ink="bold", align="center")
    signer_block(sheet, 140, y + 7, titles, signer, f"ỦY BAN NHÂN DÂN {place.short}", rng)
    return DrawnPaper("birth_certificate", fields, (sheet,))


def _parent(role: str, person: Person, registered: dt.date, rng: random.Random) -> dict[str, str]:
    """Values of one parent; the birth is printed as a year or as a date."""
    whole = rng.random() < 0.3
    return {
        f"{role}_name": person.name_in_capitals,
        f"{role}_birth": person.birth.isoformat() if whole else str(person.birth.year),
        f"{role}_ethnic_group": person.ethnic_group,
        f"{role}_nationality": "Việt Nam",
        f"{role}_residence": Place.draw(rng, registered).address(rng),
    }


def _head(sheet: Sheet, fields: dict[str, str]) -> float:
    y = national_head(sheet, 28)
    sheet.text(105, y + 17, "GIẤY KHAI SINH", size=22, ink="bold", align="center")
    right = sheet.text(150, y + 26, "Số: ", size=13)
    sheet.text(right, y + 26, fields["number"], size=13, ink="bold")
    return y + 38


def _child(sheet: Sheet, y: float, fields: dict[str, str], child: Person) -> float:
    born = slashed(child.birth)
    y = sheet.labelled(_LEFT, y, "Họ, chữ đệm, tên:", fields["full_name"], width=_WIDTH)
    y = sheet.labelled(_LEFT, y, "Ngày, tháng, năm sinh:", born, width=_WIDTH)
    words = date_in_words(child.birth)
    y = sheet.labelled(_LEFT, y, "Ghi bằng chữ:", words, width=_WIDTH)
    y = labelled_row(
        sheet,
        y,
        ("Giới tính:", fields["sex"], _LEFT),
        ("Dân tộc:", fields["ethnic_group"], 75),
        ("Quốc tịch:", fields["nationality"], 130),
    )
    rows = (
        ("Nơi sinh:", fields["birth_place"]),
        ("Quê quán:", fields["home_town"]),
        ("Số định danh cá nhân:", fields["personal_id"]),
    )
    return labelled_rows(sheet, _LEFT, y, rows, width=_WIDTH)


def _parents(sheet: Sheet, y: float, fields: dict[str, str], family: Family) -> float:
    for role, word, person in (("mother", "mẹ", family.mother), ("father", "cha", family.father)):
        name = fields[f"{role}_name"]
        y = sheet.labelled(_LEFT, y, f"Họ, chữ đệm, tên người {word}:", name, width=_WIDTH)
        birth = fields[f"{role}_birth"]
        y = labelled_row(
            sheet,
            y,
            ("Năm sinh:", birth if len(birth) == 4 else slashed(person.birth), _LEFT),
            ("Dân tộc:", fields[f"{role}_ethnic_group"], 75),
            ("Quốc tịch:", fields[f"{role}_nationality"], 130),
        )
        y = sheet.labelled(_LEFT, y, "Nơi cư trú:", fields[f"{role}_residence"], width=_WIDTH)
    return y


def _registration(sheet: Sheet, y: float, fields: dict[str, str], registered: dt.date) -> float:
    rows = (
        ("Họ, chữ đệm, tên người đi khai sinh:", fields["applicant"]),
        ("Giấy tờ tùy thân:", fields["applicant_paper"]),
        ("Nơi đăng ký khai sinh:", fields["agency"]),
        ("Ngày, tháng, năm đăng ký:", slashed(registered)),
    )
    return labelled_rows(sheet, _LEFT, y, rows, width=_WIDTH)
