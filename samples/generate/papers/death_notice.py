"""Giấy báo tử of a hospital (TT 24/2020/TT-BYT) or of a commune (NĐ 123/2015/NĐ-CP)."""

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
from samples.generate.people import TODAY, Place, draw_day, draw_person
from schemas.text.number_words import date_in_words

__all__ = ["draw"]

_LEFT, _WIDTH = 28.0, 162.0
_CAUSES = ("Suy tim", "Nhồi máu cơ tim cấp", "Tuổi già, bệnh nặng", "Đột quỵ não", "Ung thư phổi")
_HOSPITALS = ("BỆNH VIỆN BẠCH MAI", "BỆNH VIỆN ĐỨC GIANG", "BỆNH VIỆN HÀ ĐÔNG")


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one notice."""
    person = draw_person(rng, born=(1930, 1985))
    died = draw_day(rng, dt.date(2021, 3, 1), TODAY - dt.timedelta(days=5))
    issued = died + dt.timedelta(days=rng.randint(0, 3))
    place = Place.draw(rng, issued)
    hospital = rng.random() < 0.5
    commune = f"ỦY BAN NHÂN DÂN {place.ward.split(',')[0].upper()}"
    office = rng.choice(_HOSPITALS) if hospital else commune
    signer = draw_person(rng, born=(1965, 1990)).name
    fields = {
        "agency": office,
        "number": f"{rng.randint(1, 400):02}/{'GBT-BV' if hospital else 'GBT-UBND'}",
        "full_name": person.name_in_capitals,
        "birth_date": person.birth.isoformat(),
        "sex": person.sex,
        "ethnic_group": person.ethnic_group,
        "nationality": "Việt Nam",
        "personal_id": person.personal_id,
        "residence": place.address(rng),
        "died_on": died.isoformat(),
        "died_on_in_words": died.isoformat(),
        "death_place": place.hospital(rng) if hospital else place.address(rng),
        "cause": rng.choice(_CAUSES),
        "relative": draw_person(rng, born=(1960, 2000)).name_in_capitals,
        "issued_on": issued.isoformat(),
        "signer": signer,
    }
    sheet = Sheet()
    office_head(sheet, "SỞ Y TẾ HÀ NỘI" if hospital else "UBND THÀNH PHỐ HÀ NỘI", office)
    sheet.text(62, 37, f"Số: {fields['number']}", size=12, align="center")
    placed = f"{place.short}, {day_text(issued)}"
    sheet.text(143, 37, placed, size=12, ink="italic", align="center")
    sheet.text(105, 56, "GIẤY BÁO TỬ", size=18, ink="bold", align="center")
    hour = f"{rng.randint(0, 23):02} giờ {rng.randint(0, 59):02} phút, {day_text(died)}"
    y = _body(sheet, 72, fields, slashed(person.birth), hour, died)
    titles = ("GIÁM ĐỐC",) if hospital else ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    signer_block(sheet, 145, y + 6, titles, signer, office, rng)
    return DrawnPaper("death_notice", fields, (sheet,))


def _body(
    sheet: Sheet, y: float, fields: dict[str, str], born: str, hour: str, died: dt.date
) -> float:
    y = _rows(sheet, y, ("Họ, chữ đệm, tên người chết:", fields["full_name"]))
    y = labelled_row(
        sheet, y, ("Ngày, tháng, năm sinh:", born, _LEFT), ("Giới tính:", fields["sex"], 125)
    )
    y = labelled_row(
        sheet,
        y,
        ("Dân tộc:", fields["ethnic_group"], _LEFT),
        ("Quốc tịch:", fields["nationality"], 125),
    )
    return _rows(
        sheet,
        y,
        ("Số định danh cá nhân:", fields["personal_id"]),
        ("Nơi cư trú cuối cùng:", fields["residence"]),
        ("Đã chết vào lúc:", hour),
        ("Ghi bằng chữ:", date_in_words(died)),
        ("Nơi chết:", fields["death_place"]),
        ("Nguyên nhân chết:", fields["cause"]),
        ("Họ tên người thân thích:", fields["relative"]),
    )


def _rows(sheet: Sheet, y: float, *pairs: tuple[str, str]) -> float:
    return labelled_rows(sheet, _LEFT, y, pairs, width=_WIDTH)
