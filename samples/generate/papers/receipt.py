"""Giấy tiếp nhận hồ sơ và hẹn trả kết quả, Mẫu số 01 of TT 03/2025/TT-VPCP."""

from __future__ import annotations

import datetime as dt
import random

from samples.generate.canvas import Sheet
from samples.generate.forms import day_text, labelled_row, labelled_rows, office_head
from samples.generate.ink import signature
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, draw_day, draw_person
from schemas.record.reading import Box

__all__ = ["draw"]

_LEFT, _WIDTH = 28.0, 162.0
_OFFICE = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
_REQUESTS = (
    "Đăng ký khai sinh",
    "Cấp bản sao trích lục hộ tịch",
    "Đăng ký thành lập hộ kinh doanh",
    "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
)
_COMPONENTS = (
    "Tờ khai theo mẫu, Giấy chứng sinh",
    "Tờ khai theo mẫu, Văn bản ủy quyền",
    "Giấy đề nghị, Bản sao giấy tờ pháp lý của cá nhân",
)


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one receipt."""
    received = draw_day(rng, dt.date(2025, 9, 15), TODAY)
    due = received + dt.timedelta(days=rng.randint(1, 20))
    person = draw_person(rng, born=(1960, 2006))
    fields = {
        "agency": _OFFICE,
        "dossier": f"H26.{rng.randint(1, 126)}-{received:%y%m%d}-{rng.randint(1, 900):04}",
        "applicant": person.name_in_capitals,
        "address": person.residence,
        "phone": f"09{rng.randrange(10**8):08}",
        "request": rng.choice(_REQUESTS),
        "components": rng.choice(_COMPONENTS),
        "copies": "1",
        "received_on": received.isoformat(),
        "due_on": due.isoformat(),
        "handed_out_at": "Trung tâm Phục vụ hành chính công",
    }
    sheet = Sheet()
    office_head(sheet, "UBND THÀNH PHỐ HÀ NỘI", _OFFICE)
    sheet.code("code128", fields["dossier"], Box(30, 34, 92, 48))
    sheet.text(62, 54, f"Mã hồ sơ: {fields['dossier']}", size=12, align="center")
    for row, text in enumerate(("GIẤY TIẾP NHẬN HỒ SƠ", "VÀ HẸN TRẢ KẾT QUẢ")):
        sheet.text(105, 66 + 7 * row, text, size=15, ink="bold", align="center")
    _body(sheet, 86, fields, received, due, rng)
    return DrawnPaper("receipt", fields, (sheet,))


def _body(
    sheet: Sheet,
    y: float,
    fields: dict[str, str],
    received: dt.date,
    due: dt.date,
    rng: random.Random,
) -> None:
    rows = (
        ("Tiếp nhận hồ sơ của:", fields["applicant"]),
        ("Địa chỉ:", fields["address"]),
    )
    y = labelled_rows(sheet, _LEFT, y, rows, width=_WIDTH)
    y = labelled_row(sheet, y, ("Số điện thoại:", fields["phone"], _LEFT), ("Email:", "", 110))
    days = (due - received).days
    more = (
        ("Nội dung yêu cầu giải quyết:", fields["request"]),
        ("Thành phần hồ sơ nộp gồm:", fields["components"]),
        ("Số lượng hồ sơ:", f"{fields['copies']} (bộ)"),
        ("Thời gian giải quyết hồ sơ theo quy định là:", f"{days} ngày"),
        ("Thời gian nhận hồ sơ:", f"09 giờ {rng.randint(0, 59):02} phút, {day_text(received)}"),
        ("Thời gian trả kết quả giải quyết hồ sơ:", f"16 giờ 00 phút, {day_text(due)}"),
        ("Đăng ký nhận kết quả tại:", fields["handed_out_at"]),
    )
    y = labelled_rows(sheet, _LEFT, y, more, width=_WIDTH) + 6
    for x, title in ((60, "NGƯỜI NỘP HỒ SƠ"), (150, "NGƯỜI TIẾP NHẬN HỒ SƠ")):
        sheet.text(x, y, title, size=12, ink="bold", align="center")
        signature(sheet, x, y + 14, rng)
