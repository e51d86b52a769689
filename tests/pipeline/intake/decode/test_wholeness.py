from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from benchmarks.files.damages import holed
from benchmarks.files.sheets import jpeg, saved, sheet
from pipeline.intake.decode.wholeness import frame_is_whole, is_whole

SHEET = sheet(random.Random(1), (74, 105))  # noqa: S311


def frame(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("progressive", [False, True])
def test_padding_before_the_end_of_a_jpeg_is_no_damage(progressive: bool) -> None:
    data = jpeg(SHEET, progressive=progressive)
    assert is_whole(data, "JPEG")
    assert is_whole(data[:-2] + b"\0" * 8 + data[-2:] + b"behind" * 100, "JPEG")
    assert not is_whole(holed(data, random.Random(2)), "JPEG")  # noqa: S311


@pytest.mark.parametrize(("mode", "bits"), [("RGB", 8), ("L", 8), ("1", 1), ("P", 4), ("RGBA", 8)])
def test_png_of_every_depth_is_whole(mode: str, bits: int) -> None:
    picture = SHEET.picture.resize((301, 203))
    drawn = picture.quantize(16) if mode == "P" else picture.convert(mode)
    data = saved(drawn, "PNG", **({"bits": bits} if mode == "P" else {}))
    assert is_whole(data, "PNG")
    assert not is_whole(data[:-40] + bytes(4) + data[-36:], "PNG")


@pytest.mark.parametrize("exact", [False, True])
def test_webp_and_heic_of_one_colour_have_no_hole(exact: bool) -> None:
    white = Image.new("RGB", (500, 700), "white")
    assert is_whole(saved(white, "WEBP", lossless=exact), "WEBP")
    assert is_whole(saved(SHEET.picture, "WEBP", lossless=exact, method=0), "WEBP")
    assert is_whole(saved(white, "HEIF", quality=-1 if exact else 60), "HEIF")
    assert is_whole(saved(SHEET.picture, "HEIF", exif=b"Exif\0\0" + bytes(4000)), "HEIF")


@pytest.mark.parametrize("compression", ["jpeg", "tiff_adobe_deflate"])
def test_a_strip_of_a_tiff_with_a_hole_is_no_whole_one(compression: str) -> None:
    data = saved(SHEET.picture, "TIFF", compression=compression)
    assert frame_is_whole(frame(data))
    with frame(data) as whole:
        starts, sizes = whole.tag_v2[273], whole.tag_v2[279]  # type: ignore[attr-defined]
    middle = len(starts) // 2
    hole, size = starts[middle] + sizes[middle] // 2, sizes[middle] // 2
    assert not frame_is_whole(frame(data[:hole] + bytes(size) + data[hole + size :]))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_zeros_in_lossless_webp_are_a_hole(mode: str) -> None:
    grain = Image.effect_noise((300, 420), 30).convert("RGB")  # as of a scanner
    picture = Image.blend(SHEET.picture.convert("RGB").resize((300, 420)), grain, 0.3).convert(mode)
    data = saved(picture, "WEBP", lossless=True)
    assert is_whole(data, "WEBP")
    for begin, end in ((0.2, 0.22), (0.5, 0.52), (0.9, 0.95)):
        first, last = (round(len(data) * share) for share in (begin, end))
        harmed = data[:first] + bytes(last - first) + data[last:]
        try:
            frame(harmed).load()
        except OSError:
            continue  # told where it is decoded
        assert not is_whole(harmed, "WEBP")
