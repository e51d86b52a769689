"""Kinds of TIFF."""

from __future__ import annotations

import random
import struct
from fractions import Fraction

import numpy as np
from PIL import Image

from benchmarks.files.damages import cut, holed, zero_tail
from benchmarks.files.kinds import Fate, Made, damaged, kind, shown
from benchmarks.files.pictures import lying
from benchmarks.files.sheets import DPI, Sheet, sheet
from benchmarks.files.tiff_writer import Directory, directory, old_jpeg, tiff

__all__: list[str] = []

_LOSSLESS = ("none", "lzw", "deflate", "packbits")
_SMALL = (105, 148)
"""A6, for files of several pages."""
_ORIENTATION = 274


def _ink(drawn: Sheet) -> Sheet:
    return drawn.of_colour("1")


def _bits(drawn: Sheet) -> Image.Image:
    return drawn.picture.convert("1")


@kind("TIFF turned by its tag")
def _turned(rng: random.Random) -> Made:
    drawn, orientation = sheet(rng), rng.randint(1, 8)
    coding, rows = rng.choice((*_LOSSLESS, "jpeg")), rng.choice((None, 160))
    page = directory(lying(drawn, orientation), coding, rows=rows,
                     extra={_ORIENTATION: orientation})  # fmt: skip
    return shown(
        tiff([page], order=rng.choice("<>")), drawn,
        setting=f"orientation {orientation}, {coding}, rows {rows}",
    )  # fmt: skip


@kind("fax turned by its tag")
def _fax_turned(rng: random.Random) -> Made:
    drawn, orientation = _ink(sheet(rng)), rng.randint(1, 8)
    coding, rows = rng.choice(("group3", "group4")), rng.choice((None, 64))
    white = rng.random() < 0.5
    lies = lying(drawn, orientation).convert("1")
    page = directory(lies, coding, rows=rows, min_is_white=white,
                     extra={_ORIENTATION: orientation})  # fmt: skip
    setting = f"orientation {orientation}, {coding}, rows {rows}, 0 is white {white}"
    return shown(tiff([page]), drawn, setting=setting)


@kind("TIFF in tiles")
def _tiled(rng: random.Random) -> Made:
    coding, side = rng.choice((*_LOSSLESS, "jpeg", "group4")), rng.choice((64, 256, 512))
    drawn, orientation = sheet(rng), rng.choice((1, 1, 3, 6, 8))
    if coding == "group4":
        drawn = _ink(drawn)
    lies = lying(drawn, orientation)
    page = directory(lies.convert("1") if coding == "group4" else lies, coding, tile=side,
                     extra={_ORIENTATION: orientation})  # fmt: skip
    setting = f"{coding}, {side}, orientation {orientation}"
    return shown(tiff([page], order=rng.choice("<>")), drawn, setting=setting)


def _mixed_page(rng: random.Random) -> tuple[Directory, Sheet, str]:
    mm, dpi = rng.choice((_SMALL, (148, 105), (80, 200))), rng.choice((150, 200, 240, 300))
    coding, orientation = rng.choice((*_LOSSLESS, "jpeg", "group4")), rng.choice((1, 1, 3, 6, 8))
    drawn = sheet(rng, mm, dpi)
    if coding == "group4":
        drawn = _ink(drawn)
    lies = lying(drawn, orientation)
    page = directory(
        lies.convert("1") if coding == "group4" else lies, coding, dpi=dpi,
        rows=rng.choice((None, 128)), extra={_ORIENTATION: orientation},
    )  # fmt: skip
    return page, drawn, f"{coding} {dpi} dpi {orientation}"


@kind("TIFF of pages that differ in all")
def _mixed(rng: random.Random) -> Made:
    made = [_mixed_page(rng) for _ in range(rng.randint(2, 4))]
    return shown(
        tiff([page for page, _, _ in made], big=rng.random() < 0.3),
        *(drawn for _, drawn, _ in made),
        setting=", ".join(said for _, _, said in made),
    )


@kind("BigTIFF")
def _big(rng: random.Random) -> Made:
    drawn = [sheet(rng, _SMALL) for _ in range(rng.randint(1, 2))]
    coding, order = rng.choice((*_LOSSLESS, "jpeg")), rng.choice("<>")
    pages = [directory(each.picture, coding, rows=rng.choice((None, 100))) for each in drawn]
    data = tiff(pages, order=order, big=True)
    return shown(data, *drawn, setting=f"{coding}, {order}, {len(pages)} pages")


@kind("TIFF in which 0 is white")
def _min_is_white(rng: random.Random) -> Made:
    mode, coding = rng.choice("1L"), rng.choice(_LOSSLESS)
    drawn = sheet(rng).of_colour(mode)
    page = directory(drawn.picture.convert(mode), coding, min_is_white=True,
                     rows=rng.choice((None, 100)))  # fmt: skip
    return shown(tiff([page]), drawn, setting=f"{mode}, {coding}")


