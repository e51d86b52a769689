"""Kinds of JPEG, PNG, WebP and HEIC."""

from __future__ import annotations

import io
import random
import struct
import zlib
from typing import Any

from PIL import Image

from benchmarks.files.damages import cut, garbled, holed, zero_tail
from benchmarks.files.kinds import Made, damaged, kind, shown
from benchmarks.files.sheets import DPI, Sheet, jpeg, saved, sheet

__all__: list[str] = []

_TURNS: dict[int, tuple[Image.Transpose, ...]] = {
    1: (),
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_90,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_270,),
}
"""How a sheet lay that a viewer has to turn by this orientation (EXIF 2.32, tag 0x0112)."""


def lying(drawn: Sheet, orientation: int) -> Image.Image:
    """Return the stored pixels of a sheet with an orientation tag."""
    picture = drawn.picture
    for turn in _TURNS[orientation]:
        picture = picture.transpose(turn)
    return picture


def exif(orientation: int) -> Image.Exif:
    """Return EXIF data with an orientation."""
    data = Image.Exif()
    data[0x0112] = orientation
    return data


def _encoded(picture: Image.Image, kind_of: str, **options: Any) -> bytes:
    return saved(picture, kind_of, dpi=(DPI, DPI), **options)


@kind("JPEG as scanners write it")
def _plain(rng: random.Random) -> Made:
    drawn = sheet(rng)
    data = jpeg(drawn, progressive=(late := rng.random() < 0.5))
    return shown(data, drawn, setting=f"progressive {late}", unaltered=data)


@kind("JPEG in grey")
def _grey(rng: random.Random) -> Made:
    drawn = sheet(rng).of_colour("L")
    data = _encoded(drawn.picture.convert("L"), "JPEG")
    return shown(data, drawn, unaltered=data)


@kind("JPEG in CMYK, inverted as Adobe does")
def _cmyk(rng: random.Random) -> Made:
    drawn = sheet(rng)
    return shown(_encoded(drawn.picture.convert("CMYK"), "JPEG", quality=85), drawn)


@kind("JPEG turned by its tag")
def _turned(rng: random.Random) -> Made:
    drawn, orientation = sheet(rng), rng.randint(2, 8)
    data = _encoded(lying(drawn, orientation), "JPEG", exif=exif(orientation))
    return shown(data, drawn, setting=f"orientation {orientation}", unaltered=data)


@kind("JPEG with bytes behind its end")
def _behind(rng: random.Random) -> Made:
    drawn = sheet(rng)
    return shown(jpeg(drawn) + rng.randbytes(3000), drawn)


@kind("JPEG that states a resolution nobody means")
def _senseless(rng: random.Random) -> Made:
    dpi = rng.choice((1, 2, 10000, 30000))
    drawn = sheet(rng, (210, 297), 100)
    data = saved(drawn.picture, "JPEG", dpi=(dpi, dpi))
    return shown(data, drawn, setting=f"{dpi} dpi")


@kind("JPEG that is cut")
def _cut(rng: random.Random) -> Made:
    late, share = rng.random() < 0.5, rng.uniform(0.3, 0.97)
    data = jpeg(sheet(rng), progressive=late)
    return damaged(cut(data, share), f"progressive {late}, at {share:.0%}")


@kind("JPEG with a lost block")
def _holed(rng: random.Random) -> Made:
    late = rng.random() < 0.5
    data = jpeg(sheet(rng), progressive=late)
    return damaged(holed(data, rng), f"progressive {late}")


@kind("JPEG with a lost block, restart markers")
def _holed_restarts(rng: random.Random) -> Made:
    data = jpeg(sheet(rng), restart_marker_rows=1)
    return damaged(holed(data, rng))


@kind("JPEG with a block of another file")
def _garbled(rng: random.Random) -> Made:
    return damaged(garbled(jpeg(sheet(rng)), rng))


@kind("JPEG of which only the beginning was written")
def _allocated(rng: random.Random) -> Made:
    late, share = rng.random() < 0.5, rng.uniform(0.3, 0.97)
    data = jpeg(sheet(rng), progressive=late)
    return damaged(zero_tail(data, share), f"progressive {late}, to {share:.0%}")


