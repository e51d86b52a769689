"""Trích lục khai tử in the form of TT 04/2020/TT-BTP."""

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
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Person, Place, draw_day, draw_person
from schemas.text.number_words import date_in_words

__all__ = ["draw"]

_LEFT, _WIDTH = 28.0, 162.0
_CAUSES = ("Bệnh già", "Bệnh tim mạch", "Tai nạn giao thông", "Viêm phổi")


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one extract."""
    person = draw_person(rng, born=(1928, 1965))
    died = draw_day(rng, dt.date(2020, 8, 1), TODAY - dt.timedelta(days=20))
    registered = died + dt.timedelta(days=rng.randint(0, 15))
    place = Place.draw(rng, registered)
    signer = draw_person(rng, born=(1965, 1990)).name
    serial = rng.randint(1, 400)
    fields = {
        "number": f"{serial}/{registered.year}/TLKT-BS",
        "full_name": person.name_in_capitals,
        "birth_date": person.birth.isoformat(),
        "sex": person.sex,
        "ethnic_group": person.ethnic_group,
        "nationality": "Việt Nam",
        "personal_id": person.personal_id,
        "last_residence": Place.draw(rng, died).address(rng),
        "died_on": died.isoformat(),
        "died_on_in_words": died.isoformat(),
        "death_place": Place.draw(rng, died).hospital(rng),
        "cause": rng.choice(_CAUSES),
        "death_notice": f"Giấy báo tử số {rng.randint(1, 200)}/GBT",
        "agency": place.committee,
        "register_number": str(serial),
        "registered_on": registered.isoformat(),
        "signer": signer,
    }
    sheet = Sheet()
    office_head(sheet, "THÀNH PHỐ HÀ NỘI", f"ỦY BAN NHÂN DÂN {place.ward.split(',')[0].upper()}")
    sheet.text(62, 37, f"Số: {fields['number']}", size=13, align="center")
    sheet.text(105, 54, "TRÍCH LỤC KHAI TỬ", size=20, ink="bold", align="center")
    sheet.text(105, 61, "(BẢN SAO)", size=13, ink="bold", align="center")
    y = _body(sheet, 74, fields, person, died, rng)
    y = labelled_rows(sheet, _LEFT, y, (("Đăng ký khai tử tại:", fields["agency"]),), width=_WIDTH)
    y = labelled_row(
        sheet,
        y,
        ("Số:", fields["register_number"], _LEFT),
        ("Ngày, tháng, năm đăng ký:", slashed(registered), 70),
    )
    sheet.text(140, y + 3, "NGƯỜI KÝ TRÍCH LỤC", size=12, ink="bold", align="center")
    office = f"ỦY BAN NHÂN DÂN {place.short}"
    signer_block(sheet, 140, y + 9, ("PHÓ CHỦ TỊCH",), signer, office, rng)
    return DrawnPaper("death_extract", fields, (sheet,))


def _body(
    sheet: Sheet,
    y: float,
    fields: dict[str, str],
    person: Person,
    died: dt.date,
    rng: random.Random,
) -> float:
    rows = (
        ("Họ, chữ đệm, tên:", fields["full_name"]),
        ("Ngày, tháng, năm sinh:", slashed(person.birth)),
    )
    y = labelled_rows(sheet, _LEFT, y, rows, width=_WIDTH)
    y = labelled_row(
        sheet,
        y,
        ("Giới tính:", fields["sex"], _LEFT),
        ("Dân tộc:", fields["ethnic_group"], 75),
        ("Quốc tịch:", fields["nationality"], 130),
    )
    hour = f"{rng.randint(0, 23):02} giờ {rng.randint(0, 59):02} phút, {day_text(died)}"
    more = (
        ("Số định danh cá nhân/Giấy tờ tùy thân:", fields["personal_id"]),
        ("Nơi cư trú cuối cùng:", fields["last_residence"]),
        ("Đã chết vào lúc:", hour),
        ("Ghi bằng chữ:", date_in_words(died)),
        ("Nơi chết:", fields["death_place"]),
        ("Nguyên nhân chết:", fields["cause"]),
        ("Giấy báo tử/Giấy tờ thay thế:", fields["death_notice"]),
    )
    return labelled_rows(sheet, _LEFT, y, more, width=_WIDTH)
