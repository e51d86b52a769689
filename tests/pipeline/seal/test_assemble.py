from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from itertools import product

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops

from pipeline.seal.errors import SealInputError
from pipeline.seal.pdf.archive import save_archive
from pipeline.seal.pdf.assemble import assemble, unconvertible
from pipeline.seal.pdf.conformance import conformance_failures
from pipeline.seal.pdf.description import DocumentInfo
from schemas.record.reading import PageReading
from tests.pipeline.seal import papers, readers, scans

INFO = DocumentInfo("Giấy tờ", "x", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
TURNS: tuple[papers.Turn, ...] = (0, 90, 180, 270)


def made(original: bytes, media_type: str, readings: Sequence[PageReading]) -> bytes:
    assembled = assemble(original, media_type, readings)
    with assembled.pdf:
        return save_archive(assembled.pdf, INFO)


def raw_pictures(data: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [i.read_raw_bytes() for p in pdf.pages for i in p.get_images().values()]


def shown(data: bytes, number: int = 0) -> Image.Image:
    document = pdfium.PdfDocument(data)
    page = document[number]
    picture: Image.Image = page.render(scale=papers.DPI / 72).to_pil().convert("L")
    page.close()
    document.close()
    return picture


def difference(one: Image.Image, other: Image.Image) -> float:
    assert one.size == pytest.approx(other.size, abs=1)  # renderers round a size up
    frame = (0, 0, min(one.width, other.width), min(one.height, other.height))
    pair = one.crop(frame), other.convert("L").crop(frame)
    return float(np.asarray(ImageChops.difference(*pair)).mean())


PICTURE = papers.page().picture
READING = papers.page().reading
FAX = {"compression": "group4", "tiffinfo": {278: papers.HEIGHT}}  # rows per strip: all
CMYK = papers.encoded(PICTURE.convert("CMYK"), "JPEG")
FORMATS = {
    "jpeg": ("image/jpeg", papers.encoded(PICTURE, "JPEG")),
    "jpeg progressive": ("image/jpeg", papers.encoded(PICTURE, "JPEG", progressive=True)),
    "jpeg grey": ("image/jpeg", papers.encoded(PICTURE.convert("L"), "JPEG")),
    "jpeg cmyk": ("image/jpeg", CMYK),
    "png": ("image/png", papers.encoded(PICTURE, "PNG")),
    "png bilevel": ("image/png", papers.encoded(PICTURE.convert("1"), "PNG")),
    "png palette": ("image/png", papers.encoded(PICTURE.quantize(16), "PNG")),
    "png alpha": ("image/png", papers.encoded(PICTURE.convert("RGBA"), "PNG")),
    "png 16 bit": (
        "image/png",
        papers.encoded(
            Image.fromarray(np.asarray(PICTURE.convert("L")).astype(np.uint16) * 257), "PNG"
        ),
    ),
    "tiff lzw": ("image/tiff", papers.encoded(PICTURE, "TIFF", compression="tiff_lzw")),
    "tiff g4": ("image/tiff", papers.encoded(PICTURE.convert("1"), "TIFF", **FAX)),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_shown_as_it_is(name: str) -> None:
    media_type, original = FORMATS[name]

    data = made(original, media_type, [READING])

    assert conformance_failures(data) == ()
    assert difference(shown(data), Image.open(io.BytesIO(original)).convert("L")) < 3


@pytest.mark.parametrize("name", ["jpeg", "jpeg progressive", "jpeg grey"])
def test_jpeg_bytes_are_kept(name: str) -> None:
    media_type, original = FORMATS[name]

    assert raw_pictures(made(original, media_type, [READING])) == [original]


def test_g4_and_png_data_are_kept() -> None:
    media_type, fax = FORMATS["tiff g4"]
    (kept,) = raw_pictures(made(fax, media_type, [READING]))
    assert kept in fax

    media_type, png = FORMATS["png"]
    (kept,) = raw_pictures(made(png, media_type, [READING]))
    assert kept[:4096] in png  # the deflated data, which a PNG file cuts into chunks


def test_the_page_has_the_size_of_the_paper() -> None:
    with pikepdf.open(io.BytesIO(made(FORMATS["jpeg"][1], "image/jpeg", [READING]))) as pdf:
        size = [float(v) for v in pdf.pages[0].mediabox]

    assert size == pytest.approx(
        [0, 0, papers.WIDTH * 72 / 150, papers.HEIGHT * 72 / 150], abs=0.01
    )


def test_pages_of_different_resolution_keep_their_sizes() -> None:
    a5 = papers.page([(60, 60, "Nhỏ")], number=2)
    small = a5.picture.crop((0, 0, 874, 1240))
    reading = a5.reading.model_copy(update={"width": 874, "height": 1240, "dpi": 300.0})
    original = papers.encoded(
        PICTURE, "TIFF", save_all=True, append_images=[small], compression="tiff_lzw"
    )

    with pikepdf.open(io.BytesIO(made(original, "image/tiff", [READING, reading]))) as pdf:
        sizes = [[float(v) for v in page.mediabox[2:]] for page in pdf.pages]

    assert sizes[0] == pytest.approx([595.2, 841.92])
    assert sizes[1] == pytest.approx([209.76, 297.6])


def test_all_frames_of_a_fax_keep_their_bytes() -> None:
    frames = [papers.page([(100, 100, f"Tờ {n}")]).picture.convert("1") for n in (1, 2)]
    original = papers.encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:], **FAX)

    data = made(original, "image/tiff", [READING, READING.model_copy(update={"number": 2})])

    kept = raw_pictures(data)
    assert len(kept) == 2
    assert all(stream in original for stream in kept)


@pytest.mark.parametrize(("orientation", "turn"), list(product(range(1, 9), (0, 90))))
def test_exif_and_quarter_turns_show_the_page_upright(orientation: int, turn: papers.Turn) -> None:
    page = papers.page(rotation=turn)
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = page.picture if undo is None else page.picture.transpose(undo)
    exif = Image.Exif()
    exif[0x0112] = orientation
    original = papers.encoded(stored, "JPEG", exif=exif)

    data = made(original, "image/jpeg", [page.reading])

    assert difference(shown(data), papers.page().picture) < 3
    assert raw_pictures(data) == [original]


@pytest.mark.parametrize(("rotate", "turn"), list(product((0, 90, 180, 270), TURNS)))
def test_pages_of_a_scan_pdf_stand_upright(rotate: int, turn: papers.Turn) -> None:
    upright = papers.page()
    # The scanner's picture is turned; /Rotate undoes a part of it, the reader the rest.
    picture = upright.picture.rotate(turn, expand=True).rotate(rotate, expand=True)
    original = scans.scan_pdf(papers.Page(picture, upright.reading), rotate=rotate)
    reading = papers.page(rotation=turn).reading

    data = made(original, "application/pdf", [reading])

    assert difference(shown(data), upright.picture) < 3
    assert raw_pictures(data) == raw_pictures(original)


@pytest.mark.parametrize("unit", [1, 2])
def test_a_scan_pdf_is_signed_as_a_viewer_shows_it(unit: int) -> None:
    """The crop box hides the lower half; units of half an inch make the sheet twice as large."""
    page = papers.page()
    with pikepdf.open(io.BytesIO(scans.scan_pdf(page))) as pdf:
        _, _, width, height = (float(v) for v in pdf.pages[0].mediabox)
        pdf.pages[0].obj.CropBox = pikepdf.Array([0, height / 2, width, height])
        pdf.pages[0].obj.UserUnit = unit
        buffer = io.BytesIO()
        pdf.save(buffer)
    reading = page.reading.model_copy(update={"height": papers.HEIGHT // 2})

    data = made(buffer.getvalue(), "application/pdf", [reading])

    with pikepdf.open(io.BytesIO(data)) as pdf:
        left, bottom, right, top = (float(v) for v in pdf.pages[0].mediabox)
        assert "/UserUnit" not in pdf.pages[0].obj
    assert (right - left, top - bottom) == pytest.approx((unit * width, unit * height / 2), abs=0.1)
    upper = page.picture.crop((0, 0, papers.WIDTH, papers.HEIGHT // 2)).convert("L")
    assert difference(shown(data).resize(upper.size), upper) < 8
    assert conformance_failures(data) == ()


@pytest.mark.parametrize("in_form", [False, True])
def test_the_scanner_s_own_hidden_text_is_dropped(in_form: bool) -> None:
    original = scans.scan_pdf(papers.page(), hidden_text="rac OCR cu", strips=4, in_form=in_form)

    data = made(original, "application/pdf", [READING])

    assert readers.pdftotext(original).strip() == "rac OCR cu"
    assert readers.pdftotext(data).strip() == ""
    assert raw_pictures(data) == raw_pictures(original)
    assert conformance_failures(data) == ()


def test_what_is_a_scan() -> None:
    page = papers.page()
    for scan in (
        scans.scan_pdf(page),
        scans.scan_pdf(page, hidden_text="x"),
        scans.scan_pdf(page, visible_text="Scanned by X"),
        scans.scan_pdf(page, strips=1, in_form=True, visible_text="x"),
    ):
        assert unconvertible(scan, "application/pdf") is None


@pytest.mark.parametrize(
    "change",
    [
        {"width": papers.WIDTH - 1},
        {"width": papers.HEIGHT, "height": papers.WIDTH},
    ],
)
def test_readings_of_another_picture_are_refused(change: dict[str, int]) -> None:
    with pytest.raises(SealInputError):
        made(FORMATS["jpeg"][1], "image/jpeg", [READING.model_copy(update=change)])


def test_a_reading_too_many_is_refused() -> None:
    with pytest.raises(SealInputError):
        made(FORMATS["jpeg"][1], "image/jpeg", [READING, READING])


@pytest.mark.parametrize("media_type", ["image/png", "application/pdf"])
def test_garbage_is_refused(media_type: str) -> None:
    with pytest.raises(SealInputError):
        made(b"%PDF-1.7 garbage", media_type, [READING])
