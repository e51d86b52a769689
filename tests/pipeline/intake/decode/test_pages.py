from __future__ import annotations

import io
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from pipeline.errors import (
    DamagedFileError,
    EncryptedFileError,
    RenderTimeoutError,
    TooLargeError,
    UnsupportedTypeError,
)
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.decode.pages import page_images
from pipeline.intake.limits import DEFAULT_LIMITS, Limits
from pipeline.intake.receive import receive
from tests.pipeline.sheets import DPI, SIZE, bgr, drawn, encoded, saved, scan_pdf, tiff

SMALL = 420, 594
"""A4 at about 51 dpi: quick to decode."""


def pages_of(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[PageImage]:
    return list(page_images(receive(data, "giay-to"), limits))


def split_colours(size: tuple[int, int] = SMALL) -> Image.Image:
    """Red above, blue below: turns and swapped channels show."""
    page = Image.new("RGB", size, "red")
    page.paste("blue", (0, size[1] // 2, *size))
    return page


def test_a_scan_is_drawn_at_its_own_resolution() -> None:
    (page,) = pages_of(scan_pdf([drawn()], dpi=170))
    assert page.dpi == pytest.approx(170, abs=0.1)
    height, width = page.pixels.shape[:2]
    assert (width, height) == pytest.approx(SIZE, abs=1)  # poppler rounds up
    seen = page.pixels[: SIZE[1], : SIZE[0]].astype(int)
    assert np.abs(seen - bgr(drawn())).mean() < 4


def test_a_low_scan_is_enlarged_and_a_fine_one_reduced() -> None:
    coarse, fine = (pages_of(scan_pdf([Image.new("RGB", SMALL)], dpi=dpi))[0] for dpi in (51, 600))
    assert coarse.dpi == 150
    assert fine.dpi == 300


def test_pages_of_a_pdf_come_in_order() -> None:
    sheets = [Image.new("RGB", SMALL, (shade, shade, shade)) for shade in (20, 120, 220)]
    pages = pages_of(scan_pdf(sheets))
    assert [page.number for page in pages] == [1, 2, 3]
    assert [round(float(page.pixels.mean()), -1) for page in pages] == [20, 120, 220]


def test_a_pdf_that_asks_for_a_password_is_refused() -> None:
    with pikepdf.open(io.BytesIO(scan_pdf([split_colours()]))) as pdf:
        locked = saved(pdf, encryption=pikepdf.Encryption(owner="chu", user="mo"))
    with pytest.raises(EncryptedFileError) as refusal:
        pages_of(locked)
    assert "mật khẩu" in refusal.value.remedy()


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    with pikepdf.open(io.BytesIO(scan_pdf([split_colours()]))) as pdf:
        restricted = saved(pdf, encryption=pikepdf.Encryption(owner="chu", user=""))
    assert len(pages_of(restricted)) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_truncated_picture_is_damaged(kind: str) -> None:
    whole = encoded(drawn(), kind)
    with pytest.raises(DamagedFileError):
        pages_of(whole[: len(whole) // 2])


@pytest.mark.parametrize("keep", [9, 300])
def test_a_truncated_pdf_is_damaged(keep: int) -> None:
    with pytest.raises(DamagedFileError):
        pages_of(scan_pdf([drawn()])[:keep])


def test_a_portfolio_is_told_and_not_taken_for_its_cover() -> None:
    with pikepdf.open(io.BytesIO(scan_pdf([split_colours()]))) as pdf:
        pdf.attachments["giay.pdf"] = b"%PDF-1.4"
        assert len(pages_of(saved(pdf))) == 1  # a scan with a file beside it
        pdf.Root.Collection = pikepdf.Dictionary(View=pikepdf.Name.D)
        with pytest.raises(UnsupportedTypeError) as refusal:
            pages_of(saved(pdf))
    assert "1 tệp" in refusal.value.text()


@pytest.mark.parametrize(
    ("needs_rendering", "fields", "refused"), [(True, 1, True), (False, 0, True), (False, 1, False)]
)
def test_a_form_whose_pages_are_not_in_the_file_is_told(
    needs_rendering: bool, fields: int, refused: bool
) -> None:
    with pikepdf.open(io.BytesIO(scan_pdf([split_colours()]))) as pdf:
        field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("a"))
        pdf.Root.AcroForm = pikepdf.Dictionary(
            XFA=pikepdf.Array([]), Fields=pikepdf.Array([pdf.make_indirect(field)] * fields)
        )
        pdf.Root.NeedsRendering = needs_rendering
        data = saved(pdf)
    if refused:
        with pytest.raises(UnsupportedTypeError):
            pages_of(data)
    else:
        assert len(pages_of(data)) == 1


def test_a_pdf_without_pages_is_damaged() -> None:
    with pikepdf.new() as pdf, pytest.raises(DamagedFileError):
        pages_of(saved(pdf))


def test_a_fax_of_several_pages() -> None:
    sheets = [drawn().convert("1"), split_colours(SIZE).convert("1")]
    pages = pages_of(tiff(sheets, "group4"))
    assert [page.number for page in pages] == [1, 2]
    assert [page.dpi for page in pages] == [DPI, DPI]
    for page, sheet in zip(pages, sheets, strict=True):
        assert np.array_equal(page.pixels, bgr(sheet))


def test_a_jpeg_keeps_its_colours_and_its_resolution() -> None:
    (page,) = pages_of(encoded(split_colours(), "JPEG", quality=95, dpi=(200, 200)))
    assert page.dpi == 200
    assert page.pixels[10, 10].tolist() == pytest.approx([0, 0, 255], abs=4)
    assert page.pixels[-10, 10].tolist() == pytest.approx([255, 0, 0], abs=4)


@pytest.mark.parametrize("declared", [1, 72000])
def test_an_implausible_resolution_is_taken_from_the_paper(declared: int) -> None:
    (page,) = pages_of(encoded(split_colours(), "PNG", dpi=(declared, declared)))
    assert page.dpi == pytest.approx(SMALL[1] / 11.69, abs=0.5)


def test_transparency_is_shown_on_white() -> None:
    page = Image.new("RGBA", SMALL, (0, 0, 0, 0))
    page.paste((0, 0, 0, 255), (0, 0, 100, 100))
    (seen,) = pages_of(encoded(page, "PNG"))
    assert seen.pixels[50, 50].tolist() == [0, 0, 0]
    assert seen.pixels[200, 200].tolist() == [255, 255, 255]


def test_sixteen_bits_of_grey_become_eight() -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (64, 1))
    (seen,) = pages_of(encoded(Image.fromarray(ramp), "PNG"))
    assert np.array_equal(seen.pixels[0, :, 0], ramp[0] >> 8)


def test_a_photo_is_seen_as_a_viewer_shows_it() -> None:
    turned_left = Image.Exif()
    turned_left[0x0112] = 6  # the camera was held sideways: show it turned clockwise
    (seen,) = pages_of(encoded(split_colours(), "JPEG", exif=turned_left))
    assert seen.pixels.shape == (SMALL[0], SMALL[1], 3)
    right, left = seen.pixels[200, -20], seen.pixels[200, 20]
    assert right[2] > 240 > left[2]
    assert left[0] > 240 > right[0]


def test_a_picture_beyond_the_limit_is_refused_before_decoding() -> None:
    with pytest.raises(TooLargeError):
        pages_of(png_header(20_000, 20_000))
    with pytest.raises(DamagedFileError):
        pages_of(png_header(200, 200))  # the same without pixels, small: decoding is what fails


def png_header(width: int, height: int) -> bytes:
    """A PNG that declares its size and carries hardly a pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("mediabox", [[0, 0, 14400, 14400], [0, 0, 1e9, 1e9], [-1e6, 0, 1e6, 800]])
def test_a_huge_page_is_refused_before_drawing(mediabox: list[float]) -> None:
    with pikepdf.new() as pdf, pytest.raises(TooLargeError):
        pdf.add_blank_page()
        pdf.pages[0].mediabox = pikepdf.Array(mediabox)
        pages_of(saved(pdf))


def test_user_units_count_in_the_size_of_a_page() -> None:
    with pikepdf.new() as pdf, pytest.raises(TooLargeError):
        pdf.add_blank_page()
        pdf.pages[0].obj.UserUnit = 75
        pages_of(saved(pdf))


@pytest.mark.parametrize("unit", [1, 2])
def test_a_page_is_drawn_as_a_viewer_shows_it(unit: int) -> None:
    with pikepdf.open(io.BytesIO(scan_pdf([split_colours()], dpi=150))) as pdf:
        _, _, width, height = (float(v) for v in pdf.pages[0].mediabox)
        pdf.pages[0].obj.CropBox = pikepdf.Array([0, height / 2, width, height])
        pdf.pages[0].obj.UserUnit = unit
        data = saved(pdf)
    (page,) = pages_of(data)
    inches = page.pixels.shape[1] / page.dpi, page.pixels.shape[0] / page.dpi
    assert inches == pytest.approx((unit * width / 72, unit * height / 2 / 72), rel=0.01)
    assert page.pixels[:, :, 2].mean() > 240
    assert page.pixels[:, :, 0].mean() < 20


def test_a_crop_box_beside_the_page_is_ignored() -> None:
    with pikepdf.open(io.BytesIO(scan_pdf([split_colours()], dpi=150))) as pdf:
        pdf.pages[0].obj.CropBox = pikepdf.Array([5000, 5000, 6000, 6000])
        data = saved(pdf)
    (page,) = pages_of(data)
    assert page.pixels.shape[:2] == pytest.approx(SMALL[::-1], abs=1)


@pytest.mark.parametrize("mediabox", [[0, 0, 0, 800], [5, 5, 5, 5]])
def test_a_page_without_extent_is_damaged(mediabox: list[float]) -> None:
    with pikepdf.new() as pdf, pytest.raises(DamagedFileError):
        pdf.add_blank_page()
        pdf.pages[0].obj.MediaBox = pikepdf.Array(mediabox)
        pages_of(saved(pdf))


def test_more_pages_than_the_limit_are_refused() -> None:
    sheet = Image.new("L", (16, 16))
    for data in (scan_pdf([sheet.convert("RGB")] * 3), tiff([sheet] * 3, "tiff_lzw")):
        with pytest.raises(TooLargeError):
            pages_of(data, Limits(pages=2))
        assert len(pages_of(data, Limits(pages=3))) == 3


def test_a_page_that_takes_too_long_to_draw_is_given_up() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        strokes = b" ".join(b"%d 0 m %d 800 l S" % (i % 600, (i * 7) % 600) for i in range(400_000))
        pdf.pages[0].obj.Contents = pdf.make_stream(strokes)
        endless = saved(pdf)
    with pytest.raises(RenderTimeoutError):
        pages_of(endless, Limits(render_seconds=0.3))


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pages_of(scan_pdf([split_colours()]))
    with pytest.raises(DamagedFileError):
        pages_of(scan_pdf([split_colours()])[:300])
    unfinished = page_images(receive(scan_pdf([split_colours()] * 2), "a"))
    next(unfinished)
    unfinished.close()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []
