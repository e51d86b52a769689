"""Giấy chứng nhận đăng ký doanh nghiệp of a company with one member, of 2021 or of 2025."""

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
from samples.generate.ink import guilloche
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Person, Place, draw_day, draw_person
from schemas.text.number_words import number_in_words

__all__ = ["draw"]

_LEFT, _WIDTH, _SIZE = 26.0, 166.0, 12.0
_NEWER = dt.date(2025, 7, 1)
"""TT 68/2025/TT-BTC: personal numbers instead of papers; registration moved to finance."""
_NAMES = ("THƯƠNG MẠI", "XÂY DỰNG", "DỊCH VỤ VẬN TẢI", "TƯ VẤN THIẾT KẾ", "THỰC PHẨM SẠCH")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one certificate, of the version of its day."""
    issued = draw_day(rng, dt.date(2021, 5, 1), TODAY)
    newer = issued >= _NEWER
    person = draw_person(rng, born=(1960, 2000))
    place = Place.draw(rng, issued)
    signer = draw_person(rng, born=(1965, 1990)).name
    capital = rng.randint(1, 90) * 100_000_000
    given = person.name.split()[-1].upper()
    fields = {
        "agency": "PHÒNG ĐĂNG KÝ KINH DOANH",
        "number": _tax_code(rng),
        "first_registered_on": issued.isoformat(),
        "company_name": f"CÔNG TY TNHH MỘT THÀNH VIÊN {rng.choice(_NAMES)} {given}",
        "address": place.address(rng),
        "phone": f"024{rng.randrange(10**8):08}",
        "capital": str(capital),
        "capital_in_words": f"{number_in_words(capital)} đồng".capitalize(),
        "owner": person.name_in_capitals,
        "owner_id": person.personal_id,
        "representative": person.name_in_capitals,
        "representative_sex": person.sex,
        "position": rng.choice(("Giám đốc", "Tổng giám đốc", "Chủ tịch công ty")),
        "representative_birth": person.birth.isoformat(),
        "representative_ethnic_group": person.ethnic_group,
        "representative_nationality": "Việt Nam",
        "representative_id": person.personal_id,
        "representative_residence": place.address(rng),
        "signer": signer,
    }
    sheet = Sheet()
    guilloche(sheet, (226, 236, 230))
    parent = "SỞ TÀI CHÍNH THÀNH PHỐ HÀ NỘI" if newer else "SỞ KẾ HOẠCH VÀ ĐẦU TƯ HÀ NỘI"
    office_head(sheet, parent, fields["agency"])
    y = _title(sheet, fields, issued)
    y = _company(sheet, y, fields, f"{capital:,}".replace(",", "."))
    y = _people(sheet, y, fields, person, newer)
    titles = ("TRƯỞNG PHÒNG",)
    signer_block(sheet, 145, y + 5, titles, signer, fields["agency"], rng)
    return DrawnPaper("enterprise_certificate", fields, (sheet,))


def _tax_code(rng: random.Random) -> str:
    """A code of ten digits, the last of which is the check digit."""
    while True:
        digits = [0, 1, *(rng.randrange(10) for _ in range(7))]
        check = 10 - sum(w * d for w, d in zip(_WEIGHTS, digits, strict=True)) % 11
        if 0 <= check <= 9:
            return "".join(map(str, (*digits, check)))


def _title(sheet: Sheet, fields: dict[str, str], issued: dt.date) -> float:
    rows = (
        ("GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP", 14),
        ("CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN", 12),
    )
    for row, (text, size) in enumerate(rows):
        sheet.text(105, 44 + 6.5 * row, text, size=size, ink="bold", align="center")
    sheet.text(105, 58, f"Mã số doanh nghiệp: {fields['number']}", size=_SIZE, align="center")
    registered = f"Đăng ký lần đầu, {day_text(issued)}"
    sheet.text(105, 64, registered, size=_SIZE, ink="italic", align="center")
    return 74


def _company(sheet: Sheet, y: float, fields: dict[str, str], capital: str) -> float:
    y = _heading(sheet, y, "1. Tên công ty")
    y = _rows(sheet, y, ("Tên công ty viết bằng tiếng Việt:", fields["company_name"]))
    return _rows(
        sheet,
        y,
        ("2. Địa chỉ trụ sở chính:", fields["address"]),
        ("Điện thoại:", fields["phone"]),
        ("3. Vốn điều lệ:", f"{capital} đồng"),
        ("Bằng chữ:", fields["capital_in_words"]),
    )


def _people(sheet: Sheet, y: float, fields: dict[str, str], person: Person, newer: bool) -> float:
    number = "Số định danh cá nhân:" if newer else "Số giấy tờ pháp lý của cá nhân:"
    name = "Họ, chữ đệm và tên:" if newer else "Họ và tên:"
    y = _heading(sheet, y, "4. Thông tin về chủ sở hữu")
    y = _rows(sheet, y, (name, fields["owner"]), (number, fields["owner_id"]))
    y = _heading(sheet, y, "5. Người đại diện theo pháp luật của công ty")
    y = _rows(sheet, y, (name, fields["representative"]))
    y = _pair(
        sheet, y, ("Giới tính:", fields["representative_sex"]),
        ("Chức danh:", fields["position"]),
    )  # fmt: skip
    born = "Ngày, tháng, năm sinh:" if newer else "Sinh ngày:"
    y = _pair(
        sheet, y, (born, slashed(person.birth)),
        ("Dân tộc:", fields["representative_ethnic_group"]),
    )  # fmt: skip
    return _rows(
        sheet,
        y,
        ("Quốc tịch:", fields["representative_nationality"]),
        (number, fields["representative_id"]),
        ("Địa chỉ liên lạc:", fields["representative_residence"]),
    )


def _heading(sheet: Sheet, y: float, text: str) -> float:
    sheet.text(_LEFT, y, text, size=_SIZE, ink="bold")
    return y + 6.4


def _pair(sheet: Sheet, y: float, one: tuple[str, str], other: tuple[str, str]) -> float:
    return labelled_row(sheet, y, (*one, _LEFT), (*other, 115.0), size=_SIZE)


def _rows(sheet: Sheet, y: float, *pairs: tuple[str, str]) -> float:
    return labelled_rows(sheet, _LEFT, y, pairs, width=_WIDTH, size=_SIZE)
