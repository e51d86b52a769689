"""What is embedded shows what was read, and its bytes are the scanner's where that can be."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageCms

from pipeline.intake.decode.pages import page_images
from pipeline.intake.receive import MediaType, receive
from pipeline.seal.pdf.archive import save_archive
from pipeline.seal.pdf.assemble import assemble
from pipeline.seal.pdf.description import DocumentInfo
from schemas.record.reading import PageReading
from tests.pipeline.intake.decode.test_resolution import animated, preview, thumbnail
from tests.pipeline.seal import papers
from tests.pipeline.sheets import encoded

INFO = DocumentInfo("Giấy tờ", "x", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
SIZE = 120, 168


def sheet(mode: str = "RGB") -> Image.Image:
    page = Image.new("RGB", SIZE, "white")
    page.paste((200, 30, 30), (0, 0, 60, 40))
    page.paste("black", (0, 128, 20, 168))
    return page.convert(mode)


def profile(space: str) -> bytes:
    if space == "GRAY":
        srgb = bytearray(profile("sRGB"))
        srgb[16:20] = b"GRAY"
        return bytes(srgb)
    made: bytes = ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()  # type: ignore[arg-type]
    return made


def tiled() -> bytes:
    return encoded(sheet("1"), "TIFF", compression="group4", tiffinfo={322: 64, 323: 64})


FILES: dict[str, Callable[[], bytes]] = {
    "grey PNG, colour profile": lambda: encoded(sheet("L"), "PNG", icc_profile=profile("sRGB")),
    "1-bit PNG, colour profile": lambda: encoded(sheet("1"), "PNG", icc_profile=profile("sRGB")),
    "1-bit TIFF, colour profile": lambda: encoded(
        sheet("1"), "TIFF", compression="group4", icc_profile=profile("sRGB")
    ),
    "CMYK JPEG, profile": lambda: encoded(sheet("CMYK"), "JPEG", icc_profile=profile("sRGB")),
    "CMYK TIFF, profile": lambda: encoded(sheet("CMYK"), "TIFF", icc_profile=profile("sRGB")),
    "RGB JPEG, Lab profile": lambda: encoded(sheet(), "JPEG", icc_profile=profile("LAB")),
    "RGB JPEG, grey profile": lambda: encoded(sheet(), "JPEG", icc_profile=profile("GRAY")),
    "RGB PNG, cut profile": lambda: encoded(sheet(), "PNG", icc_profile=profile("sRGB")[:200]),
    "RGB PNG, right profile": lambda: encoded(sheet(), "PNG", icc_profile=profile("sRGB")),
    "RGB TIFF, no profile at all": lambda: encoded(sheet(), "TIFF", icc_profile=b"not a profile"),
    "PNG with bytes behind": lambda: encoded(sheet(), "PNG") + b"left over" * 99,
    "JPEG with bytes behind": lambda: encoded(sheet(), "JPEG", quality=95) + b"left over" * 99,
    "animated PNG": animated,
    "JPEG with preview": preview,
    "JPEG with half a preview": lambda: preview(0.5),
    "TIFF with thumbnail": lambda: thumbnail(after=True),
    "tiled G4": tiled,
    "BigTIFF": lambda: encoded(sheet(), "TIFF", compression="tiff_lzw", big_tiff=True),
    "BigTIFF G4": lambda: encoded(sheet("1"), "TIFF", compression="group4", big_tiff=True),
    "fax of oblong pixels": lambda: encoded(
        sheet("1"), "TIFF", compression="group4", dpi=(204, 98), tiffinfo={278: 1000}
    ),
}


def sealed(data: bytes) -> tuple[bytes, list[np.ndarray]]:
    file = receive(data, "anh")
    pages = list(page_images(file))
    readings = [
        papers.page().reading.model_copy(
            update={
                "number": page.number,
                "width": page.pixels.shape[1],
                "height": page.pixels.shape[0],
                "dpi": page.dpi,
            }
        )
        for page in pages
    ]
    return made(data, file.media_type, readings), [page.pixels for page in pages]


def made(data: bytes, media_type: MediaType, readings: list[PageReading]) -> bytes:
    assembled = assemble(data, media_type, readings)
    with assembled.pdf:
        return save_archive(assembled.pdf, INFO)


@pytest.mark.parametrize("name", FILES)
def test_whatever_is_read_can_be_sealed_and_looks_the_same(name: str) -> None:
    archive, pages = sealed(FILES[name]())
    document = pdfium.PdfDocument(archive)
    assert len(document) == len(pages)
    for sheet_, pixels in zip(document, pages, strict=True):
        height, width = pixels.shape[:2]
        shown = sheet_.render(scale=width / sheet_.get_width()).to_pil().resize((width, height))
        difference = np.abs(np.asarray(shown.convert("RGB"), int)[..., ::-1] - pixels)
        assert difference.mean() < 6, name


@pytest.mark.parametrize(
    "name", ["JPEG with preview", "RGB JPEG, Lab profile", "RGB JPEG, grey profile"]
)
def test_the_bytes_of_a_jpeg_are_kept_whatever_is_with_them(name: str) -> None:
    data = FILES[name]()
    with pikepdf.open(io.BytesIO(sealed(data)[0])) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert image.read_raw_bytes() == data
        assert image.ColorSpace == pikepdf.Name.DeviceRGB
