from __future__ import annotations

import hashlib

import pytest
from PIL import Image

from pipeline.errors import EmptyFileError, TooLargeError, UnsupportedTypeError
from pipeline.intake.limits import Limits
from pipeline.intake.receive import MediaType, receive, sniff
from tests.pipeline.sheets import encoded, scan_pdf, tiff

DOT = Image.new("RGB", (8, 8), "white")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (scan_pdf([DOT]), MediaType.PDF),
        (tiff([DOT], "tiff_lzw"), MediaType.TIFF),
        (b"MM\x00*" + bytes(8), MediaType.TIFF),
        (encoded(DOT, "JPEG"), MediaType.JPEG),
        (encoded(DOT, "PNG"), MediaType.PNG),
    ],
)
def test_the_bytes_tell_the_type_whatever_the_name(data: bytes, kind: MediaType) -> None:
    received = receive(data, "giay-to.bin")
    assert received.media_type is kind
    assert received.data is data
    assert received.sha256 == hashlib.sha256(data).hexdigest()


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(EmptyFileError) as refusal:
        receive(b"", "rong.pdf")
    assert refusal.value.code == "E-INPUT-EMPTY"
    assert refusal.value.source == "rong.pdf"


@pytest.mark.parametrize(
    "data",
    [
        "Kính gửi: Ủy ban nhân dân phường".encode(),
        b"\xef\xbb\xbf%PDF-1.7",
        b"MZ\x90\x00" + b"\x00" * 60 + b"%PDF-1.7",
        b"GIF89a" + bytes(20),
        b"%PD",
        b"<html>",
    ],
)
def test_text_and_polyglots_are_refused_under_any_name(data: bytes) -> None:
    assert sniff(data) is None
    with pytest.raises(UnsupportedTypeError):
        receive(data, "don.pdf")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xef\xbb\xbf%PDF-1.7", "%PDF"),
        (b"\r\n%PDF-1.7", "%PDF"),
        (b"\x00\x00\x00\x20ftypavif" + bytes(20), "AVIF"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(20), "MP4"),
        (b"GIF89a" + bytes(20), "GIF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "Word"),
    ],
)
def test_a_file_of_another_type_is_named(data: bytes, told: str) -> None:
    with pytest.raises(UnsupportedTypeError) as refusal:
        receive(data, "giay-to")
    assert told in refusal.value.text()
    assert ("lưu lại" in refusal.value.remedy()) is (told == "%PDF")


def test_a_big_tiff_is_a_tiff() -> None:
    assert sniff(encoded(DOT, "TIFF", big_tiff=True)) is MediaType.TIFF


def test_the_limit_on_bytes_is_the_last_that_is_taken() -> None:
    data = scan_pdf([DOT])
    assert receive(data, "a.pdf", Limits(file_bytes=len(data))).data is data
    with pytest.raises(TooLargeError):
        receive(data, "a.pdf", Limits(file_bytes=len(data) - 1))
