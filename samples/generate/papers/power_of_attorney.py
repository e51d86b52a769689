"""Giấy ủy quyền between two persons, with their signatures."""

from __future__ import annotations

import random

from samples.generate.canvas import Sheet
from samples.generate.forms import labelled_row, labelled_rows, national_head, slashed
from samples.generate.ink import signature
from samples.generate.paper import DrawnPaper
from samples.generate.people import Person, draw_person

__all__ = ["draw"]

_LEFT, _WIDTH = 28.0, 162.0
_MATTERS = (
    "Nộp hồ sơ và nhận kết quả đăng ký khai sinh",
    "Nộp hồ sơ, nhận bản sao trích lục hộ tịch",
    "Thực hiện thủ tục đăng ký thành lập hộ kinh doanh",
)
_PLEDGE = (
    "Hai bên cam kết chịu hoàn toàn trách nhiệm trước pháp luật về mọi thông tin ghi trong văn "
    "bản này và về việc thực hiện nội dung ủy quyền nêu trên."
)
_TERMS = ("Đến khi hoàn thành công việc được ủy quyền", "06 tháng kể từ ngày ký")


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one power of attorney."""
    parties = {"principal": draw_person(rng), "agent": draw_person(rng)}
    fields = {
        f"{role}{part}": value
        for role, person in parties.items()
        for part, value in (
            ("", person.name_in_capitals),
            ("_birth", person.birth.isoformat()),
            ("_id", person.personal_id),
            ("_residence", person.residence),
        )
    } | {"matter": rng.choice(_MATTERS), "term": rng.choice(_TERMS)}
    sheet = Sheet()
    y = national_head(sheet, 28)
    sheet.text(105, y + 16, "GIẤY ỦY QUYỀN", size=16, ink="bold", align="center")
    y += 30
    titles = ("I. Bên ủy quyền (Bên A):", "II. Bên được ủy quyền (Bên B):")
    for title, person in zip(titles, parties.values(), strict=True):
        sheet.text(_LEFT, y, title, size=13, ink="bold")
        y = _party(sheet, y + 7, person) + 2
    rows = (
        ("III. Nội dung ủy quyền:", fields["matter"]),
        ("IV. Thời hạn ủy quyền:", fields["term"]),
    )
    y = labelled_rows(sheet, _LEFT, y, rows, width=_WIDTH)
    y = sheet.paragraph(_LEFT, y, _PLEDGE, width=_WIDTH, leading=1.5) + 8
    for x, title in ((60, "NGƯỜI ỦY QUYỀN"), (150, "NGƯỜI ĐƯỢC ỦY QUYỀN")):
        sheet.text(x, y, title, size=12, ink="bold", align="center")
        signature(sheet, x, y + 14, rng)
    return DrawnPaper("power_of_attorney", fields, (sheet,))


def _party(sheet: Sheet, y: float, person: Person) -> float:
    y = labelled_rows(sheet, _LEFT, y, (("Họ và tên:", person.name_in_capitals),), width=_WIDTH)
    y = labelled_row(
        sheet,
        y,
        ("Sinh ngày:", slashed(person.birth), _LEFT),
        ("Căn cước số:", person.personal_id, 100),
    )
    return labelled_rows(sheet, _LEFT, y, (("Nơi cư trú:", person.residence),), width=_WIDTH)
