"""Writes TIFF as scanners and archives do: tiles, planes, 64-bit offsets, old JPEG.

Pillow writes strips of pixels in one order only; the rest of TIFF 6.0 is laid out here by hand.
Codes of strips and tiles are Pillow's.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from PIL import Image, TiffImagePlugin

from benchmarks.files.sheets import DPI

__all__ = ["CODINGS", "Directory", "directory", "old_jpeg", "tiff"]

CODINGS: dict[str, int] = {
    "none": 1,
    "group3": 3,
    "group4": 4,
    "lzw": 5,
    "jpeg": 7,
    "deflate": 8,
    "packbits": 32773,
}
"""Values of the tag Compression."""
_PILLOWS = {"lzw": "tiff_lzw", "packbits": "packbits", "group3": "group3", "group4": "group4"}
_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_STRIP_OFFSETS, _ORIENTATION, _SAMPLES, _ROWS, _STRIP_COUNTS = 273, 274, 277, 278, 279
_ACROSS, _DOWN, _PLANAR, _UNIT, _PREDICTOR = 282, 283, 284, 296, 317
_TILE_WIDTH, _TILE_HEIGHT, _TILE_OFFSETS, _TILE_COUNTS = 322, 323, 324, 325
_JPEG, _JPEG_LENGTH, _SUBSAMPLING = 513, 514, 530
_SHORT, _LONG, _RATIONAL, _UNDEFINED, _LONG8 = 3, 4, 5, 7, 16
_SIZES = {_SHORT: 2, _LONG: 4, _RATIONAL: 8, _UNDEFINED: 1, _LONG8: 8}

Value = int | Fraction | bytes | Sequence[int]


@dataclass(slots=True)
class Directory:
    """A page of a TIFF.

    Attributes:
        tags: Its tags, except for the places of its parts.
        parts: Its strips or tiles, coded.
        tiled: Whether they are tiles.
        lead: Bytes before the first part, to which the tags of old-style JPEG point.
    """

    tags: dict[int, Value]
    parts: list[bytes]
    tiled: bool = False
    lead: bytes = b""
    extra: Mapping[int, Value] = field(default_factory=dict)


def tiff(pages: Sequence[Directory], *, order: str = "<", big: bool = False) -> bytes:
    """Return a TIFF of these pages.

    Args:
        pages: In order.
        order: Byte order as `struct` names it.
        big: Whether offsets have 64 bits (BigTIFF).
    """
    mark = b"II" if order == "<" else b"MM"
    word = "Q" if big else "I"
    head = struct.pack(order + "HHH", 43, 8, 0) if big else struct.pack(order + "H", 42)
    file = bytearray(mark + head + bytes(struct.calcsize(word)))
    link = len(file) - struct.calcsize(word)
    for page in pages:
        entries = _placed(file, page, big=big)
        file += bytes(-len(file) % 8)
        struct.pack_into(order + word, file, link, len(file))
        link = _written(file, entries, order, big=big)
    return bytes(file)


def _placed(file: bytearray, page: Directory, *, big: bool) -> dict[int, Value]:
    """Append the parts of a page; return its tags with their places."""
    tags: dict[int, Value] = {**page.tags, **page.extra}
    if page.lead:
        tags[_JPEG], tags[_JPEG_LENGTH] = len(file), len(page.lead) + sum(map(len, page.parts))
        file += page.lead
    offsets = []
    for part in page.parts:
        offsets.append(len(file))
        file += part
    tags[_TILE_OFFSETS if page.tiled else _STRIP_OFFSETS] = offsets
    tags[_TILE_COUNTS if page.tiled else _STRIP_COUNTS] = [len(part) for part in page.parts]
    return tags


def _written(file: bytearray, tags: dict[int, Value], order: str, *, big: bool) -> int:
    """Append a directory; return where the place of the next one belongs."""
    word, count, room = ("Q", "Q", 8) if big else ("I", "H", 4)
    packed = [(tag, *_packed(tags[tag], order, big=big)) for tag in sorted(tags)]
    entry = 4 + struct.calcsize(word) + room
    start = len(file)
    after = start + struct.calcsize(count) + entry * len(packed)
    overflow = after + struct.calcsize(word)
    directory, values = bytearray(struct.pack(order + count, len(packed))), bytearray()
    for tag, kind, number, data in packed:
        directory += struct.pack(order + "HH" + word, tag, kind, number)
        if len(data) > room:
            directory += struct.pack(order + word, overflow + len(values))
            values += data + bytes(-len(data) % 8)
        else:
            directory += data + bytes(room - len(data))
    file += directory + bytes(struct.calcsize(word)) + values
    return after


def _packed(value: Value, order: str, *, big: bool) -> tuple[int, int, bytes]:
    """Return type, count and bytes of a value."""
    if isinstance(value, bytes):
        return _UNDEFINED, len(value), value
    if isinstance(value, Fraction):
        return _RATIONAL, 1, struct.pack(order + "II", value.numerator, value.denominator)
    values = [value] if isinstance(value, int) else list(value)
    kind = _SHORT if max(values) < 1 << 16 else _LONG8 if big and max(values) >= 1 << 31 else _LONG
    letter = {_SHORT: "H", _LONG: "I", _LONG8: "Q"}[kind]
    return kind, len(values), struct.pack(f"{order}{len(values)}{letter}", *values)


def directory(
    picture: Image.Image,
    coding: str = "none",
    *,
    dpi: Fraction | float = DPI,
    rows: int | None = None,
    tile: int | None = None,
    planar: bool = False,
    predicted: bool = False,
    min_is_white: bool = False,
    extra: Mapping[int, Value] | None = None,
) -> Directory:
    """Return a page.

    Args:
        picture: Its pixels as they are stored: of mode 1, L, RGB or CMYK.
        coding: One of `CODINGS`.
        dpi: Its resolution.
        rows: Rows of a strip; None: one strip.
        tile: Side of a tile, a multiple of 16; None: strips.
        planar: Whether every colour is stored on its own.
        predicted: Whether differences of pixels are stored, of LZW and Deflate.
        min_is_white: Whether 0 stands for white, of modes 1 and L.
        extra: Further tags.
    """
    stored = Image.fromarray(~np.asarray(picture)) if min_is_white else picture
    bands = stored.split() if planar else (stored,)
    step = rows or stored.height
    boxes = _tiles(stored, tile) if tile else _strips(stored, step)
    regions = list(boxes)
    parts = [_coded(band.crop(box), coding, predicted) for band in bands for box in regions]
    samples = len(stored.getbands())
    usual = {"1": 1, "L": 1, "RGB": 2, "CMYK": 5}[stored.mode]
    tags: dict[int, Value] = {
        _WIDTH: stored.width,
        _HEIGHT: stored.height,
        _BITS: [1 if stored.mode == "1" else 8] * samples,
        _COMPRESSION: CODINGS[coding],
        _PHOTOMETRIC: 0 if min_is_white else usual,
        _SAMPLES: samples,
        _ACROSS: Fraction(dpi).limit_denominator(1000),
        _DOWN: Fraction(dpi).limit_denominator(1000),
        _PLANAR: 2 if planar else 1,
        _UNIT: 2,
    }
    if tile:
        tags |= {_TILE_WIDTH: tile, _TILE_HEIGHT: tile}
    else:
        tags[_ROWS] = step
    if predicted:
        tags[_PREDICTOR] = 2
    if coding == "jpeg" and stored.mode == "RGB" and not planar:
        tags |= {_PHOTOMETRIC: 6, _SUBSAMPLING: [2, 2]}
    return Directory(tags, parts, bool(tile), extra=extra or {})


def old_jpeg(picture: Image.Image) -> Directory:
    """Return a page of old-style JPEG (TIFF 6.0, section 22), as early scanners wrote it."""
    data = _saved(picture, "JPEG", quality=85)
    scan = data.index(b"\xff\xda")
    start = scan + 2 + int.from_bytes(data[scan + 2 : scan + 4], "big")
    page = directory(picture, "jpeg")
    tags = {**page.tags, _COMPRESSION: 6, 512: 1}
    return Directory(tags, [data[start:]], lead=data[:start])


def _strips(picture: Image.Image, step: int) -> Iterator[tuple[int, int, int, int]]:
    for top in range(0, picture.height, step):
        yield 0, top, picture.width, min(picture.height, top + step)


def _tiles(picture: Image.Image, side: int) -> Iterator[tuple[int, int, int, int]]:
    """Tiles at the edges are filled up: as large as the others."""
    for top in range(0, picture.height, side):
        for left in range(0, picture.width, side):
            yield left, top, left + side, top + side


def _coded(picture: Image.Image, coding: str, predicted: bool) -> bytes:
    if coding == "jpeg":
        return _saved(picture, "JPEG", quality=85)
    if predicted:
        pixels = np.asarray(picture).astype(np.int16)
        pixels[:, 1:] -= pixels[:, :-1].copy()
        picture = Image.fromarray(pixels.astype(np.uint8))
    if coding == "none":
        return picture.tobytes()
    if coding == "deflate":
        return zlib.compress(picture.tobytes(), 4)
    return _by_pillow(picture, _PILLOWS[coding])


def _by_pillow(picture: Image.Image, compression: str) -> bytes:
    """Return the only strip of a file that Pillow writes."""
    data = _saved(picture, "TIFF", compression=compression, strip_size=1 << 30)
    with Image.open(io.BytesIO(data), formats=("TIFF",)) as written:
        assert isinstance(written, TiffImagePlugin.TiffImageFile)
        (start,), (size,) = written.tag_v2[_STRIP_OFFSETS], written.tag_v2[_STRIP_COUNTS]
        white = written.tag_v2[_PHOTOMETRIC] == 0
    if white and picture.mode == "1":
        raise ValueError("Pillow stores bits the other way round")
    return data[start : start + size]


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
