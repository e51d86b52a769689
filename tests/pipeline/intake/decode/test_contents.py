"""Content of a page that viewers do not understand is told; it is no blank page."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.errors import DamagedFileError
from pipeline.intake.decode.contents import has_split_word
from pipeline.intake.decode.pages import page_images
from pipeline.intake.receive import receive
from tests.pipeline.sheets import drawn, encoded, saved

PAGE = drawn().crop((100, 100, 400, 520))
WHOLE = b"q 30 0 0 42 0 0 cm /Im0 Do Q"


def page(parts: Sequence[bytes]) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(30, 42))
        image = pdf.make_stream(encoded(PAGE, "JPEG"), Type=Name.XObject, Subtype=Name.Image)
        image.Width, image.Height = PAGE.size
        image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
        image.Filter = Name.DCTDecode
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im0=image))
        pdf.pages[0].obj.Contents = Array([pdf.make_stream(part) for part in parts])
        return saved(pdf)


@pytest.mark.parametrize("place", [3, 4, 8, 14, 16, 18, 20, 22, 24])
def test_a_word_that_two_streams_share_is_damage(place: int) -> None:
    parts = [WHOLE[:place], WHOLE[place:]]
    inside = not (WHOLE[place - 1 : place].isspace() or WHOLE[place : place + 1] in b" /")
    assert has_split_word(parts) is inside
    if inside:
        with pytest.raises(DamagedFileError, match="trang 1") as told:
            list(page_images(receive(page(parts), "quet.pdf")))
        assert told.value.case == "page-content"


def test_words_that_end_with_their_streams_are_read() -> None:
    parts = [b"q", b"q 30 0 0 42 0 0", b"cm", b"/Im0", b"Do Q", b"Q"]
    assert not has_split_word(parts)
    (image,) = page_images(receive(page(parts), "quet.pdf"))
    assert image.pixels.min() < 60


@pytest.mark.parametrize(
    "content",
    [
        b"q 30 0 0 42 0 0 cm /Im0 DoQ",
        b"q 30 0 0 42 90 0 cm /Im0 Do Q",
        b"q 0 0 0 0 re W n 30 0 0 42 0 0 cm /Im0 Do Q",
    ],
    ids=["not understood", "beside the page", "clipped"],
)
def test_a_picture_of_which_nothing_is_drawn_is_no_blank_page(content: bytes) -> None:
    with pytest.raises(DamagedFileError) as told:
        list(page_images(receive(page([content]), "quet.pdf")))
    assert told.value.case == "page-content"


def test_a_white_picture_is_a_blank_page() -> None:
    data = page([b"0.5 g BT ET q 30 0 0 42 0 0 cm Q 1 g 0 0 30 42 re f"])
    (image,) = page_images(receive(data, "quet.pdf"))
    assert image.pixels.min() == 255
