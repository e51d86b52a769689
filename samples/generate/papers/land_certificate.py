"""Giấy chứng nhận quyền sử dụng đất in its four generations.

The red book of 1993, the pink one of house and land of 1994, two of the four pages of 2014, and
the one of 2024 with a code.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from samples.generate.canvas import Sheet
from samples.generate.forms import (
    day_text,
    labelled_row,
    labelled_rows,
    national_head,
    signer_block,
)
from samples.generate.ink import guilloche
from samples.generate.old_land import PINK_BOOK, RED_BOOK, house_values, pink_book, red_book
from samples.generate.paper import DrawnPaper
from samples.generate.people import TODAY, Place, draw_day, draw_person, identity_paper
from schemas.record.reading import Box
from schemas.text.number_words import number_in_words

__all__ = ["draw"]

_LEFT, _WIDTH = 28.0, 162.0
_NEW_FORM = dt.date(2024, 8, 1)
_OLD_FORM = dt.date(2016, 1, 1)
_ORIGINS = (
    "Công nhận quyền sử dụng đất như giao đất có thu tiền sử dụng đất",
    "Nhận chuyển nhượng đất được Nhà nước giao đất có thu tiền sử dụng đất",
)


@dataclass(frozen=True, slots=True)
class _Issue:
    """Who signs, where and when."""

    day: dt.date
    agency: str
    titles: tuple[str, ...]
    signer: str


def draw(rng: random.Random) -> DrawnPaper:
    """Draw one certificate, of one of four generations."""
    generation = rng.randrange(4)
    if generation < 2:
        return _older(rng, red=generation == 0)
    new = generation == 3
    day = draw_day(rng, _NEW_FORM if new else _OLD_FORM, TODAY if new else _NEW_FORM)
    place = Place.draw(rng, day)
    owner = draw_person(rng, born=(1950, 1998))
    tenths = rng.randint(251, 2400)
    area = f"{tenths // 10},{tenths % 10}" if tenths % 10 else str(tenths // 10)
    issue = _Issue(
        day,
        "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG HÀ NỘI" if not new else "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI HÀ NỘI",
        ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC") if not new else ("GIÁM ĐỐC",),
        draw_person(rng, born=(1965, 1990)).name,
    )
    letters = "".join(rng.choices("BCDĐHKLMNPQRSTV", k=2))
    fields = {
        "serial": f"{letters} {rng.randrange(10**8 if new else 10**6):0{8 if new else 6}}",
        "owner": owner.name_in_capitals,
        "owner_birth": str(owner.birth.year),
        "owner_id": owner.personal_id,
        "owner_residence": Place.draw(rng, day).address(rng),
        "plot": str(rng.randint(1, 300)),
        "map_sheet": str(rng.randint(1, 60)),
        "land_address": place.address(rng),
        "area": area.replace(",", "."),
        "area_in_words": _words(tenths),
        "form_of_use": "Sử dụng riêng",
        "purpose": "Đất ở tại đô thị",
        "term": "Lâu dài",
        "origin": rng.choice(_ORIGINS),
        "book_number": f"C{rng.choice('HS')}{rng.randint(1, 9999):05}",
        "issued_on": day.isoformat(),
        "agency": issue.agency,
        "signer": issue.signer,
    }
    labelled_id = "Căn cước số:" if identity_paper(day) == "Thẻ căn cước" else "CCCD số:"
    pages = (_new_pages if new else _old_pages)(fields, area, labelled_id, issue, owner.sex, rng)
    return DrawnPaper("land_certificate", fields, pages)


def _older(rng: random.Random, *, red: bool) -> DrawnPaper:
    """Draw a red book, or a pink certificate of house and land."""
    day = draw_day(rng, *(RED_BOOK if red else PINK_BOOK))
    place = Place.draw(rng, day)
    owner = draw_person(rng, born=(1930, 1972))
    tenths = rng.randint(251, 4800)
    area = f"{tenths // 10},{tenths % 10}" if tenths % 10 else str(tenths // 10)
    district = place.ward.split(", ")[1].upper()
    signer = draw_person(rng, born=(1940, 1965)).name
    agency = f"ỦY BAN NHÂN DÂN {district}"
    issue = _Issue(day, agency, ("CHỦ TỊCH",), signer)
    fields = {
        "serial": f"{rng.choice('ABCDĐEGHKLMN')} {rng.randrange(10**6):06}",
        "owner": owner.name_in_capitals,
        "owner_residence": place.address(rng),
        "plot": str(rng.randint(1, 300)),
        "map_sheet": str(rng.randint(1, 60)),
        "land_address": place.address(rng),
        "area": area.replace(",", "."),
        "agency": agency,
        "issued_on": day.isoformat(),
        "signer": signer,
    }
    if red:
        fields |= {"purpose": "Đất ở", "term": "Lâu dài", "book_number": _book(rng, "QSDĐ")}
        pages = red_book(fields, area, owner)
        book = ("Vào sổ cấp giấy chứng nhận quyền sử dụng đất số:", fields["book_number"])
    else:
        fields |= {
            "owner_birth": str(owner.birth.year),
            "owner_id": f"01{rng.randrange(10**7):07}",
            "area_in_words": _words(tenths),
            "form_of_use": "Sử dụng riêng",
            "book_number": _book(rng, day.year),
            **house_values(rng),
        }
        pages = pink_book(fields, area, "CMND số:", owner)
        book = ("Hồ sơ gốc số:", fields["book_number"])
    _foot(pages[1], 150 if red else 165, book, issue, rng)
    return DrawnPaper("land_certificate", fields, pages)


def _book(rng: random.Random, suffix: str | int) -> str:
    return f"{rng.randint(1, 9999):05}/{suffix}"


def _words(tenths: int) -> str:
    whole = number_in_words(tenths // 10)
    part = f" phẩy {number_in_words(tenths % 10)}" if tenths % 10 else ""
    return f"{whole}{part} mét vuông".capitalize()


def _owner(sheet: Sheet, y: float, fields: dict[str, str], labelled_id: str, title: str) -> float:
    y = labelled_rows(sheet, _LEFT, y, ((f"{title}:", fields["owner"]),), width=_WIDTH)
    y = labelled_row(
        sheet,
        y,
        ("Năm sinh:", fields["owner_birth"], _LEFT),
        (labelled_id, fields["owner_id"], 80),
    )
    residence = (("Địa chỉ thường trú:", fields["owner_residence"]),)
    return labelled_rows(sheet, _LEFT, y, residence, width=_WIDTH)


def _plot(sheet: Sheet, y: float, fields: dict[str, str], area: str) -> float:
    y = labelled_row(
        sheet,
        y,
        ("a) Thửa đất số:", fields["plot"], _LEFT),
        ("tờ bản đồ số:", fields["map_sheet"], 100),
    )
    rows = (
        ("b) Địa chỉ:", fields["land_address"]),
        ("c) Diện tích:", f"{area} m²"),
        ("Bằng chữ:", fields["area_in_words"]),
        ("d) Hình thức sử dụng:", fields["form_of_use"]),
        ("đ) Mục đích sử dụng:", fields["purpose"]),
        ("e) Thời hạn sử dụng:", fields["term"]),
        ("g) Nguồn gốc sử dụng:", fields["origin"]),
    )
    return labelled_rows(sheet, _LEFT, y, rows, width=_WIDTH)


def _foot(sheet: Sheet, y: float, book: tuple[str, str], issue: _Issue, rng: random.Random) -> None:
    placed = f"Hà Nội, {day_text(issue.day)}"
    sheet.text(140, y, placed, size=13, ink="italic", align="center")
    sheet.text(140, y + 7, issue.agency, size=11, ink="bold", align="center")
    signer_block(sheet, 140, y + 13, issue.titles, issue.signer, issue.agency, rng)
    sheet.labelled(_LEFT, y + 58, *book, width=_WIDTH, size=12)


def _old_pages(
    fields: dict[str, str], area: str, labelled_id: str, issue: _Issue, sex: str,
    rng: random.Random,
) -> tuple[Sheet, ...]:  # fmt: skip
    first, second = Sheet(), Sheet()
    for sheet in (first, second):
        guilloche(sheet, (248, 222, 224))
    y = national_head(first, 30)
    title = ("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT",
             "QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT")  # fmt: skip
    for row, text in enumerate(title):
        first.text(105, y + 22 + 8 * row, text, size=16 if row < 2 else 12, ink="bold",
                   align="center")  # fmt: skip
    heading = "I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất"
    first.text(_LEFT, y + 60, heading, size=12, ink="bold")
    _owner(first, y + 72, fields, labelled_id, "Ông" if sex == "Nam" else "Bà")
    first.text(160, 275, fields["serial"], size=16, ink="bold", align="center")

    heading = "II. Thửa đất, nhà ở và tài sản khác gắn liền với đất"
    second.text(_LEFT, 26, heading, size=12, ink="bold")
    second.text(_LEFT, 34, "1. Thửa đất:", size=13)
    y = _plot(second, 42, fields, area)
    for heading in ("2. Nhà ở:", "3. Công trình xây dựng khác:", "5. Cây lâu năm:", "6. Ghi chú:"):
        y = second.labelled(_LEFT, y, heading, "-/-", width=_WIDTH)
    _foot(second, y + 8, ("Số vào sổ cấp GCN:", fields["book_number"]), issue, rng)
    return first, second


def _new_pages(
    fields: dict[str, str], area: str, labelled_id: str, issue: _Issue, sex: str,
    rng: random.Random,
) -> tuple[Sheet, ...]:  # fmt: skip
    first, second = Sheet(), Sheet()
    for sheet in (first, second):
        guilloche(sheet, (248, 228, 220))
    first.code("qr", f"HN{rng.randrange(10**14):014}", Box(170, 14, 195, 39))
    y = national_head(first, 26, x=98)
    title = ("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU",
             "TÀI SẢN GẮN LIỀN VỚI ĐẤT")  # fmt: skip
    for row, text in enumerate(title):
        first.text(105, y + 16 + 7 * row, text, size=14, ink="bold", align="center")
    heading = "1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:"
    first.text(_LEFT, y + 44, heading, size=12, ink="bold")
    y = _owner(first, y + 53, fields, labelled_id, "Ông" if sex == "Nam" else "Bà")
    first.text(_LEFT, y + 2, "2. Thông tin thửa đất:", size=12, ink="bold")
    y = _plot(first, y + 11, fields, area)
    assets = "3. Thông tin tài sản gắn liền với đất:"
    y = first.labelled(_LEFT, y, assets, "-/-", width=_WIDTH)
    first.text(30, 284, fields["serial"], size=14, ink="bold")
    y = second.labelled(_LEFT, 30, "5. Ghi chú:", "-/-", width=_WIDTH)
    changes = "6. Những thay đổi sau khi cấp Giấy chứng nhận:"
    y = second.labelled(_LEFT, y, changes, "-/-", width=_WIDTH)
    book = ("Số vào sổ cấp Giấy chứng nhận:", fields["book_number"])
    _foot(second, y + 20, book, issue, rng)
    return first, second
