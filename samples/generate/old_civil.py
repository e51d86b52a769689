"""Older certificates of civil status, as archives hold them.

Birth and marriage in the forms of NĐ 158/2005/NĐ-CP, 2006 to 2015: father before mother, husband
left, a book number beside the number.
"""

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
from samples.generate.ink import guilloche, signature
from samples.generate.paper import DrawnPaper
from samples.generate.people import Person, Place, draw_day, draw_family, draw_person
from schemas.text.number_words import date_in_words

__all__ = ["birth_of_2006", "marriage_of_2006"]

_LEFT, _WIDTH = 28.0, 162.0
_OF_2006 = (dt.date(2006, 4, 1), dt.date(2015, 12, 31))


def birth_of_2006(rng: random.Random) -> DrawnPaper:
    """Draw a birth certificate in the form of TP/HT-2010-KS.1."""
    family = draw_family(rng, child_born=(2006, 2015))
    child = family.child
    registered = draw_day(rng, max(child.birth, _OF_2006[0]), dt.date(child.birth.year, 12, 31))
    place = Place.draw(rng, registered)
    applicant = rng.choice((family.mother, family.father))
    fields = {
        "number": str(rng.randint(1, 400)),
        **_child(child, rng),
        "home_town": family.father.home_town,
        **_parent("father", family.father, registered, rng),
        **_parent("mother", family.mother, registered, rng),
        "applicant": applicant.name,
        "agency": place.committee,
        "registered_on": registered.isoformat(),
        "signer": draw_person(rng, born=(1955, 1980)).name,
    }
    sheet = Sheet()
    guilloche(sheet)
    y = national_head(sheet, 28)
    sheet.text(105, y + 17, "GIẤY KHAI SINH", size=22, ink="bold", align="center")
    book = ("Quyển số:", f"01/{registered.year}", 158.0)
    y = labelled_row(sheet, y + 28, ("Số:", fields["number"], 128.0), book)
    y = labelled_row(
        sheet,
        y + 4,
        ("Họ và tên:", fields["full_name"], _LEFT),
        ("Giới tính:", child.sex, 140),
    )
    rows = (
        ("Ngày, tháng, năm sinh:", slashed(child.birth)),
        ("Bằng chữ:", date_in_words(child.birth)),
        ("Nơi sinh:", fields["birth_place"]),
    )
    y = labelled_rows(sheet, _LEFT, y, rows, width=_WIDTH)
    people = (("Dân tộc:", child.ethnic_group, _LEFT), ("Quốc tịch:", "Việt Nam", 110))
    y = labelled_row(sheet, y, *people)
    y = labelled_rows(sheet, _LEFT, y, (("Quê quán:", fields["home_town"]),), width=_WIDTH)
    for role, word in (("father", "cha"), ("mother", "mẹ")):
        name = (f"Họ và tên {word}:", fields[f"{role}_name"])
        y = labelled_rows(sheet, _LEFT, y, (name,), width=_WIDTH)
        y = labelled_row(
            sheet,
            y,
            ("Dân tộc:", fields[f"{role}_ethnic_group"], _LEFT),
            ("Quốc tịch:", fields[f"{role}_nationality"], 80),
            ("Năm sinh:", fields[f"{role}_birth"], 140),
        )
        home = ("Nơi thường trú/tạm trú:", fields[f"{role}_residence"])
        y = labelled_rows(sheet, _LEFT, y, (home,), width=_WIDTH)
    registration = (
        ("Nơi đăng ký:", fields["agency"]),
        ("Ngày, tháng, năm đăng ký:", slashed(registered)),
        ("Ghi chú:", "Đăng ký đúng hạn"),
        ("Họ và tên người đi khai sinh:", applicant.name),
    )
    y = labelled_rows(sheet, _LEFT, y, registration, width=_WIDTH)
    sheet.text(140, y + 1, "NGƯỜI KÝ GIẤY KHAI SINH", size=12, ink="bold", align="center")
    office = f"ỦY BAN NHÂN DÂN {place.short}"
    signer_block(sheet, 140, y + 7, ("CHỦ TỊCH",), fields["signer"], office, rng)
    return DrawnPaper("birth_certificate", fields, (sheet,))