@kind("JPEG with the end of another picture")
def _spliced(rng: random.Random) -> Made:
    one, other = jpeg(sheet(rng)), jpeg(sheet(rng))
    half = len(one) // 2
    return damaged(one[:half] + other[half:])


@kind("PNG in deep grey")
def _deep(rng: random.Random) -> Made:
    drawn = sheet(rng).of_colour("L")
    deep = Image.frombytes(
        "I;16", drawn.picture.size, b"".join(
            bytes((rng.randrange(256), tone)) for tone in drawn.picture.convert("L").tobytes()
        )
    )  # fmt: skip
    return shown(_encoded(deep, "PNG"), drawn)


@kind("PNG with transparent paper")
def _clear(rng: random.Random) -> Made:
    drawn = sheet(rng).of_colour("1")
    how = rng.choice(("RGBA", "LA", "palette", "key"))
    ink = drawn.picture.convert("L")
    if how in ("RGBA", "LA"):
        picture = Image.new(how, ink.size, (0,) * len(how))
        picture.putalpha(ink.point(lambda tone: 255 - tone))
        return shown(_encoded(picture, "PNG"), drawn, setting=how)
    if how == "palette":
        return shown(_encoded(ink.convert("P"), "PNG", transparency=255), drawn, setting=how)
    key = ink.convert("RGB")
    return shown(_encoded(key, "PNG", transparency=(255, 255, 255)), drawn, setting=how)


@kind("PNG with a palette of few colours")
def _palette(rng: random.Random) -> Made:
    drawn, colours = sheet(rng), rng.choice((4, 16, 200))
    few = drawn.picture.quantize(colours)
    truth = Sheet(few.convert("RGB"), DPI)
    return shown(_encoded(few, "PNG", bits={4: 2, 16: 4, 200: 8}[colours]), truth,
                 setting=f"{colours} colours")  # fmt: skip


@kind("PNG of 1 bit")
def _bilevel(rng: random.Random) -> Made:
    drawn = sheet(rng).of_colour("1")
    return shown(_encoded(drawn.picture.convert("1"), "PNG"), drawn)


@kind("PNG with bytes behind its end")
def _png_behind(rng: random.Random) -> Made:
    drawn = sheet(rng)
    return shown(_encoded(drawn.picture, "PNG") + rng.randbytes(2000), drawn)


@kind("PNG turned by its tag")
def _png_turned(rng: random.Random) -> Made:
    drawn, orientation = sheet(rng), rng.randint(2, 8)
    data = _encoded(lying(drawn, orientation), "PNG", exif=exif(orientation))
    return shown(data, drawn, setting=f"orientation {orientation}")


@kind("PNG that moves")
def _moving(rng: random.Random) -> Made:
    drawn, other = sheet(rng), sheet(rng)
    data = _encoded(drawn.picture, "PNG", save_all=True, append_images=[other.picture])
    return shown(data, drawn)


@kind("PNG that is cut")
def _png_cut(rng: random.Random) -> Made:
    share = rng.uniform(0.3, 0.97)
    return damaged(cut(_encoded(sheet(rng).picture, "PNG"), share), f"at {share:.0%}")


@kind("PNG with a lost block")
def _png_holed(rng: random.Random) -> Made:
    level = rng.choice((0, 6))
    return damaged(
        holed(_encoded(sheet(rng).picture, "PNG", compress_level=level), rng), f"level {level}"
    )


@kind("PNG of which only the beginning was written")
def _png_allocated(rng: random.Random) -> Made:
    level = rng.choice((0, 6))
    data = _encoded(sheet(rng).picture, "PNG", compress_level=level)
    return damaged(zero_tail(data, rng.uniform(0.3, 0.95)), f"level {level}")


@kind("PNG with rows that are missing")
def _png_short(rng: random.Random) -> Made:
    """The header says more rows than the data hold."""
    data = _encoded(sheet(rng).picture, "PNG")
    header = bytearray(data[16:29])
    header[4:8] = struct.pack(">I", struct.unpack(">I", header[4:8])[0] + 400)
    crc = struct.pack(">I", zlib.crc32(b"IHDR" + bytes(header)))
    return damaged(data[:16] + bytes(header) + crc + data[33:])


