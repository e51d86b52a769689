"""Tờ khai đăng ký khai sinh of TT 04/2020/TT-BTP or TT 04/2024/TT-BTP, on dotted lines."""

from __future__ import annotations

import datetime as dt
import random

from samples.generate.canvas import Sheet
from samples.generate.forms import day_text, national_head, slashed
from samples.generate.grid import dotted_row, dotted_rows
from samples.generate.ink import signature
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Family, Person, Place, draw_family, identity_paper
from schemas.text.number_words import date_in_words

__all__ = ["draw"]

_LEFT, _WIDTH, _SIZE = 26.0, 166.0, 12.0
_NEWER = dt.date(2024, 6, 6)
"""TT 04/2024/TT-BTP: birth of the applicant and papers of both parents were added."""


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one form, of the version of its day."""
    family = draw_family(rng, child_born=(2021, 2026))
    child = family.child
    made = min(TODAY, child.birth + dt.timedelta(days=rng.randint(1, 60)))
    newer = made >= _NEWER
    asks, relation = rng.choice(((family.mother, "Mẹ"), (family.father, "Cha")))
    place = Place.draw(rng, made)
    fields = {
        "addressee": place.committee,
        "applicant": asks.name_in_capitals,
        **({"applicant_birth": asks.birth.isoformat()} if newer else {}),
        "applicant_residence": place.address(rng),
        "applicant_paper": _paper(asks, made),
        "relation": relation,
        "full_name": child.name_in_capitals,
        "birth_date": child.birth.isoformat(),
        "birth_date_in_words": child.birth.isoformat(),
        "sex": child.sex,
        "ethnic_group": child.ethnic_group,
        "nationality": "Việt Nam",
        "birth_place": Place.draw(rng, made).hospital(rng),
        "home_town": child.home_town,
        **_parent("mother", family.mother, made, newer, place.address(rng)),
        **_parent("father", family.father, made, newer, place.address(rng)),
        "made_on": made.isoformat(),
    }
    sheet = Sheet()
    y = national_head(sheet, 24, size=12)
    sheet.text(105, y + 12, "TỜ KHAI ĐĂNG KÝ KHAI SINH", size=14, ink="bold", align="center")
    sheet.text(34, y + 20, f"Kính gửi: (1) {place.committee}", size=_SIZE)
    y = _applicant(sheet, y + 29, fields, asks)
    y = _child(sheet, y, fields, child)
    y = _parents(sheet, y, fields, family)
    _foot(sheet, y, place, made, asks, rng)
    return DrawnPaper("birth_registration_form", fields, (sheet,))


def _paper(person: Person, day: dt.date) -> str:
    return f"{identity_paper(day)} số {person.personal_id}"


def _parent(role: str, person: Person, day: dt.date, newer: bool, residence: str) -> dict[str, str]:
    paper = {f"{role}_paper": _paper(person, day)} if newer else {}
    return {
        f"{role}_name": person.name_in_capitals,
        f"{role}_birth": person.birth.isoformat(),
        f"{role}_ethnic_group": person.ethnic_group,
        f"{role}_nationality": "Việt Nam",
        f"{role}_residence": residence,
        **paper,
    }


def _rows(sheet: Sheet, y: float, *pairs: tuple[str, str]) -> float:
    return dotted_rows(sheet, _LEFT, y, pairs, width=_WIDTH, size=_SIZE)


def _applicant(sheet: Sheet, y: float, fields: dict[str, str], asks: Person) -> float:
    y = _rows(sheet, y, ("Họ, chữ đệm, tên người yêu cầu:", fields["applicant"]))
    if "applicant_birth" in fields:
        y = _rows(sheet, y, ("Ngày, tháng, năm sinh:", slashed(asks.birth)))
    return _rows(
        sheet,
        y,
        ("Nơi cư trú: (2)", fields["applicant_residence"]),
        ("Giấy tờ tùy thân: (3)", fields["applicant_paper"]),
        ("Quan hệ với người được khai sinh:", fields["relation"]),
    )


def _child(sheet: Sheet, y: float, fields: dict[str, str], child: Person) -> float:
    heading = "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:"
    sheet.text(_LEFT, y, heading, size=_SIZE, ink="bold")
    y = _rows(
        sheet,
        y + 6.6,
        ("Họ, chữ đệm, tên:", fields["full_name"]),
        ("Ngày, tháng, năm sinh:", slashed(child.birth)),
        ("ghi bằng chữ:", date_in_words(child.birth)),
    )
    y = dotted_row(
        sheet, y, ("Giới tính:", fields["sex"], _LEFT),
        ("Dân tộc:", fields["ethnic_group"], 75), ("Quốc tịch:", fields["nationality"], 130),
    )  # fmt: skip
    return _rows(
        sheet, y, ("Nơi sinh: (4)", fields["birth_place"]), ("Quê quán:", fields["home_town"])
    )


def _parents(sheet: Sheet, y: float, fields: dict[str, str], family: Family) -> float:
    for role, word, person in (("mother", "mẹ", family.mother), ("father", "cha", family.father)):
        y = _rows(sheet, y, (f"Họ, chữ đệm, tên người {word}:", fields[f"{role}_name"]))
        y = dotted_row(
            sheet, y, ("Ngày, tháng, năm sinh:", slashed(person.birth), _LEFT),
            ("Dân tộc:", fields[f"{role}_ethnic_group"], 98),
            ("Quốc tịch:", fields[f"{role}_nationality"], 145),
        )  # fmt: skip
        y = _rows(sheet, y, ("Nơi cư trú: (2)", fields[f"{role}_residence"]))
        if f"{role}_paper" in fields:
            y = _rows(sheet, y, ("Giấy tờ tùy thân: (3)", fields[f"{role}_paper"]))
    return y


def _foot(
    sheet: Sheet, y: float, place: Place, made: dt.date, asks: Person, rng: random.Random
) -> None:
    promise = (
        "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, được sự thỏa "
        "thuận nhất trí của các bên liên quan theo quy định pháp luật."
    )
    y = sheet.paragraph(_LEFT, y + 1, promise, width=_WIDTH, size=_SIZE, indent=8)
    made_at = f"Làm tại: {place.short}, {day_text(made)}"
    sheet.text(140, y + 3, made_at, size=_SIZE, ink="italic", align="center")
    sheet.text(140, y + 9, "Người yêu cầu", size=_SIZE, ink="bold", align="center")
    signature(sheet, 140, y + 19, rng, width=30)
    sheet.text(140, y + 29, asks.name, size=_SIZE, align="center")
