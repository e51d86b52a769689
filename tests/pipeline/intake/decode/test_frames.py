"""Deep tones of grey become what a viewer shows."""

from __future__ import annotations

import struct

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray

from pipeline.errors import DamagedFileError
from pipeline.intake.decode.pages import page_images
from pipeline.intake.receive import receive
from pipeline.seal.pdf.assemble import assemble
from schemas.record.reading import PageReading
from tests.pipeline.sheets import drawn, encoded

BLACK_TO_WHITE = np.tile(np.linspace(0, 1, 64), (8, 1))
UNSIGNED, SIGNED, FLOAT = 1, 2, 3
MIN_IS_WHITE, MIN_IS_BLACK = 0, 1


def tiff(
    values: NDArray[np.generic], photometric: int, sample: int, **more: tuple[int, int, int]
) -> bytes:
    """An uncompressed TIFF of one strip.

    Args:
        values: The samples as they are stored.
        photometric: What the least value stands for.
        sample: Whether they are whole, signed or broken numbers.
        more: Further tags: number, type and value.
    """
    data = values.astype(values.dtype.newbyteorder("<")).tobytes()
    height, width = values.shape
    entries = sorted(
        [
            (256, 3, width), (257, 3, height), (258, 3, values.dtype.itemsize * 8), (259, 3, 1),
            (262, 3, photometric), (273, 4, 8), (277, 3, 1), (278, 3, height),
            (279, 4, len(data)), (339, 3, sample), *more.values(),
        ]
    )  # fmt: skip
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return b"II*\0" + struct.pack("<I", 8 + len(data)) + data + directory + bytes(4)


DEEP = {
    "16 bits": tiff((BLACK_TO_WHITE * 65535).astype(np.uint16), MIN_IS_BLACK, UNSIGNED),
    "16 bits, 0 is white": tiff(
        ((1 - BLACK_TO_WHITE) * 65535).astype(np.uint16), MIN_IS_WHITE, UNSIGNED
    ),
    "8 bits, 0 is white": tiff(
        ((1 - BLACK_TO_WHITE) * 255).astype(np.uint8), MIN_IS_WHITE, UNSIGNED
    ),
    "12 of 16 bits": tiff((BLACK_TO_WHITE * 4095).astype(np.uint16), MIN_IS_BLACK, UNSIGNED),
    "12 of 16 bits, stated": tiff(
        (BLACK_TO_WHITE * 1023).astype(np.uint16), MIN_IS_BLACK, UNSIGNED, largest=(281, 3, 1023)
    ),
    "32 bits": tiff(
        (BLACK_TO_WHITE * (2**31 - 1)).astype(np.int32), MIN_IS_BLACK, SIGNED
    ),
    "fractions": tiff(BLACK_TO_WHITE.astype(np.float32), MIN_IS_BLACK, FLOAT),
    "fractions, 0 is white": tiff((1 - BLACK_TO_WHITE).astype(np.float32), MIN_IS_WHITE, FLOAT),
    "broken numbers to 255": tiff((BLACK_TO_WHITE * 255).astype(np.float32), MIN_IS_BLACK, FLOAT),
}  # fmt: skip


@pytest.mark.parametrize("name", DEEP)
def test_grey_is_shown_as_stated(name: str) -> None:
    (page,) = page_images(receive(DEEP[name], "xam.tif"))
    assert np.abs(page.pixels[:, :, 0].astype(int) - BLACK_TO_WHITE * 255).max() < 3


def test_the_signed_file_has_the_same_tones() -> None:
    data = DEEP["16 bits, 0 is white"]
    reading = PageReading(number=1, width=64, height=8, dpi=72, rotation=0, skew=0)
    with assemble(data, "image/tiff", [reading]).pdf as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert isinstance(image, pikepdf.Stream)
        tones = np.asarray(pikepdf.PdfImage(image).as_pil_image().convert("L"))
    assert np.abs(tones - BLACK_TO_WHITE * 255).max() < 3


@pytest.mark.parametrize("value", [-1.0, float("nan")])
def test_tones_that_nobody_can_place_are_refused(value: float) -> None:
    values = BLACK_TO_WHITE.astype(np.float32)
    values[3, 3] = value
    with pytest.raises(DamagedFileError):
        list(page_images(receive(tiff(values, MIN_IS_BLACK, FLOAT), "xam.tif")))


@pytest.mark.parametrize("compression", ["group4", "group3"])
def test_a_fax_with_a_hole_is_damaged(compression: str) -> None:
    page = drawn().crop((100, 100, 700, 940)).convert("1")
    sound = encoded(page, "TIFF", compression=compression, strip_size=1 << 30)
    (shown,) = page_images(receive(sound, "fax.tif"))
    assert shown.pixels.min() == 0
    third = len(sound) // 3
    for hole in (bytes(third), b"\x55\xaa" * (third // 2)):
        harmed = sound[:third] + hole + sound[third + len(hole) :]
        with pytest.raises(DamagedFileError):
            list(page_images(receive(harmed, "fax.tif")))
