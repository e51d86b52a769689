from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from pipeline.confined.ask import ask_once
from pipeline.confined.frames import Answer
from pipeline.errors import SecretPaperError
from pipeline.intake.decode.pages import page_images
from pipeline.intake.receive import receive
from pipeline.intake.secrecy import refuse_secret
from pipeline.page import text_layer
from pipeline.page.read import PageReader
from pipeline.page.text_layer import TextLayer, is_garbled
from schemas.record.reading import TEXT_LAYER, PageReading
from tests.pipeline.born_digital import written_pdf
from tests.pipeline.sheets import DPI, LETTER, drawn, encoded, font, saved, scan_pdf

TEXTS = [text for _, _, text in LETTER]


def layer(data: bytes, reader: PageReader) -> PageReading | None:
    file = receive(data, "cong-van.pdf")
    (page,) = page_images(file)
    with TextLayer(file) as text:
        return text.read(page, reader)


def test_the_text_of_a_born_digital_page_is_taken_over(reader: PageReader) -> None:
    reading = layer(written_pdf(), reader)
    assert reading
    assert sorted(line.text for line in reading.lines) == sorted(TEXTS)
    assert {line.reader for line in reading.lines} == {TEXT_LAYER}
    assert not reading.blank
    title = next(line for line in reading.lines if line.text == "QUYẾT ĐỊNH")
    scale = reading.dpi / DPI
    assert title.box.left == pytest.approx(500 * scale, abs=3)
    assert title.box.width == pytest.approx(font().getlength("QUYẾT ĐỊNH") * scale, rel=0.03)
    assert title.box.top < (320 + 24) * scale < title.box.bottom
    assert [word.text for word in title.words] == ["QUYẾT", "ĐỊNH"]
    assert title.polygon[2] == (title.box.right, title.box.bottom)


def test_text_that_the_picture_does_not_show_is_not_believed(
    reader: PageReader,
) -> None:
    lies = [f"Khoản {i}: bên bán giao toàn bộ tài sản cho bên mua" for i in range(len(TEXTS))]
    assert layer(written_pdf(says=lies), reader) is None


def test_a_font_without_unicode_is_not_believed(reader: PageReader) -> None:
    assert layer(written_pdf(mapped=False), reader) is None


def test_a_scan_has_no_text_of_its_own(reader: PageReader) -> None:
    assert layer(scan_pdf([drawn()]), reader) is None
    assert layer(encoded(drawn(), "PNG"), reader) is None


def test_a_picture_within_the_contents_counts_as_one(reader: PageReader) -> None:
    small = b" q 40 0 0 40 20 20 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x00\xff\xff\x00 EI Q"
    with pikepdf.open(io.BytesIO(written_pdf(LETTER[:2]))) as pdf:
        pdf.pages[0].contents_add(small)
        written = saved(pdf)
    assert layer(written, reader) is not None
    with pikepdf.open(io.BytesIO(written)) as pdf:
        pdf.pages[0].contents_add(small.replace(b"40 0 0 40 20 20", b"500 0 0 800 20 20"))
        assert layer(saved(pdf), reader) is None


