"""Giấy phép xây dựng of a house, in the form of NĐ 175/2024 or of NĐ 217/2026/NĐ-CP."""

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
)
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Person, Place, draw_day, draw_person

__all__ = ["draw"]

_LEFT, _WIDTH, _SIZE = 28.0, 162.0, 12.0
_REFORM, _NEWER = dt.date(2025, 7, 1), dt.date(2026, 7, 1)
_DESIGNERS = (
    "Công ty cổ phần Tư vấn kiến trúc Nhà Việt",
    "Công ty TNHH Tư vấn thiết kế và Xây dựng Hà Thành",
    "Công ty cổ phần Kiến trúc và Nội thất Sông Hồng",
)


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one permit, of the version of its day."""
    issued = draw_day(rng, _REFORM, TODAY)
    newer = issued >= _NEWER
    place = Place.draw(rng, issued)
    investor = draw_person(rng, born=(1960, 1998))
    office = f"ỦY BAN NHÂN DÂN {place.ward.upper()}"
    signer = draw_person(rng, born=(1965, 1990)).name
    fields = {
        "agency": office,
        "number": f"{rng.randint(1, 480):02}/GPXD",
        "investor": investor.name_in_capitals,
        "investor_address": place.address(rng),
        "site": place.address(rng),
        **_size(rng),
        "designer": rng.choice(_DESIGNERS),
        "land_paper": _land_paper(rng),
        "issued_on": issued.isoformat(),
        "start_before": issued.replace(year=issued.year + 1).isoformat(),
        "signer": signer,
    }
    if newer:
        fields |= {"investor_id": investor.personal_id, "grade": "Nhà ở riêng lẻ, cấp III"}
    sheet = Sheet()
    office_head(sheet, "UBND THÀNH PHỐ HÀ NỘI", office)
    sheet.text(62, 37, f"Số: {fields['number']}", size=12, align="center")
    placed = f"{place.short}, {day_text(issued)}"
    sheet.text(143, 37, placed, size=12, ink="italic", align="center")
    sheet.text(105, 50, "GIẤY PHÉP XÂY DỰNG", size=15, ink="bold", align="center")
    sheet.text(105, 56, "(Sử dụng cho nhà ở riêng lẻ)", size=11, align="center")
    y = _body(sheet, 66, fields, investor)
    titles = ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    signer_block(sheet, 145, y + 4, titles, signer, office, rng)
    _receivers(sheet, y + 4)
    return DrawnPaper("building_permit", fields, (sheet,))


def _size(rng: random.Random) -> dict[str, str]:
    """Sizes of a house that fit each other."""
    plot, floors = rng.randint(320, 1200) / 10, rng.randint(2, 6)
    density = rng.randint(70, 100)
    ground = round(plot * density / 100, 1)
    return {
        "work": f"Nhà ở riêng lẻ {floors} tầng",
        "plot": str(rng.randint(1, 300)),
        "plot_area": f"{plot:g}",
        "level_height": f"+0,{rng.randint(10, 45)}m so với cốt vỉa hè",
        "density": str(density),
        "floor_ratio": f"{floors * density / 100:g}",
        "red_line": "Theo bản vẽ tổng mặt bằng",
        "building_line": "Trùng với chỉ giới đường đỏ",
        "ground_floor": f"{ground:g}",
        "total_floor": f"{round(ground * floors, 1):g}",
        "height": f"{round(3.4 * floors + 1.2, 1):g}",
        "floors": f"{floors:02} tầng và tum thang",
    }


def _land_paper(rng: random.Random) -> str:
    serial = "".join(rng.choices("BCDHKLMNPSTV", k=2))
    return f"Giấy chứng nhận quyền sử dụng đất số {serial} {rng.randrange(10**6):06}"


def _comma(value: str, unit: str) -> str:
    return f"{value.replace('.', ',')} {unit}".strip()


def _body(sheet: Sheet, y: float, fields: dict[str, str], investor: Person) -> float:
    title = "Ông" if investor.sex == "Nam" else "Bà"
    y = labelled_rows(
        sheet, _LEFT, y, (("1. Cấp cho:", f"{title} {fields['investor']}"),), width=_WIDTH,
        size=_SIZE,
    )  # fmt: skip
    if "investor_id" in fields:
        label = "Số định danh cá nhân/Mã số doanh nghiệp:"
        y = _rows(sheet, y, (label, fields["investor_id"]))
    y = _rows(
        sheet,
        y,
        ("Địa chỉ:", fields["investor_address"]),
        ("2. Được phép xây dựng công trình:", fields["work"]),
    )
    if "grade" in fields:
        y = _rows(sheet, y, ("Loại, cấp công trình:", fields["grade"]))
    y = _rows(
        sheet,
        y,
        ("Theo thiết kế:", "Hồ sơ thiết kế bản vẽ thi công"),
        ("Do:", fields["designer"]),
    )
    sheet.text(_LEFT, y, "Gồm các nội dung sau:", size=_SIZE)
    y = _rows(sheet, y + 6.4, ("+ Địa điểm xây dựng:", fields["site"]))
    y = _pair(
        sheet, y, ("+ Lô đất số:", fields["plot"]),
        ("Diện tích lô đất:", _comma(fields["plot_area"], "m²")),
    )  # fmt: skip
    y = _rows(sheet, y, ("+ Cốt nền xây dựng công trình:", fields["level_height"]))
    y = _pair(
        sheet, y, ("+ Mật độ xây dựng:", f"{fields['density']}%"),
        ("Hệ số sử dụng đất:", _comma(fields["floor_ratio"], "lần")),
    )  # fmt: skip
    y = _rows(
        sheet,
        y,
        ("+ Chỉ giới đường đỏ:", fields["red_line"]),
        ("+ Chỉ giới xây dựng:", fields["building_line"]),
        ("+ Diện tích xây dựng tầng 1:", _comma(fields["ground_floor"], "m²")),
        ("+ Tổng diện tích sàn:", _comma(fields["total_floor"], "m²")),
    )
    y = _pair(
        sheet, y, ("+ Chiều cao công trình:", _comma(fields["height"], "m")),
        ("Số tầng:", fields["floors"]),
    )  # fmt: skip
    y = _rows(sheet, y, ("3. Giấy tờ về quyền sử dụng đất:", fields["land_paper"]))
    validity = (
        "4. Giấy phép có hiệu lực khởi công xây dựng trong thời hạn 12 tháng kể từ ngày ký; quá "
        "thời hạn trên thì phải đề nghị gia hạn giấy phép xây dựng."
    )
    return sheet.paragraph(_LEFT, y, validity, width=_WIDTH, size=_SIZE, leading=1.5)


def _receivers(sheet: Sheet, y: float) -> None:
    sheet.text(_LEFT, y, "Nơi nhận:", size=11, ink="bolditalic")
    for row, text in enumerate(("- Như trên;", "- Lưu: VT, KT.")):
        sheet.text(_LEFT, y + 5 * (row + 1), text, size=10)


def _pair(sheet: Sheet, y: float, one: tuple[str, str], other: tuple[str, str]) -> float:
    return labelled_row(sheet, y, (*one, _LEFT), (*other, 115.0), size=_SIZE)


def _rows(sheet: Sheet, y: float, *pairs: tuple[str, str]) -> float:
    return labelled_rows(sheet, _LEFT, y, pairs, width=_WIDTH, size=_SIZE)
