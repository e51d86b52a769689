"""Giấy xác nhận tình trạng hôn nhân in the form of TT 04/2020/TT-BTP."""

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
from samples.generate.people import TODAY, Place, draw_day, draw_person, identity_paper

__all__ = ["draw"]

_LEFT, _WIDTH = 30.0, 158.0
_STATUS = (
    "Hiện tại chưa đăng ký kết hôn với ai",
    "Đã ly hôn theo Bản án số 15/2019/HNGĐ-ST, hiện tại chưa đăng ký kết hôn với ai",
    "Có vợ chết năm 2018, hiện tại chưa đăng ký kết hôn với ai",
)
_PURPOSES = (
    "Bổ sung hồ sơ vay vốn tại ngân hàng",
    "Làm thủ tục chuyển nhượng quyền sử dụng đất",
    "Bổ sung hồ sơ xuất cảnh",
)


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one certificate."""
    issued = draw_day(rng, dt.date(2020, 8, 1), TODAY)
    person = draw_person(rng, sex=rng.choice(("Nam", "Nữ")), born=(1965, 2001))
    place = Place.draw(rng, issued)
    office = f"ỦY BAN NHÂN DÂN {place.ward.split(',')[0].upper()}"
    statuses = _STATUS if person.sex == "Nam" else _STATUS[:2]
    signer = draw_person(rng, born=(1965, 1990)).name
    fields = {
        "agency": office,
        "number": f"{rng.randint(1, 600):02}/UBND-XNTTHN",
        "issued_on": issued.isoformat(),
        "full_name": person.name_in_capitals,
        "birth_date": person.birth.isoformat(),
        "sex": person.sex,
        "ethnic_group": person.ethnic_group,
        "nationality": "Việt Nam",
        "identity_paper": f"{identity_paper(issued)} số {person.personal_id}",
        "residence": place.address(rng),
        "marital_status": rng.choice(statuses),
        "purpose": rng.choice(_PURPOSES),
        "valid_until": _half_a_year_later(issued).isoformat(),
        "signer": signer,
    }
    sheet = Sheet()
    office_head(sheet, "UBND THÀNH PHỐ HÀ NỘI", office)
    sheet.text(62, 37, f"Số: {fields['number']}", size=13, align="center")
    placed = f"{place.short}, {day_text(issued)}"
    sheet.text(143, 37, placed, size=13, ink="italic", align="center")
    title = "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN"
    sheet.text(105, 56, title, size=16, ink="bold", align="center")
    sheet.text(105, 68, "XÁC NHẬN:", size=13, ink="bold", align="center")
    y = _body(sheet, 80, fields, person.birth)
    signer_block(sheet, 145, y + 6, ("CHỦ TỊCH",), signer, office, rng)
    return DrawnPaper("marital_status_certificate", fields, (sheet,))


def _body(sheet: Sheet, y: float, fields: dict[str, str], birth: dt.date) -> float:
    rows = (
        ("Họ, chữ đệm, tên:", fields["full_name"]),
        ("Ngày, tháng, năm sinh:", slashed(birth)),
    )
    y = labelled_rows(sheet, _LEFT, y, rows, width=_WIDTH)
    y = labelled_row(
        sheet,
        y,
        ("Giới tính:", fields["sex"], _LEFT),
        ("Dân tộc:", fields["ethnic_group"], 75),
        ("Quốc tịch:", fields["nationality"], 130),
    )
    more = (
        ("Giấy tờ tùy thân:", fields["identity_paper"]),
        ("Nơi cư trú:", fields["residence"]),
        ("Tình trạng hôn nhân:", fields["marital_status"]),
        ("Giấy này được sử dụng để:", fields["purpose"]),
    )
    y = labelled_rows(sheet, _LEFT, y, more, width=_WIDTH)
    validity = "Giấy này có giá trị sử dụng trong thời hạn 6 tháng, kể từ ngày cấp."
    sheet.text(_LEFT, y, validity, size=13)
    return y + 7


def _half_a_year_later(day: dt.date) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + 6, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
