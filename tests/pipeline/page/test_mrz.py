"""Zones that are small and blurred are read again, until their check digits hold."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.decode.pages import page_images
from pipeline.intake.receive import receive
from pipeline.page.mrz import looks_like_mrz, reread_mrz
from pipeline.page.read import PageReader
from schemas.record.reading import Box, Line, Point
from schemas.text.mrz import check_digit, parse_mrz
from tests.conftest import SAMPLES
from tests.pipeline.sheets import bgr

MONO = Path("/usr/share/fonts/truetype/liberation2/LiberationMono-Regular.ttf")
DPI = 150


def blurred(pixels: NDArray[np.uint8], sigma: float) -> NDArray[np.uint8]:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.uint8)


def passport() -> list[str]:
    number, birth, expiry = "C1234567<", "870312", "311120"
    personal = "001187000017<<"
    checked = [text + str(check_digit(text)) for text in (number, birth, expiry, personal)]
    digits = "".join(checked)
    second = f"{checked[0]}VNM{checked[1]}F{checked[2]}{checked[3]}{check_digit(digits)}"
    return ["P<VNMDO<<THI<HOA<MI".ljust(44, "<"), second]


def drawn_zone(rows: list[str]) -> NDArray[np.uint8]:
    """The lower part of a passport at 150 dpi: signs 2.54 mm apart."""
    page = Image.new("RGB", (740, 220), (244, 246, 240))
    pen = ImageDraw.Draw(page)
    pen.text((40, 20), "HỘ CHIẾU / PASSPORT", "black", ImageFont.truetype(MONO, 22))
    for i, row in enumerate(rows):
        for k, sign in enumerate(row):
            pen.text((40 + 15 * k, 120 + 38 * i), sign, "black", ImageFont.truetype(MONO, 21))
    return bgr(page)


def lines_of(rows: list[str], texts: list[str]) -> list[Line]:
    """The rows as if they had been read as other texts."""
    boxes = [Box(38, 118 + 38 * i, 42 + 15 * len(row), 146 + 38 * i) for i, row in enumerate(rows)]
    nowhere = (Point(0, 0),) * 4
    return [
        Line(text=text, confidence=0.5, box=box, polygon=nowhere, reader="test")
        for text, box in zip(texts, boxes, strict=True)
    ]


@pytest.mark.parametrize("sigma", [0.0, 1.4])
def test_a_passport_zone_is_read_again_with_its_own_signs_only(
    reader: PageReader, sigma: float
) -> None:
    rows = passport()
    picture = drawn_zone(rows) if not sigma else blurred(drawn_zone(rows), sigma)
    misread = lines_of(rows, ["P<VNMĐỖ<<THỊ<HÓA<MÌ<<<<<<<", rows[1].replace("VNM", "VNÑ")[:-2]])
    found = reread_mrz(picture, misread, reader.recognizer)
    zone = parse_mrz([row.reading.text for row in found])
    assert zone is not None
    assert zone.failed == ()
    assert (zone.surname, zone.given_names) == ("DO", "THI HOA MI")
    assert [row.box for row in found] == [line.box for line in misread]


def test_a_zone_that_holds_is_not_read_again(reader: PageReader) -> None:
    rows = passport()
    assert reread_mrz(drawn_zone(rows), lines_of(rows, rows), reader.recognizer) == []


def test_a_blurred_card_at_150_dpi_is_read(reader: PageReader) -> None:
    file = receive((SAMPLES / "the-can-cuoc.pdf").read_bytes(), "the.pdf")
    back = list(page_images(file))[1].pixels
    small = np.asarray(cv2.resize(back, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    reading = reader.read(PageImage(1, blurred(small, 2.5), DPI))
    texts = [line.text for line in reading.lines if looks_like_mrz(line.text)]
    zone = parse_mrz(texts)
    assert zone is not None
    assert zone.failed == ()
    assert zone.personal_number == "030201123646"


def test_print_does_not_look_like_a_zone() -> None:
    for text in ("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI", "Số: 1234/QĐ-UBND", "<<<<", "a<b<c<d" * 5):
        assert not looks_like_mrz(text)
    assert looks_like_mrz("HỘ<<ĐUC<KIEN<<<<<<<<<<<<<<<<<<")
