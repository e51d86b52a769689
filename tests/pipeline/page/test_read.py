from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from benchmarks.intake.damage import bled_through
from pipeline.intake.decode.page_image import PageImage
from pipeline.page.read import PageReader
from schemas.record.reading import Line, PageReading
from tests.pipeline.sheets import DPI, LETTER, bgr, drawn, font, skewed, stamped

_BY_HAND = Path(__file__).parents[1] / "data" / "by_hand_name.png"
TEXTS = [text for _, _, text in LETTER]


def read(reader: PageReader, page: Image.Image) -> PageReading:
    return reader.read(PageImage(1, bgr(page), DPI))


def line_of(reading: PageReading, text: str) -> Line:
    return next(line for line in reading.lines if line.text == text)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_is_read_however_it_lies(reader: PageReader, rotation: int) -> None:
    lying = drawn().rotate(rotation, expand=True)  # counter-clockwise
    reading = read(reader, lying)
    assert reading.rotation == rotation
    assert abs(reading.skew) <= 0.1
    assert (reading.width, reading.height) == lying.size
    found = [line.text for line in reading.lines]
    assert sum(text in found for text in TEXTS) >= 0.9 * len(TEXTS)
    assert found.index("PHƯỜNG Ô CHỢ DỪA") < found.index("Độc lập - Tự do - Hạnh phúc")
    where = np.array(line_of(reading, "QUYẾT ĐỊNH").polygon)
    dark = np.asarray(lying.convert("L")) < 128
    (left, top), (right, bottom) = where.min(axis=0).astype(int), where.max(axis=0).astype(int)
    title = font().getlength("QUYẾT ĐỊNH")
    assert max(right - left, bottom - top) == pytest.approx(title, abs=20)
    assert dark[top : bottom + 1, left : right + 1].mean() > 0.08


def test_skew_is_undone_and_words_lie_where_they_are_written(reader: PageReader) -> None:
    reading = read(reader, skewed(drawn(), 2.4))
    assert reading.skew == pytest.approx(-2.4, abs=0.1)
    text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    line = line_of(reading, text)
    assert [word.text for word in line.words] == text.split()
    letter = line.box.width / len(text)
    for i, word in enumerate(line.words):
        before = len(" ".join(text.split()[:i])) + (i > 0)
        assert word.box.left == pytest.approx(line.box.left + before * letter, abs=2 * letter)


def test_a_seal_hides_no_print_and_a_stamp_in_red_ink_is_read(reader: PageReader) -> None:
    page = drawn()
    pen = ImageDraw.Draw(page)
    for inset in (0, 14, 40):
        ring = (700 + inset, 1290 + inset, 900 - inset, 1490 - inset)
        pen.ellipse(ring, outline=(215, 60, 60), width=4)
    pen.text((760, 1400), "CHỦ TỊCH", "black", font())
    pen.rectangle((140, 280, 330, 350), outline="red", width=3)
    pen.text((165, 295), "HỎA TỐC", "red", font(32))
    found = [line.text for line in read(reader, page).lines]
    assert "CHỦ TỊCH" in found
    assert "HỎA TỐC" in found


def test_slanted_stamps_of_secrecy_and_urgency_are_read_level(reader: PageReader) -> None:
    page = stamped(drawn(), "MẬT", (230, 330), 17, "red")
    page = stamped(page, "HỎA TỐC", (820, 330), -12, "red", frame=False)
    page = stamped(page, "TUYỆT MẬT", (1000, 1600), -24, "black")
    found = {line.text: line.box for line in read(reader, page).lines}
    assert found["MẬT"].center == pytest.approx((230, 330), abs=12)
    assert found["HỎA TỐC"].center == pytest.approx((820, 330), abs=12)
    assert found["TUYỆT MẬT"].center == pytest.approx((1000, 1600), abs=12)
    assert set(TEXTS) <= set(found)


