"""The orientation that a picture file asks for is applied once, whoever shows the page."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pypdfium2 as pdfium
import pytest
from numpy.typing import NDArray
from PIL import Image

from pipeline.intake.decode.pages import page_images
from pipeline.intake.receive import receive
from pipeline.seal.pdf.assemble import assemble
from pipeline.stack.compose import compose
from schemas.record.reading import PageReading
from tests.pipeline.sheets import encoded

DPI = 72
SIZE = 60, 84
STORED: Mapping[int, Callable[[Image.Image], Image.Image]] = {
    1: lambda page: page,
    2: lambda page: page.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda page: page.transpose(Image.Transpose.ROTATE_180),
    4: lambda page: page.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda page: page.transpose(Image.Transpose.TRANSPOSE),
    6: lambda page: page.transpose(Image.Transpose.ROTATE_90),
    7: lambda page: page.transpose(Image.Transpose.TRANSVERSE),
    8: lambda page: page.transpose(Image.Transpose.ROTATE_270),
}
"""TIFF 6.0 and EXIF 2.32, tag 0x0112: how a page is stored that is shown upright by the tag."""
TIFFS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "raw": ("RGB", {}),
    "lzw": ("RGB", {"compression": "tiff_lzw"}),
    "deflate": ("RGB", {"compression": "tiff_adobe_deflate"}),
    "packbits": ("L", {"compression": "packbits"}),
    "jpeg": ("RGB", {"compression": "jpeg", "quality": 95}),
    "group 3": ("1", {"compression": "group3"}),
    "group 4": ("1", {"compression": "group4", "rows": 1000}),
    "group 4 in strips": ("1", {"compression": "group4", "rows": 16}),
    "lzw in strips": ("RGB", {"compression": "tiff_lzw", "rows": 16}),
}
PICTURES: Mapping[str, Mapping[str, object]] = {
    "JPEG": {"quality": 95},
    "PNG": {},
    "WEBP": {"lossless": True},
    "HEIF": {"quality": 95},
}


def sheet() -> Image.Image:
    """No two of its corners alike: every turn and every mirror shows."""
    page = Image.new("RGB", SIZE, "white")
    page.paste("black", (0, 0, 30, 20))
    page.paste("black", (0, 64, 10, 84))
    page.paste("black", (45, 4, 56, 12))
    return page


def tiff(kind: str, tags: Sequence[int]) -> bytes:
    mode, options = TIFFS[kind]
    options = dict(options)
    rows = options.pop("rows", None)
    frames = [STORED[tag](sheet()).convert(mode) for tag in tags]
    for frame, tag in zip(frames, tags, strict=True):
        frame.encoderinfo = {"tiffinfo": {0x0112: tag, **({278: rows} if rows else {})}}
    first, *rest = frames
    return encoded(first, "TIFF", save_all=True, append_images=rest, **first.encoderinfo, **options)


def picture(kind: str, tag: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = tag
    return encoded(STORED[tag](sheet()), kind, exif=exif.tobytes(), **PICTURES[kind])


def seen(data: bytes) -> list[NDArray[np.uint8]]:
    return [page.pixels for page in page_images(receive(data, "trang"))]


def drawn(data: bytes) -> list[NDArray[np.uint8]]:
    with pdfium.PdfDocument(data) as document:
        return [np.array(page.render(scale=1).to_pil().convert("RGB")) for page in document]


def sealed(data: bytes) -> bytes:
    file = receive(data, "trang")
    readings = [
        PageReading(
            number=page.number,
            width=page.pixels.shape[1],
            height=page.pixels.shape[0],
            dpi=DPI,
            rotation=0,
            skew=0,
        )
        for page in page_images(file)
    ]
    with assemble(data, file.media_type, readings).pdf as pdf:
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def composed(data: bytes) -> bytes:
    file = receive(data, "trang")
    return compose([(file, page.number) for page in page_images(file)], "tap").data


def check(pages: Sequence[NDArray[np.uint8]], count: int) -> None:
    """Every page shows the sheet upright, at whatever resolution it was drawn."""
    assert len(pages) == count
    for pixels in pages:
        shown = Image.fromarray(pixels)
        assert shown.width / shown.height == pytest.approx(SIZE[0] / SIZE[1], rel=0.02)
        small = np.asarray(shown.resize(SIZE), np.int16)
        assert np.abs(small - np.asarray(sheet(), np.int16)).mean() < 8


@pytest.mark.parametrize("kind", TIFFS)
def test_all_eight_ways_in_a_stack_of_tiff(kind: str) -> None:
    data = tiff(kind, range(1, 9))
    check(seen(data), 8)
    check(drawn(sealed(data)), 8)
    check(drawn(composed(data)), 8)


@pytest.mark.parametrize("kind", TIFFS)
@pytest.mark.parametrize("tag", [3, 5, 6])
def test_a_single_tiff(kind: str, tag: int) -> None:
    data = tiff(kind, [tag])
    check(seen(data), 1)
    check(drawn(sealed(data)), 1)


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("tag", STORED)
def test_pictures_of_cameras_and_programs(kind: str, tag: int) -> None:
    data = picture(kind, tag)
    check(seen(data), 1)
    check(drawn(sealed(data)), 1)
    if kind in ("JPEG", "PNG"):
        check(drawn(composed(data)), 1)