@kind("TIFF with colours in planes")
def _planes(rng: random.Random) -> Made:
    coding, drawn = rng.choice(_LOSSLESS), sheet(rng)
    rows, tile = rng.choice(((None, None), (100, None), (None, 256)))
    page = directory(drawn.picture, coding, planar=True, rows=rows, tile=tile)
    return shown(tiff([page]), drawn, setting=f"{coding}, rows {rows}, tile {tile}")


@kind("TIFF of differences")
def _predicted(rng: random.Random) -> Made:
    coding, drawn = rng.choice(("lzw", "deflate")), sheet(rng)
    page = directory(drawn.picture, coding, predicted=True, rows=rng.choice((None, 100)))
    return shown(tiff([page], order=rng.choice("<>")), drawn, setting=coding)


@kind("TIFF with old-style JPEG")
def _old(rng: random.Random) -> Made:
    drawn = sheet(rng)
    return shown(tiff([old_jpeg(drawn.picture)]), drawn)


@kind("TIFF in CMYK")
def _cmyk(rng: random.Random) -> Made:
    drawn, coding = sheet(rng), rng.choice(_LOSSLESS)
    data = tiff([directory(drawn.picture.convert("CMYK"), coding, extra={332: 1})])
    return shown(data, drawn, setting=coding)


@kind("TIFF with a palette")
def _palette(rng: random.Random) -> Made:
    drawn = sheet(rng)
    few = drawn.picture.quantize(64)
    colours = np.zeros((256, 3), np.int64)
    table = np.asarray(few.getpalette("RGB")).reshape(-1, 3)
    colours[: len(table)] = table * 257
    indices = Image.fromarray(np.asarray(few))
    page = directory(indices, rng.choice(_LOSSLESS),
                     extra={262: 3, 320: colours.T.reshape(-1).tolist()})  # fmt: skip
    return shown(tiff([page]), Sheet(few.convert("RGB"), DPI))


@kind("TIFF with transparent paper")
def _clear(rng: random.Random) -> Made:
    drawn, meaning = _ink(sheet(rng)), rng.choice((1, 2))
    ink = np.asarray(drawn.picture.convert("L"))
    pixels = np.zeros((*ink.shape, 4), np.uint8)
    pixels[..., 3] = 255 - ink
    stored = Image.fromarray(pixels).convert("RGBA")
    page = directory(Image.frombytes("CMYK", stored.size, stored.tobytes()), "deflate",
                     extra={262: 2, 338: meaning})  # fmt: skip
    return shown(tiff([page]), drawn, setting=f"extra sample {meaning}")


@kind("TIFF in deep grey")
def _deep(rng: random.Random) -> Made:
    drawn, white, order = sheet(rng).of_colour("L"), rng.random() < 0.5, rng.choice("<>")
    tones = np.asarray(drawn.picture.convert("L")).astype(np.uint16) * 257
    stored = (65535 - tones if white else tones).astype(f"{order}u2")
    page = directory(drawn.picture.convert("L"), "none",
                     extra={258: 16, 262: 0 if white else 1})  # fmt: skip
    data = tiff([Directory(page.tags, [stored.tobytes()], extra=page.extra)], order=order)
    return shown(data, drawn, setting=f"0 is white {white}, {order}")


@kind("TIFF in deep colour")
def _deep_colour(rng: random.Random) -> Made:
    drawn, order = sheet(rng), rng.choice("<>")
    stored = (np.asarray(drawn.picture).astype(np.uint16) * 257).astype(f"{order}u2")
    page = directory(drawn.picture, "none", extra={258: [16, 16, 16]})
    data = tiff([Directory(page.tags, [stored.tobytes()], extra=page.extra)], order=order)
    return shown(data, drawn, setting=order)