def test_an_empty_sheet_is_blank_and_one_with_a_code_is_not(reader: PageReader) -> None:
    empty = drawn([])
    assert read(reader, empty).blank
    barcode = zxingcpp.create_barcode("HS-1", zxingcpp.BarcodeFormat.QRCode)
    code = Image.fromarray(np.asarray(zxingcpp.write_barcode_to_image(barcode, scale=6)))
    empty.paste(code, (500, 800))
    reading = read(reader, empty)
    assert not reading.blank
    assert [found.text for found in reading.codes] == ["HS-1"]


def test_pages_are_read_one_at_a_time(reader: PageReader) -> None:
    drawn_up: list[int] = []

    def source() -> Iterator[PageImage]:
        for number in (1, 2):
            drawn_up.append(number)
            yield PageImage(number, bgr(drawn([])), DPI)

    readings = reader.read_all(source())
    assert next(readings).number == 1
    assert drawn_up == [1]
    assert next(readings).number == 2
    assert reader.name.startswith("motlan-vi/")


def test_a_page_keeps_where_a_pen_wrote_in_its_own_pixels(reader: PageReader) -> None:
    page = drawn(LETTER[:9], (1240, 660))
    left, top = 120, 530
    strip, label_end = Image.open(_BY_HAND).convert("RGB"), 135
    page.paste(strip, (left, top))
    reading = read(reader, page.rotate(90, expand=True))
    polygons = [mark.polygon for mark in reading.marks if mark.kind == "handwriting"]
    assert polygons
    for polygon in polygons:
        # A quarter turn counter-clockwise moves (x, y) to (y, width - x).
        corners = [(page.width - y, x) for x, y in polygon]
        xs, ys = zip(*corners, strict=True)
        assert left + label_end - 10 < min(xs) < max(xs) < left + strip.width
        assert top - 10 < min(ys) < max(ys) < top + strip.height + 10


@pytest.mark.parametrize("turn", [0, 180])
def test_a_page_that_looks_sideways_is_laid_the_way_it_is_read(
    reader: PageReader, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    monkeypatch.setattr("pipeline.image.steps.is_sideways", lambda _: True)
    pixels = np.ascontiguousarray(np.rot90(bgr(drawn(LETTER[:12])), turn // 90))
    rotation, confidence = reader.orientation(PageImage(1, pixels, DPI))
    assert rotation == turn
    assert confidence > 0.8


def test_light_print_on_a_dark_band_is_read(reader: PageReader) -> None:
    page = drawn()
    pen = ImageDraw.Draw(page)
    pen.rectangle((120, 1200, 1120, 1260), fill="#283c6e")
    pen.text((150, 1215), "DANH SÁCH NGƯỜI ĐƯỢC CẤP GIẤY", "white", font())
    line = line_of(read(reader, page), "DANH SÁCH NGƯỜI ĐƯỢC CẤP GIẤY")
    assert line.confidence > 0.9


def test_print_of_the_other_side_is_not_read(reader: PageReader) -> None:
    front = bgr(drawn(LETTER[:6], (1240, 400)))
    back = bled_through(np.full_like(front, 255), front, 0.15)
    reading = reader.read(PageImage(1, back, DPI))
    assert reading.lines == ()
    assert reading.blank
    faint = PageImage(1, np.ascontiguousarray(back[:, ::-1]), DPI)  # faint print of this side
    assert len(reader.read(faint).lines) >= 5


@pytest.mark.parametrize(
    ("ink", "ground"), [((255, 140, 0), (255, 235, 120)), ((255, 250, 190), (235, 150, 60))]
)
def test_print_on_coloured_ground_is_read(
    ink: tuple[int, int, int], ground: tuple[int, int, int], reader: PageReader
) -> None:
    page = Image.new("RGB", (1240, 480), ground)
    pen = ImageDraw.Draw(page)
    for left, top, text in LETTER[:7]:
        pen.text((left, top), text, ink, font())
    found = [line.text for line in read(reader, page).lines]
    assert sum(text in found for _, _, text in LETTER[:7]) >= 6