@kind("WebP turned by its tag")
def _webp(rng: random.Random) -> Made:
    drawn, orientation = sheet(rng, (210, 297), 100), rng.randint(1, 8)
    exact = rng.random() < 0.5
    data = saved(
        lying(drawn, orientation), "WEBP", exif=exif(orientation), lossless=exact, method=0
    )
    return shown(data, drawn, setting=f"orientation {orientation}, lossless {exact}")


def _webp_data(rng: random.Random) -> bytes:
    """Lossy, as phones write it: without loss, zeros are as good as any other code."""
    return saved(sheet(rng).picture, "WEBP", quality=70, method=0)


@kind("WebP that is cut")
def _webp_cut(rng: random.Random) -> Made:
    return damaged(cut(_webp_data(rng), rng.uniform(0.3, 0.97)))


@kind("WebP with a lost block")
def _webp_holed(rng: random.Random) -> Made:
    return damaged(holed(_webp_data(rng), rng))


@kind("WebP of which only the beginning was written")
def _webp_allocated(rng: random.Random) -> Made:
    return damaged(zero_tail(_webp_data(rng), rng.uniform(0.3, 0.9)))


def _heic(picture: Image.Image, **options: Any) -> bytes:
    return saved(picture, "HEIF", quality=60, **options)


@kind("HEIC turned by its tag")
def _heic_turned(rng: random.Random) -> Made:
    drawn, orientation = sheet(rng, (210, 297), 100), rng.randint(1, 8)
    data = _heic(lying(drawn, orientation), exif=exif(orientation).tobytes())
    return shown(data, drawn, setting=f"orientation {orientation}")


@kind("HEIC that is cut")
def _heic_cut(rng: random.Random) -> Made:
    return damaged(cut(_heic(sheet(rng).picture), rng.uniform(0.4, 0.97)))


@kind("HEIC with a lost block")
def _heic_holed(rng: random.Random) -> Made:
    return damaged(holed(_heic(sheet(rng).picture), rng))


@kind("HEIC of which only the beginning was written")
def _heic_allocated(rng: random.Random) -> Made:
    return damaged(zero_tail(_heic(sheet(rng).picture), rng.uniform(0.4, 0.95)))


@kind("receipt of 20 m")
def _endless(rng: random.Random) -> Made:
    """No PDF can have such a page: that has to be said before it is read."""
    drawn = sheet(rng, (80, 400), 100)
    roll = Image.new("RGB", (drawn.picture.width, 50 * drawn.picture.height))
    for number in range(50):
        roll.paste(drawn.picture, (0, number * drawn.picture.height))
    data = saved(roll.convert("1"), "PNG", dpi=(100, 100))
    return damaged(data, codes=("E-INPUT-TOO-LARGE",))


@kind("picture of one pixel")
def _pixel(rng: random.Random) -> Made:
    one = Image.new("RGB", (1, 1), (rng.randrange(256),) * 3)
    return damaged(saved(one, rng.choice(("PNG", "JPEG", "TIFF", "WEBP"))))


@kind("picture without a single pixel")
def _nothing(rng: random.Random) -> Made:
    data = bytearray(_encoded(sheet(rng, (30, 30)).picture, "PNG"))
    data[16:20] = bytes(4)
    data[29:33] = struct.pack(">I", zlib.crc32(bytes(data[12:29])))
    return damaged(bytes(data))


def _mpo(first: bytes, second: bytes) -> bytes:
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(first)) as one, Image.open(io.BytesIO(second)) as other:
        one.save(buffer, "MPO", save_all=True, append_images=[other], dpi=(DPI, DPI), quality=80)
    return buffer.getvalue()


@kind("JPEG with a preview behind it")
def _preview(rng: random.Random) -> Made:
    drawn = sheet(rng)
    small = saved(drawn.picture.resize((120, 170)), "JPEG")
    return shown(_mpo(jpeg(drawn), small), drawn)
