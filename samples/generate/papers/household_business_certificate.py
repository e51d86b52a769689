"""Giấy chứng nhận đăng ký hộ kinh doanh in the form of TT 68/2025/TT-BTC."""

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

__all__ = ["draw"]

_LEFT, _WIDTH = 28.0, 162.0
_TRADES = (
    "Bán lẻ lương thực, thực phẩm trong các cửa hàng chuyên doanh",
    "Dịch vụ ăn uống, giải khát",
    "Sửa chữa xe máy, bán phụ tùng xe máy",
    "Cắt tóc, gội đầu",
)
_NAMES = ("PHỞ BÒ GIA TRUYỀN", "TẠP HÓA", "CÀ PHÊ", "SỬA XE", "TIỆM MAY")


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one certificate."""
    issued = draw_day(rng, dt.date(2025, 7, 1), TODAY)
    person = draw_person(rng, born=(1965, 2003))
    place = Place.draw(rng, issued)
    office = f"ỦY BAN NHÂN DÂN {place.ward.upper()}"
    signer = draw_person(rng, born=(1965, 1990)).name
    capital = rng.randint(2, 60) * 10_000_000
    fields = {
        "agency": office,
        "number": person.personal_id,
        "first_registered_on": issued.isoformat(),
        "business_name": f"{rng.choice(_NAMES)} {person.name.split()[-1].upper()}",
        "address": place.address(rng),
        "phone": f"09{rng.randrange(10**8):08}",
        "trades": rng.choice(_TRADES),
        "capital": str(capital),
        "owner": person.name_in_capitals,
        "owner_sex": person.sex,
        "owner_birth": person.birth.isoformat(),
        "owner_ethnic_group": person.ethnic_group,
        "owner_nationality": "Việt Nam",
        "owner_id": person.personal_id,
        "signer": signer,
    }
    sheet = Sheet()
    office_head(sheet, "UBND THÀNH PHỐ HÀ NỘI", office)
    sheet.text(105, 46, "GIẤY CHỨNG NHẬN", size=16, ink="bold", align="center")
    sheet.text(105, 53, "ĐĂNG KÝ HỘ KINH DOANH", size=16, ink="bold", align="center")
    sheet.text(105, 61, f"Mã số hộ kinh doanh: {fields['number']}", size=13, align="center")
    registered = f"Đăng ký lần đầu, {day_text(issued)}"
    sheet.text(105, 68, registered, size=13, ink="italic", align="center")
    y = _body(sheet, 80, fields, person.birth, f"{capital:,}".replace(",", "."))
    signer_block(sheet, 145, y + 5, ("CHỦ TỊCH",), signer, office, rng)
    return DrawnPaper("household_business_certificate", fields, (sheet,))


def _body(sheet: Sheet, y: float, fields: dict[str, str], birth: dt.date, capital: str) -> float:
    rows = (
        ("1. Tên hộ kinh doanh (ghi bằng chữ in hoa):", fields["business_name"]),
        ("2. Địa chỉ trụ sở hộ kinh doanh:", fields["address"]),
        ("Điện thoại:", fields["phone"]),
        ("3. Ngành, nghề kinh doanh:", fields["trades"]),
        ("4. Vốn kinh doanh:", f"{capital} đồng"),
    )
    y = labelled_rows(sheet, _LEFT, y, rows, width=_WIDTH)
    y = labelled_rows(
        sheet, _LEFT, y, (("5. Chủ thể thành lập hộ kinh doanh:", "Cá nhân"),), width=_WIDTH
    )
    sheet.text(_LEFT, y, "6. Chủ hộ kinh doanh", size=13)
    owner = (("Họ, chữ đệm và tên:", fields["owner"]),)
    y = labelled_rows(sheet, _LEFT, y + 7, owner, width=_WIDTH)
    y = labelled_row(
        sheet,
        y,
        ("Ngày, tháng, năm sinh:", slashed(birth), _LEFT),
        ("Giới tính:", fields["owner_sex"], 120),
    )
    y = labelled_row(
        sheet,
        y,
        ("Dân tộc:", fields["owner_ethnic_group"], _LEFT),
        ("Quốc tịch:", fields["owner_nationality"], 120),
    )
    return labelled_rows(
        sheet, _LEFT, y, (("Số định danh cá nhân:", fields["owner_id"]),), width=_WIDTH
    )
