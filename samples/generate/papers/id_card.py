"""Both faces of an identity card: with a chip (2021 to 06/2024) or of the law of 2023.

The old card carries its QR code on the front, the new one on the back; both carry a TD1 zone.
"""

from __future__ import annotations

import datetime as dt
import random

from samples.generate.canvas import Colour, Sheet
from samples.generate.forms import MOTTO, NATION, slashed
from samples.generate.ink import guilloche
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Person, Place, draw_day, draw_person
from schemas.papers.values import NO_END
from schemas.record.reading import Box
from schemas.text.mrz import check_digit
from schemas.text.spelling import search_key

__all__ = ["draw"]

_NEW_CARD = dt.date(2024, 7, 1)
_FIRST_CHIP = dt.date(2021, 3, 1)
_RED: Colour = (190, 30, 45)
_GREEN: Colour = (226, 240, 226)
_BLUE: Colour = (224, 238, 246)
_FOREVER = "Không thời hạn"


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one card, old or new."""
    person = draw_person(rng, born=(1950, 2006), ethnic_group="Kinh")
    new = rng.random() < 0.5
    issued = draw_day(rng, _NEW_CARD if new else _FIRST_CHIP, TODAY if new else _NEW_CARD)
    expires = _expiry(person.birth, issued)
    old_id = f"01{rng.randrange(10**7):07}" if rng.random() < 0.5 else ""
    residence = Place.draw(rng, issued).address(rng)
    qr = "|".join(
        (person.personal_id, old_id, person.name, _packed(person.birth), person.sex, residence,
         _packed(issued), *([""] * 4 if new else []))
    )  # fmt: skip
    fields = {
        "personal_id": person.personal_id,
        "full_name": person.name_in_capitals,
        "birth_date": person.birth.isoformat(),
        "sex": person.sex,
        "nationality": "Việt Nam",
        "residence": residence,
        "issued_on": issued.isoformat(),
        "valid_until": expires.isoformat(),
    }
    if old_id:
        fields["old_id"] = old_id
    fields |= (
        {"agency": "BỘ CÔNG AN", "birth_registered_at": person.home_town}
        if new
        else {
            "agency": "CỤC TRƯỞNG CỤC CẢNH SÁT QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI",
            "home_town": person.home_town,
        }
    )
    zone = _zone(person, expires)
    faces = (_new_faces if new else _old_faces)(fields, person, issued, expires, qr, zone)
    return DrawnPaper("id_card", fields, faces)


def _expiry(birth: dt.date, issued: dt.date) -> dt.date:
    """The birthday of 25, 40 or 60 that comes at least two years after the issue."""
    for age in (25, 40, 60):
        day = dt.date(birth.year + age, birth.month, min(birth.day, 28))
        if day >= dt.date(issued.year + 2, issued.month, min(issued.day, 28)):
            return day
    return NO_END


def _packed(day: dt.date) -> str:
    return day.strftime("%d%m%Y")


def _zone(person: Person, expires: dt.date) -> tuple[str, str, str]:
    """Print the TD1 zone; cards without an end carry 991231."""
    number, birth = person.personal_id[3:], person.birth.strftime("%y%m%d")
    end = "991231" if expires == NO_END else expires.strftime("%y%m%d")
    optional = person.personal_id + "<<"
    first = f"IDVNM{number}{check_digit(number)}{optional}{check_digit(optional)}"
    sex = "M" if person.sex == "Nam" else "F"
    dates = f"{birth}{check_digit(birth)}", f"{end}{check_digit(end)}"
    composite = check_digit(first[5:] + dates[0] + dates[1] + "<" * 11)
    surname, *rest = search_key(person.name).upper().split()
    names = f"{surname}<<{'<'.join(rest)}"[:30].ljust(30, "<")
    return first, f"{dates[0]}{sex}{dates[1]}VNM{'<' * 11}{composite}", names


def _card(colour: Colour) -> Sheet:
    """A card cut out of a scan at 300 dpi with a margin around it."""
    sheet = Sheet(width_mm=95, height_mm=64, dpi=300, paper=(252, 253, 252), family="Sans")
    guilloche(sheet, colour, pitch=2.2)
    return sheet


def _head(sheet: Sheet, title: str, english: str) -> None:
    sheet.text(52, 11, NATION, size=6.5, ink="bold", align="center")
    sheet.text(52, 14.5, MOTTO, size=6.5, align="center")
    sheet.text(52, 20.5, title, size=11, ink="bold", align="center", colour=_RED)
    sheet.text(52, 23.5, english, size=6, align="center")


def _pair(sheet: Sheet, x: float, y: float, label: str, value: str, *, size: float = 7.5) -> None:
    sheet.text(x, y, label, size=5.5)
    sheet.text(x, y + 3.4, value, size=size)


def _portrait(sheet: Sheet) -> None:
    """An empty frame: nobody exists, so nobody is shown."""
    frame = [sheet.px(v) for v in (8, 26, 27, 51)]
    sheet.draw.rectangle(frame, fill=(214, 224, 228))
    head = [sheet.px(v) for v in (13.5, 29.5, 21.5, 39.5)]
    sheet.draw.ellipse(head, fill=(180, 192, 198))


def _old_faces(
    fields: dict[str, str],
    person: Person,
    issued: dt.date,
    expires: dt.date,
    qr: str,
    zone: tuple[str, str, str],
) -> tuple[Sheet, Sheet]:
    front = _card(_GREEN)
    _head(front, "CĂN CƯỚC CÔNG DÂN", "Citizen Identity Card")
    front.code("qr", qr, Box(76, 6, 90, 20))
    _portrait(front)
    front.text(32, 29, "Số / No.:", size=6)
    front.text(43, 29, fields["personal_id"], size=10, ink="bold")
    _pair(front, 32, 32.5, "Họ và tên / Full name:", fields["full_name"])
    right = front.text(32, 39.8, "Ngày sinh / Date of birth:", size=5.5)
    front.text(right + 1, 39.8, slashed(person.birth), size=7.5)
    right = front.text(32, 43.6, "Giới tính / Sex:", size=5.5)
    front.text(right + 1, 43.6, person.sex, size=7.5)
    right = front.text(55, 43.6, "Quốc tịch / Nationality:", size=5.5)
    front.text(right + 1, 43.6, "Việt Nam", size=7.5)
    front.text(32, 47, "Quê quán / Place of origin:", size=5.5)
    front.paragraph(32, 50.2, fields["home_town"], width=58, size=6.5, leading=1.1)
    front.text(32, 54, "Nơi thường trú / Place of residence:", size=5.5)
    front.paragraph(32, 57.2, fields["residence"], width=58, size=6.5, leading=1.15)
    until = _FOREVER if expires == NO_END else slashed(expires)
    front.text(8, 54.5, "Có giá trị đến:", size=5.5)
    front.text(8, 57, "Date of expiry:", size=5)
    front.text(8, 60, until, size=6)

    back = _card(_GREEN)
    back.text(10, 12, "Đặc điểm nhận dạng / Personal identification:", size=5.5)
    back.text(10, 15.5, "Nốt ruồi cách 1cm dưới sau đuôi mắt trái", size=6.5)
    right = back.text(34, 21, "Ngày, tháng, năm / Date, month, year:", size=5.5)
    back.text(right + 1, 21, slashed(issued), size=7)
    words = fields["agency"].split()
    for row, part in enumerate((" ".join(words[:6]), " ".join(words[6:]))):
        back.text(62, 25 + 3.2 * row, part, size=5.5, ink="bold", align="center")
    _print_zone(back, zone)
    return front, back


def _new_faces(
    fields: dict[str, str],
    person: Person,
    issued: dt.date,
    expires: dt.date,
    qr: str,
    zone: tuple[str, str, str],
) -> tuple[Sheet, Sheet]:
    front = _card(_BLUE)
    _head(front, "CĂN CƯỚC", "IDENTITY CARD")
    _portrait(front)
    front.text(32, 28, "Số định danh cá nhân / Personal identification number:", size=5.5)
    front.text(32, 32.6, fields["personal_id"], size=10, ink="bold")
    _pair(front, 32, 36.6, "Họ, chữ đệm và tên khai sinh / Full name:", fields["full_name"])
    _pair(front, 32, 44, "Ngày, tháng, năm sinh / Date of birth:", slashed(person.birth))
    _pair(front, 70, 44, "Giới tính / Sex:", person.sex)
    _pair(front, 32, 51.4, "Quốc tịch / Nationality:", "Việt Nam")

    back = _card(_BLUE)
    back.text(8, 11, "Nơi cư trú / Place of residence:", size=5.5)
    back.paragraph(8, 14.4, fields["residence"], width=58, size=6.5, leading=1.2)
    back.text(8, 20.6, "Nơi đăng ký khai sinh / Place of birth:", size=5.5)
    back.paragraph(8, 24, fields["birth_registered_at"], width=58, size=6.5, leading=1.2)
    _pair(back, 8, 30, "Ngày, tháng, năm cấp / Date of issue:", slashed(issued), size=6.5)
    until = _FOREVER if expires == NO_END else slashed(expires)
    _pair(back, 50, 30, "Ngày, tháng, năm hết hạn / Date of expiry:", until, size=6.5)
    back.text(70, 39, fields["agency"], size=7, ink="bold", align="center")
    back.code("qr", qr, Box(70, 6, 90, 26))
    _print_zone(back, zone)
    return front, back


def _print_zone(sheet: Sheet, zone: tuple[str, str, str]) -> None:
    sheet.family = "Mono"
    for row, text in enumerate(zone):
        sheet.text(9, 49 + 5 * row, text, size=11.5, ink="bold")
