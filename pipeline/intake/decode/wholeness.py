"""Checks that the coded data of an image are whole, where decoders continue after damage.

A disk or network that loses a block leaves zeros in its place. Most decoders fill what they cannot
decode with grey, white or noise and report success, so every container is checked here for what its
format guarantees: the checksums of PNG, the length of Huffman codes in JPEG, the zeros that cannot
occur in WebP and HEIC.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator

import cv2
import numpy as np
from PIL import Image, TiffImagePlugin

from pipeline.intake.decode.heif_items import coded_items
from pipeline.intake.decode.standard_error import caught_standard_error

__all__ = ["frame_is_whole", "is_whole", "jpeg_is_whole"]

_LOST = re.compile(rb"premature end|bad Huffman|bad arithmetic|instead of RST", re.IGNORECASE)
_EXTRANEOUS = re.compile(rb"(\d+) extraneous bytes")
_PADDING = 32
"""Maximum number of bytes that sloppy firmware leaves behind the coded data of a JPEG."""
_HEVC_HOLE = bytes(64)
"""HEVC breaks up every run of zeros (H.265, 7.4.2)."""
_WEBP_HOLE = bytes(2048)
"""A white photo of 12 million pixels has half as many. Lossless WebP may have any number: decoders
stop after the last pixel, so what is left over tells that codes were lost."""
_WEBP_SPARE = 16
"""Without so many bytes at its end, no lossless WebP holds all of its pixels."""
_ZERO_TAIL = bytes(64)
_PNG_START = 8
_PNG_BITS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples per pixel by colour type (PNG, table 11.1)."""
_ADAM7 = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)
"""First column and row, and steps, of the passes of an interlaced PNG."""
_CHUNK = 1 << 20
_JPEG_TABLES, _TILE_OFFSETS, _TILE_BYTE_COUNTS = 347, 324, 325


def is_whole(data: bytes, kind: str | None) -> bool:
    """Return whether an image file lacks nothing of its coded data.

    Args:
        data: The file.
        kind: Pillow's name of its format; files of others are taken to be whole.
    """
    if kind in ("JPEG", "MPO"):
        return jpeg_is_whole(data)
    if kind == "PNG":
        return _png_is_whole(data)
    if kind == "WEBP":
        return _webp_is_whole(data)
    if kind == "HEIF":
        return not any(_HEVC_HOLE in item for item in coded_items(data))
    return True


def frame_is_whole(frame: Image.Image) -> bool:
    """Return whether the strips or tiles of a TIFF frame decode without loss."""
    if not isinstance(frame, TiffImagePlugin.TiffImageFile):
        return True
    compression = frame.info.get("compression")
    if compression in ("tiff_adobe_deflate", "tiff_deflate"):
        return all(map(_inflates, _parts(frame)))
    if compression == "jpeg":
        tables = frame.tag_v2.get(_JPEG_TABLES, b"")
        start = tables[:-2] if tables else b"\xff\xd8"
        return all(
            jpeg_is_whole(start + part[2:]) and not part.endswith(_ZERO_TAIL)
            for part in _parts(frame)
        )
    return True


def jpeg_is_whole(data: bytes) -> bool:
    """Return whether a JPEG decodes without a complaint about lost data.

    libjpeg warns where codes end too early or too late, and continues.
    """
    with caught_standard_error() as said:
        cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_REDUCED_GRAYSCALE_8)
    complaint = said()
    surplus = _EXTRANEOUS.search(complaint)
    return not _LOST.search(complaint) and not (surplus and int(surplus[1]) > _PADDING)


def _inflates(data: bytes) -> bool:
    """Return whether zlib data reach their end and agree with their checksum."""
    unpack, rest = zlib.decompressobj(), data
    try:
        while rest and not unpack.eof:
            unpack.decompress(rest, _CHUNK)
            rest = unpack.unconsumed_tail
    except zlib.error:
        return False
    return unpack.eof


def _parts(frame: TiffImagePlugin.TiffImageFile) -> Iterator[bytes]:
    tags, file = frame.tag_v2, frame.fp
    tiled = _TILE_OFFSETS in tags
    offsets = tags.get(_TILE_OFFSETS if tiled else TiffImagePlugin.STRIPOFFSETS, ())
    sizes = tags.get(_TILE_BYTE_COUNTS if tiled else TiffImagePlugin.STRIPBYTECOUNTS, ())
    if file is None:
        return
    for offset, size in zip(offsets, sizes, strict=False):
        file.seek(offset)
        yield file.read(size)


def _png_is_whole(data: bytes) -> bool:
    """Return whether the checksums of a PNG are right and its data hold all rows."""
    needed, unpack, size = 0, zlib.decompressobj(), 0
    try:
        for name, content in _png_chunks(data):
            if name == b"IHDR":
                needed = _png_size(content)
            elif name == b"IDAT":
                rest = content
                while rest and not unpack.eof:
                    size += len(unpack.decompress(rest, _CHUNK))
                    rest = unpack.unconsumed_tail
    except (zlib.error, struct.error, KeyError, ValueError):
        return False
    return size >= needed


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = _PNG_START
    while place < len(data):
        (size,) = struct.unpack_from(">I", data, place)
        body = data[place + 4 : place + 8 + size]
        (stated,) = struct.unpack_from(">I", data, place + 8 + size)
        name = body[:4]
        if name[:1].isupper() and zlib.crc32(body) != stated:  # a critical chunk
            raise ValueError("checksum")
        yield name, body[4:]
        if name == b"IEND":
            return
        place += 12 + size


def _png_size(header: bytes) -> int:
    """Return the number of bytes that all rows take, each with its filter byte."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    bits = depth * _PNG_BITS[colour]
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    total = 0
    for left, top, across, down in passes:
        columns, rows = max(0, -(-(width - left) // across)), max(0, -(-(height - top) // down))
        total += rows * ((columns * bits + 7) // 8 + 1) if columns else 0
    return total


def _webp_is_whole(data: bytes) -> bool:
    for name, part in _webp_chunks(data):
        if name == b"VP8 " and _WEBP_HOLE in part:
            return False
        if name == b"VP8L" and len(part) > _WEBP_SPARE and _decodes_alone(part[:-_WEBP_SPARE]):
            return False
    return True


def _decodes_alone(code: bytes) -> bool:
    """Return whether lossless WebP decodes: without its end, only if its codes were disturbed."""
    chunk = b"VP8L" + struct.pack("<I", len(code)) + code + bytes(len(code) % 2)
    file = b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk
    try:
        with Image.open(io.BytesIO(file), formats=("WEBP",)) as picture:
            picture.load()
    except Exception:  # Pillow can raise anything on damaged files
        return False
    return True


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 12
    while place + 8 <= len(data):
        name, size = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        yield name, data[place + 8 : place + 8 + size]
        place += 8 + size + size % 2
