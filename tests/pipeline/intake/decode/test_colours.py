"""Pictures are drawn in the colours of their own data, whatever the file says of them."""

from __future__ import annotations

import zlib

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageCms

from pipeline.intake.decode.pages import page_images
from pipeline.intake.receive import receive
from pipeline.seal.pdf.scan_pdf import opened
from tests.pipeline.sheets import drawn, encoded, saved

PAGE = drawn().crop((100, 100, 400, 520)).resize((200, 280))
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}


def scan(picture: Image.Image, components: int, *, profile: bool, flate: bool = False) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(72, 100.8))
        data = zlib.compress(picture.tobytes()) if flate else encoded(picture, "JPEG", quality=90)
        image = pdf.make_stream(data, Type=Name.XObject, Subtype=Name.Image, BitsPerComponent=8)
        image.Filter = Name.FlateDecode if flate else Name.DCTDecode
        image.Width, image.Height = picture.size
        image.ColorSpace = DEVICE[components]
        if profile:
            space = pdf.make_stream(PROFILE, N=components, Alternate=DEVICE[components])
            image.ColorSpace = Array([Name.ICCBased, space])
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=image))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q 72 0 0 100.8 0 0 cm /I Do Q")
        return saved(pdf)


@pytest.mark.parametrize(
    ("mode", "components", "profile", "flate"),
    [
        ("RGB", 3, True, False),
        ("RGB", 4, True, False),
        ("RGB", 1, True, False),
        ("RGB", 4, False, False),
        ("RGB", 1, False, False),
        ("L", 3, True, False),
        ("L", 3, False, False),
        ("L", 4, False, False),
        ("RGB", 1, True, True),
        ("RGB", 4, True, True),
    ],
)
def test_pages_show_what_their_pictures_hold(
    mode: str, components: int, profile: bool, flate: bool
) -> None:
    data = scan(PAGE.convert(mode), components, profile=profile, flate=flate)
    (page,) = page_images(receive(data, "quet.pdf"))
    right = np.asarray(PAGE.resize(page.pixels.shape[1::-1]).convert("RGB"))[..., ::-1]
    assert np.abs(page.pixels.astype(int) - right).mean() < 8
    with opened(data) as pdf:  # as it is signed
        (sealed,) = page_images(receive(saved(pdf), "quet.pdf"))
    assert (sealed.pixels == page.pixels).all()
