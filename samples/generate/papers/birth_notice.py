"""Giấy chứng sinh of a hospital."""

from __future__ import annotations

import random

from samples.generate.canvas import Sheet
from samples.generate.forms import day_text, labelled_row, labelled_rows, national_head
from samples.generate.ink import signature
from samples.generate.paper import DrawnPaper
from samples.generate.people import draw_family

__all__ = ["draw"]

_LEFT, _WIDTH = 28.0, 162.0


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one notice."""
    family = draw_family(rng)
    mother, child = family.mother, family.child
    fields = {
        "number": f"{rng.randint(1, 900)}/{child.birth.year}",
        "mother_name": mother.name_in_capitals,
        "mother_birth": str(mother.birth.year),
        "mother_ethnic_group": mother.ethnic_group,
        "mother_id": mother.personal_id,
        "residence": mother.residence,
        "born_on": child.birth.isoformat(),
        "sex": child.sex,
        "weight": str(rng.randrange(2400, 4200, 50)),
        "child_name": child.name_in_capitals,
    }
    sheet = Sheet()
    y = national_head(sheet, 28)
    sheet.text(105, y + 16, "GIẤY CHỨNG SINH", size=18, ink="bold", align="center")
    sheet.text(105, y + 24, f"Số: {fields['number']}", size=13, align="center")
    y = _rows(sheet, y + 38, ("Họ và tên mẹ/Người nuôi dưỡng:", fields["mother_name"]))
    y = labelled_row(
        sheet,
        y,
        ("Năm sinh:", fields["mother_birth"], _LEFT),
        ("Dân tộc:", fields["mother_ethnic_group"], 110),
    )
    hour = f"{rng.randint(0, 23)} giờ {rng.randint(0, 59)} phút, {day_text(child.birth)}"
    y = _rows(
        sheet,
        y,
        ("Số CCCD/Hộ chiếu:", fields["mother_id"]),
        ("Nơi đăng ký thường trú:", fields["residence"]),
        ("Đã sinh con vào lúc:", hour),
    )
    y = labelled_row(
        sheet,
        y,
        ("Giới tính của con:", fields["sex"], _LEFT),
        ("Cân nặng:", f"{fields['weight']} gam", 110),
    )
    y = _rows(sheet, y, ("Dự định đặt tên con là:", fields["child_name"]))
    sheet.text(150, y + 8, "NGƯỜI ĐỠ ĐẺ", size=12, ink="bold", align="center")
    signature(sheet, 150, y + 22, rng)
    return DrawnPaper("birth_notice", fields, (sheet,))


def _rows(sheet: Sheet, y: float, *pairs: tuple[str, str]) -> float:
    return labelled_rows(sheet, _LEFT, y, pairs, width=_WIDTH)