@kind("TIFF in few tones")
def _few_tones(rng: random.Random) -> Made:
    """4 bits of grey, two pixels in a byte."""
    drawn, white = sheet(rng, (152, 210)), rng.random() < 0.5
    tones = np.asarray(drawn.picture.convert("L"))[:, : drawn.picture.width // 2 * 2] // 17
    seen = Image.fromarray((tones * 17).astype(np.uint8))
    stored = 15 - tones if white else tones
    packed = (stored[:, ::2] << 4 | stored[:, 1::2]).astype(np.uint8)
    page = directory(seen, "none", extra={258: 4, 262: 0 if white else 1})
    data = tiff([Directory(page.tags, [packed.tobytes()], extra=page.extra)])
    return shown(data, Sheet(seen.convert("RGB"), DPI), setting=f"0 is white {white}")


@kind("TIFF that counts in centimetres")
def _metric(rng: random.Random) -> Made:
    drawn = sheet(rng)
    per_cm = Fraction(DPI * 100, 254)
    return shown(tiff([directory(drawn.picture, "lzw", dpi=per_cm, extra={296: 3})]), drawn)


@kind("fax of pixels that are not square")
def _oblong(rng: random.Random) -> Made:
    drawn, orientation = _ink(sheet(rng, dpi=196)), rng.choice((1, 1, 3, 6))
    width, height = drawn.picture.size
    low = drawn.picture.resize((width, height // 2))
    lies = lying(Sheet(low, 196), orientation)
    down, across = (283, 282) if orientation < 5 else (282, 283)
    page = directory(
        lies.convert("1"), "group4", dpi=196,
        extra={_ORIENTATION: orientation, down: Fraction(98), across: Fraction(196)},
    )  # fmt: skip
    truth = Sheet(low.resize((width, height // 2 * 2)), 196)
    return shown(tiff([page]), truth, setting=f"orientation {orientation}")


@kind("TIFF with a thumbnail")
def _thumbnail(rng: random.Random) -> Made:
    drawn, first = sheet(rng), rng.random() < 0.5
    page = directory(drawn.picture, "lzw")
    small = directory(drawn.picture.resize((120, 170)), "none", extra={254: 1})
    return shown(tiff([small, page] if first else [page, small]), drawn, setting=f"first {first}")


@kind("TIFF whose last page points at its first")
def _loop(rng: random.Random) -> Made:
    drawn = [sheet(rng, _SMALL) for _ in range(2)]
    data = bytearray(tiff([directory(each.picture, "deflate") for each in drawn]))
    start = struct.unpack_from("<I", data, 4)[0]
    second = struct.unpack_from("<I", data, _link(data, start))[0]
    struct.pack_into("<I", data, _link(data, second), start)
    return shown(bytes(data), *drawn)


def _link(data: bytes | bytearray, start: int) -> int:
    """Return where a directory says where the next one is."""
    return start + 2 + 12 * int(struct.unpack_from("<H", data, start)[0])


@kind("TIFF whose second page is lost")
def _lost_page(rng: random.Random) -> Made:
    """The directory of the second page lies behind the end, or zeros stand in its place."""
    data = bytearray(tiff([directory(sheet(rng, _SMALL).picture, "lzw") for _ in range(3)]))
    link = _link(data, struct.unpack_from("<I", data, 4)[0])
    how = rng.choice(("behind the end", "zeros", "other bytes"))
    second = struct.unpack_from("<I", data, link)[0]
    if how == "behind the end":
        struct.pack_into("<I", data, link, len(data) + 1000)
    else:
        lost = bytes(400) if how == "zeros" else rng.randbytes(400)
        data[second : second + 400] = lost
    return damaged(bytes(data), how)


def _stack(rng: random.Random, codings: tuple[str, ...]) -> tuple[bytes, str]:
    coding, rows, count = rng.choice(codings), rng.choice((None, 64)), rng.randint(1, 2)
    pages = []
    for _ in range(count):
        drawn = sheet(rng, _SMALL).picture
        bits = coding.startswith("group")
        pages.append(directory(drawn.convert("1") if bits else drawn, coding, rows=rows))
    return tiff(pages), f"{coding}, rows {rows}, {count} pages"


_ALL = (*_LOSSLESS, "jpeg", "group3", "group4")
_CODED = ("lzw", "deflate", "jpeg", "group4", "packbits")


@kind("TIFF that is cut")
def _cut(rng: random.Random) -> Made:
    data, setting = _stack(rng, _ALL)
    share = rng.uniform(0.3, 0.97)
    return damaged(cut(data, share), f"{setting}, at {share:.0%}")


@kind("TIFF of which only the beginning was written")
def _allocated(rng: random.Random) -> Made:
    data, setting = _stack(rng, _ALL)
    share = rng.uniform(0.3, 0.95)
    return damaged(zero_tail(data, share), f"{setting}, to {share:.0%}")


@kind("TIFF with a lost block")
def _holed(rng: random.Random) -> Made:
    data, setting = _stack(rng, _CODED)
    return damaged(holed(data, rng), setting)


@kind("TIFF with strips behind its end")
def _missing_strips(rng: random.Random) -> Made:
    drawn = sheet(rng, _SMALL).picture
    coding = rng.choice((*_LOSSLESS, "jpeg"))
    page = directory(drawn, coding, rows=100)
    data = bytearray(tiff([page]))
    start = struct.unpack_from("<I", data, 4)[0]
    for number in range(struct.unpack_from("<H", data, start)[0]):
        entry = start + 2 + 12 * number
        tag, _, _, place = struct.unpack_from("<HHII", data, entry)
        if tag == 273:
            kind_of = struct.unpack_from("<H", data, entry + 2)[0]
            size, letter = (2, "H") if kind_of == 3 else (4, "I")
            last = place + size * (len(page.parts) - 1)
            struct.pack_into("<" + letter, data, last, (1 << 8 * size - 1) - 1)
    return damaged(bytes(data), coding)


@kind("TIFF that names no strips")
def _nothing(rng: random.Random) -> Made:
    drawn = sheet(rng, _SMALL).picture
    page = directory(drawn, "lzw", rows=100)
    kept = rng.randint(1, len(page.parts) - 1)
    page.parts = page.parts[:kept]
    return damaged(tiff([page]), f"{kept} strips left")


@kind("picture of a TIFF in a coding of its own")
def _unknown(rng: random.Random) -> Made:
    page = directory(sheet(rng, _SMALL).picture, "none")
    coding = rng.choice((4711, 34661, 34712, 32908))
    page.tags[259] = coding
    return Made(tiff([page]), Fate.REFUSED, codes=("E-INPUT-DAMAGED", "E-INPUT-TYPE"),
                setting=f"{coding}")  # fmt: skip
