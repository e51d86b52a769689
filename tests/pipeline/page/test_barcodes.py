from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from pipeline.intake.decode.pages import page_images
from pipeline.intake.receive import receive
from pipeline.page.barcodes import read_barcodes
from schemas.record.reading import Point
from tests.conftest import SAMPLES as CARDS
from tests.pipeline.sheets import SIZE, bgr, drawn

ID_CARD = "001199000017|012345678|Nguyễn Thị Hường|05031999|Nữ|Số 7, Ô Chợ Dừa, Hà Nội|10052021"


def code(text: str, kind: str, scale: int) -> Image.Image:
    barcode = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    return Image.fromarray(np.asarray(zxingcpp.write_barcode_to_image(barcode, scale=scale)))


def pasted(picture: Image.Image, left: int, top: int) -> Image.Image:
    page = drawn([(200, 900, "Kính gửi: Ủy ban nhân dân phường")])
    page.paste(picture, (left, top))
    return page


@pytest.mark.parametrize("degrees", [0, 17, 90, 180, 270])
def test_the_code_of_an_id_card_is_read_however_it_lies(degrees: int) -> None:
    page = pasted(code(ID_CARD, "QRCode", 4), 400, 300).rotate(degrees, fillcolor="white")
    (found,) = read_barcodes(bgr(page))
    assert found.symbology == "qr"
    assert found.text == ID_CARD


def test_a_code_has_its_corners_on_the_page() -> None:
    picture = code(ID_CARD, "QRCode", 4)
    (found,) = read_barcodes(bgr(pasted(picture, 400, 300)))
    xs, ys = zip(*found.polygon, strict=True)
    assert 400 <= min(xs) < 440
    assert 300 <= min(ys) < 340
    assert 400 + picture.width - 40 < max(xs) <= 400 + picture.width
    assert found.polygon[0].x < found.polygon[1].x
    assert found.polygon[1].y < found.polygon[2].y


def test_a_small_code_is_found_at_twice_the_size_and_kept_in_place() -> None:
    page = bgr(pasted(code(ID_CARD, "QRCode", 4), 400, 300))
    small = cv2.resize(page, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)
    (found,) = read_barcodes(small)
    assert found.text == ID_CARD
    assert found.polygon[0] == pytest.approx(Point(124.8, 94.8), abs=4)


def test_codes_come_from_top_to_bottom() -> None:
    page = pasted(code("HS-2026-0001", "Code128", 2), 200, 1300)
    page.paste(code("https://hanoi.gov.vn", "QRCode", 4), (700, 200))
    found = read_barcodes(bgr(page))
    assert [(one.symbology, one.text) for one in found] == [
        ("qr", "https://hanoi.gov.vn"),
        ("code128", "HS-2026-0001"),
    ]


def test_text_is_no_code() -> None:
    assert read_barcodes(bgr(drawn())) == ()
    assert read_barcodes(np.full((*reversed(SIZE), 3), 255, np.uint8)) == ()


def test_the_code_of_a_card_is_found_at_half_its_resolution() -> None:
    card = next(iter(page_images(receive((CARDS / "can-cuoc-cong-dan.pdf").read_bytes(), "a"))))
    whole = read_barcodes(card.pixels)
    half = np.asarray(cv2.resize(card.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    (found,) = read_barcodes(half)
    assert found.text == whole[0].text
    assert np.array(found.polygon) * 2 == pytest.approx(np.array(whole[0].polygon), abs=12)


@pytest.mark.parametrize("high", [1700, 2339])
def test_a_dense_code_is_found_on_a_whole_page_by_its_ink(high: int) -> None:
    text = ID_CARD * 4
    picture = np.asarray(code(text, "QRCode", 4).convert("L"))
    fine = cv2.resize(picture, None, fx=1.5 / 4, fy=1.5 / 4, interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(fine, (0, 0), 0.4)
    page = np.full((high, high * 12 // 17, 3), 255, np.uint8)
    page[337 : 337 + blurred.shape[0], 537 : 537 + blurred.shape[1]] = blurred[..., None]
    (found,) = read_barcodes(page)
    assert found.text == text
