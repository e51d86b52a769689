"""A page of which a picture is damaged is told; it is never taken for a white one."""

from __future__ import annotations

import base64
import io
import random
import struct
import zlib
from collections.abc import Callable, Mapping

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from PIL import Image, TiffImagePlugin

from pipeline.errors import DamagedFileError, UnsupportedTypeError
from pipeline.intake.decode.jbig2 import has_mmr_region
from pipeline.intake.decode.jpeg2000 import has_hole
from pipeline.intake.decode.pages import page_images
from pipeline.intake.receive import receive
from tests.pipeline.sheets import drawn, encoded, saved, scan_pdf

PAGE = drawn().crop((100, 100, 700, 940))
WIDTH, HEIGHT = PAGE.size
SMALL = PAGE.crop((0, 0, 300, 420))
NOISE = random.Random(7).randbytes(20_000)  # noqa: S311 - the same in every run
RAW = PAGE.tobytes()
PNG_ROWS = b"".join(b"\0" + RAW[at : at + 3 * WIDTH] for at in range(0, len(RAW), 3 * WIDTH))


def g4() -> bytes:
    data = encoded(PAGE.convert("1"), "TIFF", compression="group4", strip_size=1 << 30)
    with Image.open(io.BytesIO(data)) as picture:
        assert isinstance(picture, TiffImagePlugin.TiffImageFile)
        place, size = (picture.tag_v2[tag][0] for tag in (273, 279))
    return data[place : place + size]


KINDS: Mapping[str, tuple[bytes, Mapping[str, object]]] = {
    "DCT": (encoded(PAGE, "JPEG"), {"Filter": Name.DCTDecode}),
    "JPX": (encoded(PAGE, "JPEG2000"), {"Filter": Name.JPXDecode}),
    "Flate": (zlib.compress(RAW), {"Filter": Name.FlateDecode}),
    "Flate with predictor": (
        zlib.compress(PNG_ROWS),
        {
            "Filter": Name.FlateDecode,
            "DecodeParms": Dictionary(Predictor=15, Colors=3, Columns=WIDTH, BitsPerComponent=8),
        },
    ),
    "G4": (
        g4(),
        {
            "Filter": Name.CCITTFaxDecode,
            "DecodeParms": Dictionary(K=-1, Columns=WIDTH, Rows=HEIGHT),
            "ColorSpace": Name.DeviceGray,
            "BitsPerComponent": 1,
        },
    ),
    "plain": (RAW, {}),
}