def test_a_file_is_written_and_looked_through_once_whatever_its_pages(
    reader: PageReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pikepdf.open(io.BytesIO(written_pdf(LETTER[:2]))) as pdf:
        for _ in range(2):
            pdf.pages.append(pdf.pages[0])
        data = saved(pdf)
    file = receive(data, "cong-van.pdf")
    pages = list(page_images(file))
    written, asked = [], []
    write = Path.write_bytes

    def count_bytes(path: Path, content: bytes) -> int:
        written.append(len(content))
        return write(path, content)

    def count_tasks(task: str, *args: Any, **options: Any) -> Answer:
        asked.append(task.partition(":")[2])
        return ask_once(task, *args, **options)

    monkeypatch.setattr(Path, "write_bytes", count_bytes)
    monkeypatch.setattr(text_layer, "ask_once", count_tasks)
    with TextLayer(file) as text:
        readings = [text.read(page, reader) for page in pages]
        folder = Path(text._place)
        assert folder.exists()
    assert not folder.exists()
    assert all(reading is not None for reading in readings)
    assert sum(written) == len(data)
    once_a_page = dict.fromkeys(("printed", "bare"), len(pages))
    assert Counter(asked) == {"covered": 1, **once_a_page}


HIDDEN = b"BT /H 14 Tf 80 150 Td (So CCCD: 001999999999) Tj ET"


def with_content(data: bytes, content: bytes, picture: str = "") -> bytes:
    """A page with more drawn on it; `/P` is a picture in which a text stands."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.add_resource(pdf.make_indirect(font), Name.Font, Name.H)
        if picture:
            size = 700, 120
            image = pdf.make_stream(
                drawn([(40, 40, picture)], size).convert("L").tobytes(),
                Type=Name.XObject,
                Subtype=Name.Image,
                ColorSpace=Name.DeviceGray,
                Width=size[0],
                Height=size[1],
                BitsPerComponent=8,
            )
            page.add_resource(image, Name.XObject, Name.P)
        page.contents_add(b"q " + content + b" Q")
        return saved(pdf)


@pytest.mark.parametrize(
    "content",
    [
        b"3 Tr " + HIDDEN,
        b"7 Tr " + HIDDEN,
        b"1 g " + HIDDEN,
        HIDDEN + b" 1 g 70 140 300 30 re f",
        HIDDEN + b" 1 g 190 140 90 30 re f",
        b"0 0 10 10 re W n " + HIDDEN,
        b"/G gs " + HIDDEN,
    ],
    ids=["invisible", "clip", "white", "covered", "half covered", "clipped", "transparent"],
)
def test_where_a_line_is_hidden_the_page_is_read_from_its_picture(
    reader: PageReader, content: bytes
) -> None:
    with pikepdf.open(io.BytesIO(with_content(written_pdf(), content))) as pdf:
        states = Dictionary(G=Dictionary(Type=Name.ExtGState, ca=0))
        pdf.pages[0].obj.Resources.ExtGState = states
        data = saved(pdf)
    assert layer(data, reader) is None


def test_what_lies_beside_the_page_is_no_data(reader: PageReader) -> None:
    data = with_content(written_pdf(LETTER[:6]), b"1 0 0 1 0 -300 cm " + HIDDEN)
    reading = layer(data, reader)
    assert reading
    assert not any("001999999999" in line.text for line in reading.lines)


def test_a_line_that_looks_otherwise_is_read_from_the_picture_and_doubted(
    reader: PageReader,
) -> None:
    lines = LETTER[:6]
    says = [text for _, _, text in lines]
    says[4] = "Số: 80/QĐ-UBND"
    reading = layer(written_pdf(lines, says=says), reader)
    assert reading
    (number,) = [line for line in reading.lines if "UBND" in line.text]
    assert (number.text, number.second) == ("Số: 30/QĐ-UBND", "Số: 80/QĐ-UBND")
    assert number.confidence <= 0.85
    others = [line for line in reading.lines if line is not number]
    assert {line.reader for line in others} == {TEXT_LAYER}


def test_what_stands_in_a_picture_on_the_page_is_read(reader: PageReader) -> None:
    drawn_low = b"336 0 0 58 100 200 cm /P Do"
    data = with_content(written_pdf(LETTER[:3]), drawn_low, picture="TỐI MẬT")
    reading = layer(data, reader)
    assert reading
    (line,) = [line for line in reading.lines if line.reader != TEXT_LAYER]
    assert line.text == "TỐI MẬT"
    assert line.box.top > 0.6 * reading.height
    with pytest.raises(SecretPaperError):
        refuse_secret(reading, "cong-van.pdf")


def test_a_scan_painted_as_a_stencil_is_a_scan(reader: PageReader) -> None:
    with pikepdf.open(io.BytesIO(scan_pdf([drawn()]))) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert isinstance(image, pikepdf.Stream)
        bits = drawn().convert("1")
        image.write(bits.tobytes())
        image.ImageMask, image.BitsPerComponent = True, 1
        del image["/ColorSpace"]
        data = saved(pdf)
    assert layer(with_content(data, b"3 Tr " + HIDDEN), reader) is None


@pytest.mark.parametrize(
    "text",
    [
        "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc Ủy ban",
        "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM Ñoäc laäp - Töï do - Haïnh phuùc",
        "Quy\ufffdt \ufffd\ufffdnh v\ufffd vi\ufffdc",
        "\ue001\ue002\ue003 \ue004\ue005",
    ],
)
def test_legacy_codes_and_missing_letters_are_garbled(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(TEXTS),
        "Tên doanh nghiệp viết bằng tiếng nước ngoài: VIETNAM DAIRY PRODUCTS JOINT STOCK COMPANY",
        "30/2020/NĐ-CP",
        "",
    ],
)
def test_vietnamese_with_some_foreign_words_is_sound(text: str) -> None:
    assert not is_garbled(text)
