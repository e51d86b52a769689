from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from collections.abc import Mapping

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import (
    DamagedFileError,
    EncryptedFileError,
    InputError,
    TooLargeError,
    UnsupportedTypeError,
)
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.decode.pages import page_images
from pipeline.intake.limits import DEFAULT_LIMITS, Limits
from pipeline.intake.receive import MediaType, receive
from pipeline.seal.pdf.assemble import assemble
from schemas.record.reading import PageReading
from tests.pipeline.sheets import encoded, scan_pdf

SIZE = 420, 594


def shade(level: int) -> Image.Image:
    return Image.new("RGB", SIZE, (level, level, level))


def zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in members.items():
            bundle.writestr(name, data)
    return buffer.getvalue()


def pages_of(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[PageImage]:
    return list(page_images(receive(data, "giay-to"), limits))


def shades(data: bytes) -> list[int]:
    return [round(float(page.pixels.mean()) / 10) * 10 for page in pages_of(data)]


PNG = encoded(shade(60), "PNG")
TWO = Image.new("RGB", SIZE, "red")
TWO.paste("blue", (0, 297, *SIZE))


@pytest.mark.parametrize(
    ("kind", "media_type"), [("HEIF", MediaType.HEIC), ("WEBP", MediaType.WEBP)]
)
def test_pictures_of_phones_are_shown_as_they_are(kind: str, media_type: MediaType) -> None:
    data = encoded(TWO, kind, quality=90)
    file = receive(data, "IMG_0001.jpg")
    assert file.media_type is media_type
    (page,) = page_images(file)
    assert page.pixels.shape == (594, 420, 3)
    above, below = page.pixels[100, 200].astype(int), page.pixels[500, 200].astype(int)
    assert above[2] > 230 > 30 > above[0]
    assert below[0] > 230 > 30 > below[2]


@pytest.mark.parametrize("kind", ["HEIF", "WEBP", "JPEG"])
def test_the_turn_that_a_phone_notes_is_done(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = encoded(TWO.transpose(Image.Transpose.ROTATE_90), kind, exif=exif.tobytes())
    (page,) = pages_of(lying)
    assert page.pixels.shape == (594, 420, 3)
    assert page.pixels[100, 200, 2] > 200 > page.pixels[500, 200, 2]


@pytest.mark.parametrize(
    ("mode", "compression"),
    [("1", "group4"), ("1", "group3"), ("RGB", "tiff_lzw"), ("RGB", "jpeg"), ("L", "tiff_lzw"),
     ("L", "packbits"), ("RGB", "tiff_adobe_deflate"), ("RGB", None)],
)  # fmt: skip
def test_every_kind_of_tiff_is_read_page_by_page(mode: str, compression: str | None) -> None:
    pages = [shade(0).convert(mode), shade(255).convert(mode)]
    data = encoded(
        pages[0], "TIFF", save_all=True, append_images=pages[1:], compression=compression
    )
    assert shades(data) == [0, 260]


@pytest.mark.parametrize("kind", ["HEIF", "WEBP"])
def test_a_truncated_picture_is_damaged(kind: str) -> None:
    whole = encoded(Image.effect_noise(SIZE, 60).convert("RGB"), kind)
    with pytest.raises(DamagedFileError):
        pages_of(whole[: len(whole) // 2])


def test_a_zip_is_one_paper_in_the_natural_order_of_names() -> None:
    data = zipped(
        {
            "anh/10.png": encoded(shade(200), "PNG"),
            "anh/2.webp": encoded(shade(120), "WEBP", quality=95),
            "anh/1.jpg": encoded(shade(40), "JPEG"),
            "__MACOSX/anh/._1.jpg": b"litter",
            "anh/.DS_Store": b"litter",
        }
    )
    assert receive(data, "a").media_type is MediaType.ZIP
    assert shades(data) == [40, 120, 200]
    assert [page.number for page in pages_of(data)] == [1, 2, 3]


def test_frames_of_a_member_are_pages_of_their_own() -> None:
    fax = encoded(shade(0), "TIFF", save_all=True, append_images=[shade(100)])
    assert shades(zipped({"1.tif": fax, "2.png": encoded(shade(200), "PNG")})) == [0, 100, 200]


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x.png", "/etc/passwd", "C:\\a\\b.png", "a\x00.png"]
)
def test_names_never_become_paths(name: str) -> None:
    assert shades(zipped({name: PNG})) == [60]


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({}, InputError),
        ({"doc.txt": b"Xin ch\xc3\xa0o"}, UnsupportedTypeError),
        ({"a.png": PNG, "b.pdf": scan_pdf([shade(9)])}, UnsupportedTypeError),
        ({"a.zip": zipped({"a.png": PNG})}, UnsupportedTypeError),
        ({"word/document.xml": b"<w:document/>"}, UnsupportedTypeError),
    ],
)
def test_whatever_is_no_bundle_of_pictures_is_refused(
    members: Mapping[str, bytes], error: type[InputError]
) -> None:
    with pytest.raises(error):
        pages_of(zipped(members))


def test_a_bomb_is_refused_whatever_its_directory_says() -> None:
    bomb = zipped({"a.png": PNG, "b.png": bytes(40_000_000)})
    size = bomb.rindex(struct.pack("<I", 40_000_000))
    lying = bomb[:size] + struct.pack("<I", 10) + bomb[size + 4 :]
    limits = Limits(file_bytes=1 << 20)
    for data in (bomb, lying):
        with pytest.raises(TooLargeError if data is bomb else InputError):
            pages_of(data, limits)
    with pytest.raises(TooLargeError, match="tệp, giới hạn"):
        pages_of(zipped({f"{i}.png": PNG for i in range(12)}), Limits(pages=10))


@pytest.mark.parametrize(
    "names",
    [
        ("scan.jpg", "scan (1).jpg", "scan (2).jpg", "scan (10).jpg"),
        ("Giấy 1.jpg", unicodedata.normalize("NFD", "Giấy 2.jpg"), "GIẤY 3.jpg"),
        ("a/2.jpg", "a/10.jpg", "a b/1.jpg"),
        ("trang.jpg", "trang_1.jpg", "trang_2.png"),
    ],
)
def test_pages_of_a_zip_come_as_people_would_sort_them(names: tuple[str, ...]) -> None:
    pages = {name: encoded(shade(20 * n), "PNG") for n, name in enumerate(names)}
    assert shades(zipped(dict(sorted(pages.items(), reverse=True)))) == [
        20 * n for n in range(len(names))
    ]


def test_a_zip_with_a_password_is_told() -> None:
    data = bytearray(zipped({"a.png": PNG}))
    directory = data.rindex(b"PK\x01\x02")
    data[6] |= 1
    data[directory + 8] |= 1
    with pytest.raises(EncryptedFileError) as refusal:
        pages_of(bytes(data))
    assert refusal.value.code == "E-INPUT-ENCRYPTED"


def test_a_damaged_zip_is_damaged() -> None:
    data = zipped({"a.png": encoded(Image.effect_noise(SIZE, 50), "PNG")})
    for bad in (data[: len(data) // 2], data[:200] + bytes(600) + data[800:]):
        with pytest.raises(DamagedFileError):
            pages_of(bad)


@pytest.mark.parametrize("lost", range(3))
def test_a_file_that_the_directory_of_a_zip_leaves_out_is_damage(lost: int) -> None:
    data = zipped({f"{n}.png": PNG for n in range(3)})
    place, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    size = (end - place) // 3
    entries = [data[place + n * size : place + (n + 1) * size] for n in range(3) if n != lost]
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 2, 2, 2 * size, place, 0)
    with pytest.raises(DamagedFileError):
        pages_of(data[:place] + b"".join(entries) + tail)


@pytest.mark.parametrize("kind", ["HEIF", "WEBP", "zip"])
def test_the_signed_file_shows_the_same_pixels(kind: str) -> None:
    data = (
        zipped({"1.png": encoded(TWO, "PNG"), "2.jpg": encoded(TWO, "JPEG")})
        if kind == "zip"
        else encoded(TWO, kind)
    )
    file = receive(data, "a")
    pages = list(page_images(file))
    readings = [
        PageReading(number=p.number, width=420, height=594, dpi=p.dpi, rotation=0, skew=0)
        for p in pages
    ]
    assembled = assemble(data, file.media_type, readings)
    with assembled.pdf as pdf:
        buffer = io.BytesIO()
        pdf.save(buffer)
    drawn = list(page_images(receive(buffer.getvalue(), "b")))
    assert len(drawn) == len(pages)
    for original, copy in zip(pages, drawn, strict=True):
        middle = copy.pixels.shape[0] // 4, copy.pixels.shape[1] // 2
        assert np.abs(copy.pixels[middle].astype(int) - original.pixels[148, 210]).max() < 8