def scan(stream: bytes | None, tags: Mapping[str, object], *, form: bool = False) -> bytes:
    """A page filled by a picture; without a stream, by one that is not there."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(WIDTH / 2, HEIGHT / 2))
        resources = Dictionary(XObject=Dictionary())
        if stream is not None:
            image = pdf.make_stream(stream, Type=Name.XObject, Subtype=Name.Image)
            image.Width, image.Height = WIDTH, HEIGHT
            image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
            for key, value in tags.items():
                image[f"/{key}"] = value
            resources.XObject["/I#20m"] = image
        content = f"q {WIDTH / 2} 0 0 {HEIGHT / 2} 0 0 cm /I#2320m Do Q".encode()
        if form:
            inner = pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form)
            inner.BBox = pikepdf.Array([0, 0, WIDTH, HEIGHT])
            inner.Resources = resources
            resources, content = Dictionary(XObject=Dictionary(F=inner)), b"/F Do"
        pdf.pages[0].obj.Resources = resources
        pdf.pages[0].obj.Contents = pdf.make_stream(content)
        return saved(pdf)


def take(data: bytes) -> None:
    (page,) = page_images(receive(data, "quet.pdf"))
    assert page.pixels.min() < 60


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_whole_pictures_are_taken(kind: str, form: bool) -> None:
    take(scan(*KINDS[kind], form=form))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "harm", [lambda data: data[: len(data) * 2 // 5], lambda _: NOISE], ids=["cut", "garbage"]
)
def test_pictures_that_do_not_decode_to_their_end_are_told(
    kind: str, harm: Callable[[bytes], bytes]
) -> None:
    stream, tags = KINDS[kind]
    with pytest.raises(DamagedFileError) as told:
        take(scan(harm(stream), tags))
    assert told.value.case == "page-picture"


def test_a_sound_stream_with_too_few_rows_is_told() -> None:
    with pytest.raises(DamagedFileError):
        take(scan(zlib.compress(RAW[: len(RAW) // 2]), KINDS["Flate"][1]))
    short = encoded(PAGE.crop((0, 0, WIDTH, HEIGHT // 2)), "JPEG")
    with pytest.raises(DamagedFileError):
        take(scan(short, KINDS["DCT"][1]))


@pytest.mark.parametrize("form", [False, True])
def test_a_picture_that_is_not_there_is_told(form: bool) -> None:
    with pytest.raises(DamagedFileError):
        take(scan(None, {}, form=form))


@pytest.mark.parametrize("hole", [(1, 2), (2, 3)])
def test_zeros_in_a_fax_are_a_hole(hole: tuple[int, int]) -> None:
    stream, tags = KINDS["G4"]
    begin, end = (len(stream) * third // 3 for third in hole)
    with pytest.raises(DamagedFileError):
        take(scan(stream[:begin] + bytes(end - begin) + stream[end:], tags))
    take(scan(stream + bytes(100), tags))


def holed(data: bytes, begin: float, end: float) -> bytes:
    first, last = (round(len(data) * share) for share in (begin, end))
    return data[:first] + bytes(last - first) + data[last:]


@pytest.mark.parametrize("packing", [Name.FlateDecode, Name.ASCII85Decode, Name.ASCIIHexDecode])
def test_a_lost_block_of_a_packed_jpeg_is_told(packing: Name) -> None:
    packings: Mapping[Name, Callable[[bytes], bytes]] = {
        Name.FlateDecode: zlib.compress,
        Name.ASCII85Decode: lambda data: base64.a85encode(data) + b"~>",
        Name.ASCIIHexDecode: lambda data: data.hex().encode() + b">",
    }
    pack = packings[packing]
    jpeg, tags = KINDS["DCT"][0], {"Filter": pikepdf.Array([packing, Name.DCTDecode])}
    take(scan(pack(jpeg), tags))
    for harmed in (holed(jpeg, 0.4, 0.6), jpeg[: len(jpeg) // 2]):
        with pytest.raises(DamagedFileError):
            take(scan(pack(harmed), tags))


@pytest.mark.parametrize("lossless", [True, False])
def test_zeros_in_jpeg_2000_are_a_hole(lossless: bool) -> None:
    options = {} if lossless else {"quality_mode": "rates", "quality_layers": [40, 20]}
    grain = Image.effect_noise(SMALL.size, 30).convert("RGB")
    stream = encoded(Image.blend(SMALL, grain, 0.2), "JPEG2000", **options)
    assert not has_hole(stream)
    for begin, end in ((0.3, 0.35), (0.5, 0.8), (0.9, 0.97)):
        assert has_hole(holed(stream, begin, end))
    with pytest.raises(DamagedFileError):
        take(scan(holed(KINDS["JPX"][0], 0.5, 0.6), KINDS["JPX"][1]))


@pytest.mark.parametrize("tile", [None, (64, 64)])
def test_blank_paper_in_jpeg_2000_is_no_hole(tile: tuple[int, int] | None) -> None:
    options = {} if tile is None else {"tile_size": tile}
    blank = Image.new("RGB", SMALL.size, "white")
    blank.paste(SMALL.crop((0, 0, 300, 100)), (0, 300))
    layers = {"quality_mode": "rates", "quality_layers": [80, 40, 20, 10]}
    for precinct in ({}, {"precinct_size": (64, 64)}):
        assert not has_hole(encoded(blank, "JPEG2000", **options, **layers, **precinct))


def test_flate_with_a_wrong_sum_is_told() -> None:
    stream, tags = KINDS["Flate"]
    with pytest.raises(DamagedFileError):
        take(scan(stream[:-4] + b"\0\1\2\3", tags))


@pytest.mark.parametrize(("flags", "taken"), [(1, False), (0, True)])
def test_jbig2_that_would_be_drawn_wrongly_is_refused(flags: int, taken: bool) -> None:
    region = struct.pack(">IIIIBB", WIDTH, HEIGHT, 0, 0, 0, flags)
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + bytes(19)
    stream = page + struct.pack(">IBBBI", 1, 38, 0, 1, len(region)) + region
    assert has_mmr_region(stream) is not taken
    if not taken:
        with pytest.raises(UnsupportedTypeError):
            take(scan(stream, {"Filter": Name.JBIG2Decode, "BitsPerComponent": 1}))


def test_the_page_is_named() -> None:
    with pikepdf.open(io.BytesIO(scan_pdf([PAGE, PAGE]))) as pdf:
        (image,) = pdf.pages[1].get_images().values()
        assert isinstance(image, pikepdf.Stream)
        image.write(NOISE, filter=Name.DCTDecode)
        data = saved(pdf)
    with pytest.raises(DamagedFileError, match="trang 2"):
        list(page_images(receive(data, "quet.pdf")))
