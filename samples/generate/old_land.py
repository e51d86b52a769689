"""The two oldest certificates of land: the red book of 1993 and the pink one of house and land."""

from __future__ import annotations

import datetime as dt
import random

from samples.generate.canvas import Sheet
from samples.generate.forms import labelled_row, labelled_rows, national_head
from samples.generate.grid import table
from samples.generate.ink import guilloche
from samples.generate.people import Person

__all__ = ["PINK_BOOK", "RED_BOOK", "house_values", "pink_book", "red_book"]

RED_BOOK = (dt.date(1993, 10, 15), dt.date(2004, 12, 1))
PINK_BOOK = (dt.date(1994, 7, 5), dt.date(2005, 12, 31))
"""First and last day on which each was issued in the form that is drawn."""

_LEFT, _WIDTH = 28.0, 162.0
_COVER = (236, 172, 164)
_COLUMNS = (22.0, 20.0, 30.0, 50.0, 40.0)
_HEADS = ("Số tờ\nbản đồ", "Số\nthửa", "Diện tích\n(m²)", "Mục đích\nsử dụng", "Thời hạn\nsử dụng")


def red_book(fields: dict[str, str], area: str, owner: Person) -> tuple[Sheet, Sheet]:
    """Print the cover and the inner page of a red book, without day and signature.

    Args:
        fields: True values.
        area: As printed.
        owner: Whose it is.
    """
    cover, inner = Sheet(paper=_COVER), Sheet()
    y = national_head(cover, 60)
    for row, text in enumerate(("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT")):
        cover.text(105, y + 60 + 11 * row, text, size=22, ink="bold", align="center")
    cover.text(160, 275, fields["serial"], size=16, ink="bold", align="center")

    guilloche(inner, (246, 226, 214))
    inner.text(105, 30, fields["agency"], size=13, ink="bold", align="center")
    inner.text(105, 42, "CHỨNG NHẬN", size=15, ink="bold", align="center")
    title = "Hộ ông:" if owner.sex == "Nam" else "Hộ bà:"
    y = labelled_rows(
        inner,
        _LEFT,
        56,
        ((title, fields["owner"]), ("Địa chỉ thường trú:", fields["owner_residence"])),
        width=_WIDTH,
    )
    used = (("Được quyền sử dụng đất tại:", fields["land_address"]),)
    y = labelled_rows(inner, _LEFT, y, used, width=_WIDTH)
    inner.text(_LEFT, y, "Theo bảng liệt kê dưới đây:", size=13)
    plot = (fields["map_sheet"], fields["plot"], area, fields["purpose"], fields["term"])
    table(inner, _LEFT, y + 4, _COLUMNS, (_HEADS, plot), size=11, height=8)
    return cover, inner


def house_values(rng: random.Random) -> dict[str, str]:
    """Draw what a pink certificate says of the house."""
    floors = rng.randint(1, 4)
    return {
        "house_area": f"{rng.randint(30, 90) * floors + rng.choice((0.2, 0.5, 0.8)):g}",
        "house_structure": rng.choice(("Bê tông", "Gạch, mái bằng", "Gạch, mái ngói")),
        "house_floors": f"{floors:02}",
    }


def pink_book(
    fields: dict[str, str], area: str, labelled_id: str, owner: Person
) -> tuple[Sheet, Sheet]:
    """Print both pages of a certificate of house and land; arguments as of `red_book`."""
    first, second = Sheet(), Sheet()
    for sheet in (first, second):
        guilloche(sheet, (248, 216, 220))
    y = national_head(first, 40)
    for row, text in enumerate(("GIẤY CHỨNG NHẬN", "QUYỀN SỞ HỮU NHÀ Ở VÀ", "QUYỀN SỬ DỤNG ĐẤT Ở")):
        first.text(105, y + 40 + 10 * row, text, size=19, ink="bold", align="center")
    first.text(160, 275, fields["serial"], size=16, ink="bold", align="center")

    heading = "I. Chủ sở hữu nhà ở và sử dụng đất ở"
    second.text(_LEFT, 26, heading, size=12, ink="bold")
    title = "Ông:" if owner.sex == "Nam" else "Bà:"
    y = labelled_rows(second, _LEFT, 34, ((title, fields["owner"]),), width=_WIDTH)
    y = labelled_row(
        second, y, ("Năm sinh:", fields["owner_birth"], _LEFT),
        (labelled_id, fields["owner_id"], 80),
    )  # fmt: skip
    residence = (("Địa chỉ thường trú:", fields["owner_residence"]),)
    y = labelled_rows(second, _LEFT, y, residence, width=_WIDTH)
    second.text(_LEFT, y, "II. Thực trạng nhà ở, đất ở", size=12, ink="bold")
    y = labelled_rows(
        second, _LEFT, y + 7, (("1. Địa chỉ:", fields["land_address"]),), width=_WIDTH
    )
    second.text(_LEFT, y, "2. Đất ở:", size=13)
    y = labelled_row(
        second, y + 7, ("Thửa đất số:", fields["plot"], _LEFT),
        ("Tờ bản đồ số:", fields["map_sheet"], 110),
    )  # fmt: skip
    y = labelled_rows(
        second,
        _LEFT,
        y,
        (
            ("Diện tích:", f"{area} m²"),
            ("Bằng chữ:", fields["area_in_words"]),
            ("Hình thức sử dụng:", fields["form_of_use"]),
        ),
        width=_WIDTH,
    )
    floor = f"{fields['house_area'].replace('.', ',')} m²"
    second.text(_LEFT, y, "3. Nhà ở:", size=13)
    y = labelled_rows(second, _LEFT, y + 7, (("Tổng diện tích sử dụng:", floor),), width=_WIDTH)
    labelled_row(
        second, y, ("Kết cấu nhà:", fields["house_structure"], _LEFT),
        ("Số tầng:", fields["house_floors"], 110),
    )  # fmt: skip
    return first, second
