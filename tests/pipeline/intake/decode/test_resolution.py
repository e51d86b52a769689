"""How large a picture is on paper, whatever its header says; and which pictures are pages."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from pipeline.intake.decode.page_frames import page_frames
from pipeline.intake.decode.pages import page_images
from pipeline.intake.decode.resolution import picture_scale
from pipeline.intake.receive import receive
from tests.pipeline.sheets import encoded


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def scale(
    size: tuple[int, int], dpi: tuple[float, float] | None, **options: object
) -> tuple[object, ...]:
    given = {} if dpi is None else {"dpi": dpi}
    found = picture_scale(opened(encoded(Image.new("L", size), "JPEG", **given, **options)))
    return found.width, found.height, round(found.dpi), round(found.scanned_dpi)


def exif(tags: dict[int, object], orientation: int = 1) -> bytes:
    made = Image.Exif()
    made[0x0112] = orientation
    made.get_ifd(0x8769).update(tags)
    return made.tobytes()


@pytest.mark.parametrize(
    ("size", "dpi", "expected"),
    [
        ((1654, 2338), (200, 200), (1654, 2338, 200, 200)),
        ((3000, 4000), (72, 72), (3000, 4000, 342, 342)),
        ((1280, 960), (96, 96), (1280, 960, 109, 109)),
        ((595, 842), (72, 72), (595, 842, 72, 72)),
        ((323, 204), (96, 96), (323, 204, 96, 96)),
        ((1728, 1145), (204, 98), (1728, 2383, 204, 98)),
        ((1728, 2292), (204, 196), (1728, 2386, 204, 196)),
        ((864, 2292), (102, 196), (1660, 2292, 196, 102)),
        ((1000, 1400), (120, 1), (1000, 1400, 120, 120)),
        ((1000, 1400), (1200, 200), (1000, 1400, 1200, 1200)),
        ((1654, 2338), None, (1654, 2338, 200, 200)),
    ],
)
def test_a_resolution_is_believed_where_it_can_be_meant(
    size: tuple[int, int], dpi: tuple[float, float] | None, expected: tuple[int, ...]
) -> None:
    assert scale(size, dpi) == expected


@pytest.mark.parametrize("tags", [{0x829A: 0.01}, {0x829D: 1.8}, {0x920A: 4.2}])
def test_what_a_camera_states_is_not_the_resolution_of_the_paper(tags: dict[int, object]) -> None:
    assert scale((4000, 3000), (300, 300), exif=exif(tags)) == (4000, 3000, 342, 342)
    assert scale((4000, 3000), (300, 300), exif=exif({})) == (4000, 3000, 300, 300)


def test_a_fax_that_lies_on_its_side_is_made_square_as_it_is_shown() -> None:
    assert scale((1728, 1145), (204, 98), exif=exif({}, 6)) == (2383, 1728, 204, 98)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG"])
def test_a_fax_is_shown_as_high_as_it_is(kind: str) -> None:
    data = encoded(Image.new("L", (172, 115)), kind, dpi=(204, 98))
    (page,) = page_images(receive(data, "fax"))
    assert page.pixels.shape[:2] == pytest.approx((239, 172), abs=1)
    assert (round(page.dpi), round(page.scanned_dpi or 0)) == (204, 98)


def preview(share: float = 1.0) -> bytes:
    """A JPEG with a smaller picture behind it, as phones write them (MPF), perhaps cut off."""
    file = io.BytesIO()
    page, small = Image.new("RGB", (120, 168)), Image.effect_noise((60, 84), 90).convert("RGB")
    page.save(file, "MPO", save_all=True, append_images=[small])
    data = file.getvalue()
    first = data.rindex(b"\xff\xd8\xff")
    return data[: first + int((len(data) - first) * share)]


def thumbnail(*, after: bool, reduced: bool = True, small: tuple[int, int] = (30, 42)) -> bytes:
    page, other = Image.new("L", (120, 168), 9), Image.new("L", small, 200)
    frames = [page, other] if after else [other, page]
    for frame in frames:
        frame.encoderinfo = {"tiffinfo": {254: int(reduced and frame is other)}}
    return encoded(
        frames[0], "TIFF", save_all=True, append_images=frames[1:], **frames[0].encoderinfo
    )


def animated() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 84)).save(
        file, "PNG", save_all=True, append_images=[Image.new("RGB", (60, 84), "red")], duration=9
    )
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "pages"),
    [
        (preview(), [0]),
        (preview(0.5), [0]),
        (animated(), [0]),
        (thumbnail(after=True), [0]),
        (thumbnail(after=False), [1]),
        (thumbnail(after=True, reduced=False), [0, 1]),
        (thumbnail(after=True, small=(110, 150)), [0, 1]),
    ],
)
def test_previews_and_thumbnails_are_no_pages(data: bytes, pages: list[int]) -> None:
    with opened(data) as picture:
        assert page_frames(picture) == pages
    assert len(list(page_images(receive(data, "anh")))) == len(pages)