def marriage_of_2006(rng: random.Random) -> DrawnPaper:
    """Draw a marriage certificate in the form of TP/HT-2010-KH.1: husband left, wife right."""
    people = {
        "husband": draw_person(rng, sex="Nam", born=(1960, 1984)),
        "wife": draw_person(rng, sex="Nữ", born=(1962, 1985)),
    }
    registered = draw_day(rng, *_OF_2006)
    place = Place.draw(rng, registered)
    fields = {
        "number": str(rng.randint(1, 300)),
        **_spouse("wife", people["wife"], registered, rng),
        **_spouse("husband", people["husband"], registered, rng),
        "agency": place.committee,
        "registered_on": registered.isoformat(),
        "signer": draw_person(rng, born=(1950, 1975)).name,
    }
    sheet = Sheet()
    guilloche(sheet, (246, 222, 226))
    y = national_head(sheet, 28)
    sheet.text(105, y + 16, "GIẤY CHỨNG NHẬN KẾT HÔN", size=20, ink="bold", align="center")
    book = ("Quyển số:", f"01/{registered.year}", 112.0)
    y = labelled_row(sheet, y + 25, ("Số:", fields["number"], 82.0), book) + 6
    ends = []
    for x, role, word in ((24.0, "husband", "chồng"), (112.0, "wife", "vợ")):
        rows = (
            (f"Họ và tên {word}:", fields[f"{role}_name"]),
            ("Ngày, tháng, năm sinh:", slashed(people[role].birth)),
            ("Dân tộc:", fields[f"{role}_ethnic_group"]),
            ("Quốc tịch:", fields[f"{role}_nationality"]),
            ("Nơi thường trú/tạm trú:", fields[f"{role}_residence"]),
        )
        below = labelled_rows(sheet, x, y, rows, width=76.0, size=12)
        sheet.text(x, below, "Số Giấy CMND/Hộ chiếu/", size=12)
        paper = ("Giấy tờ hợp lệ thay thế:", fields[f"{role}_paper"])
        ends.append(labelled_rows(sheet, x, below + 6, (paper,), width=76.0, size=12))
    registration = (
        ("Nơi đăng ký:", fields["agency"]),
        ("Ngày, tháng, năm đăng ký:", slashed(registered)),
        ("Ghi chú:", "Đăng ký đúng hạn"),
    )
    y = labelled_rows(sheet, 24, max(ends) + 3, registration, width=164) + 4
    for x, word in ((45, "Chồng"), (92, "Vợ")):
        sheet.text(x, y, word, size=13, ink="bold", align="center")
        signature(sheet, x, y + 16, rng, width=30)
    heading = "NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN"
    sheet.text(153, y, heading, size=9, ink="bold", align="center")
    office = f"ỦY BAN NHÂN DÂN {place.short}"
    signer_block(sheet, 153, y + 6, ("CHỦ TỊCH",), fields["signer"], office, rng)
    return DrawnPaper("marriage_certificate", fields, (sheet,))


def _child(child: Person, rng: random.Random) -> dict[str, str]:
    return {
        "full_name": child.name_in_capitals,
        "birth_date": child.birth.isoformat(),
        "birth_date_in_words": child.birth.isoformat(),
        "sex": child.sex,
        "ethnic_group": child.ethnic_group,
        "nationality": "Việt Nam",
        "birth_place": Place.draw(rng, child.birth).hospital(rng),
    }


def _parent(role: str, person: Person, registered: dt.date, rng: random.Random) -> dict[str, str]:
    return {
        f"{role}_name": person.name_in_capitals,
        f"{role}_birth": str(person.birth.year),
        f"{role}_ethnic_group": person.ethnic_group,
        f"{role}_nationality": "Việt Nam",
        f"{role}_residence": Place.draw(rng, registered).address(rng),
    }


def _spouse(role: str, person: Person, day: dt.date, rng: random.Random) -> dict[str, str]:
    return {
        f"{role}_name": person.name_in_capitals,
        f"{role}_birth": person.birth.isoformat(),
        f"{role}_ethnic_group": person.ethnic_group,
        f"{role}_nationality": "Việt Nam",
        f"{role}_residence": Place.draw(rng, day).address(rng),
        f"{role}_paper": f"{rng.randrange(10**8, 10**9)}",
    }
