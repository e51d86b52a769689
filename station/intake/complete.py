"""Detects whether a file is complete, by the structures that a writer writes last.

Scanners write into network folders at their own pace; a file that has stopped growing may still be
incomplete. Only the structure is checked, nothing is decoded: the centre does that, within limits.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["is_complete"]

_TAIL = 2048
"""Bytes at the end of a PDF to search for the end marker (ISO 32000-2, 7.5.5 and Annex)."""
_LINEARIZED = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d{1,12})")
"""ISO 32000-2, Annex F.3.3: the first object contains the length of the whole file."""
_MAX_DIRECTORIES = 5000
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_STRIPS = {273: 279, 324: 325}
"""TIFF 6.0: tags for the offsets of strips and tiles, and for their lengths."""


def is_complete(path: Path) -> bool:
    """Return whether a file ends as its type must; False also if it cannot be read.

    Files of other types count as complete: the centre decides about them.
    """
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            return size > 0 and _has_end(file, size)
    except (OSError, struct.error):
        return False


def _has_end(file: BinaryIO, size: int) -> bool:
    head = file.read(12)
    if head.startswith(b"%PDF-"):
        return _pdf_has_end(file, size)
    if head.startswith(b"\xff\xd8\xff"):
        return _jpeg_has_end(file, size)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return b"IEND\xaeB`\x82" in _tail(file, size, 64)
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return _tiff_is_whole(file, size, "<" if head.startswith(b"II") else ">")
    if head[4:8] == b"ftyp":
        return _boxes_fill(file, size)
    return True


def _tail(file: BinaryIO, size: int, length: int) -> bytes:
    file.seek(max(0, size - length))
    return file.read(length)


def _pdf_has_end(file: BinaryIO, size: int) -> bool:
    """Find the end marker; a linearized file also has one near its start, but gives its length."""
    file.seek(0)
    linearized = _LINEARIZED.search(file.read(1024))
    if linearized and size < int(linearized[1]):
        return False
    return b"%%EOF" in _tail(file, size, _TAIL)


def _jpeg_has_end(file: BinaryIO, size: int) -> bool:
    """Find the end marker after the start of scan: a thumbnail has an end marker of its own."""
    position = 2
    while position + 4 <= size:
        file.seek(position)
        mark, kind, length = struct.unpack(">BBH", file.read(4))
        if mark != 0xFF:
            return False
        if kind == 0xFF:  # a fill byte
            position += 1
        elif kind == 0xDA:
            return _holds(file, position + 2 + length, b"\xff\xd9")
        else:
            position += 2 + length
    return False


def _holds(file: BinaryIO, start: int, mark: bytes) -> bool:
    file.seek(start)
    before = b""
    while chunk := file.read(1 << 20):
        if mark in before + chunk:
            return True
        before = chunk[-1:]
    return False


def _tiff_is_whole(file: BinaryIO, size: int, order: str) -> bool:
    """Follow the directories (TIFF 6.0, section 2): all their targets must be within the file."""
    file.seek(4)
    (place,) = struct.unpack(f"{order}I", file.read(4))
    for _ in range(_MAX_DIRECTORIES):
        if place == 0 or place + 2 > size:
            return False
        file.seek(place)
        (count,) = struct.unpack(f"{order}H", file.read(2))
        entries = file.read(12 * count)
        following = file.read(4)
        if not _strips_lie_within(file, size, order, entries):
            return False
        (place,) = struct.unpack(f"{order}I", following)
        if place == 0:
            return True
    return False


def _strips_lie_within(file: BinaryIO, size: int, order: str, entries: bytes) -> bool:
    tags: dict[int, tuple[int, int, bytes]] = {}
    for tag, kind, count, value in struct.iter_unpack(f"{order}HHI4s", entries):
        tags[tag] = (kind, count, value)
    for places, lengths in _STRIPS.items():
        if places in tags and lengths in tags:
            starts = _numbers(file, size, order, *tags[places])
            counts = _numbers(file, size, order, *tags[lengths])
            if any(s + c > size for s, c in zip(starts, counts, strict=False)):
                return False
    return True


def _numbers(
    file: BinaryIO, size: int, order: str, kind: int, count: int, value: bytes
) -> Iterator[int]:
    """Yield the values of an entry; one that lies beyond the file counts as too large."""
    letter = {3: "H", 4: "I"}.get(kind)
    length = _TIFF_SIZES.get(kind, 1) * count
    if letter is None:
        return
    if length > 4:
        (place,) = struct.unpack(f"{order}I", value)
        if place + length > size:
            yield size + 1
            return
        file.seek(place)
        value = file.read(length)
    yield from struct.unpack_from(f"{order}{count}{letter}", value)


def _boxes_fill(file: BinaryIO, size: int) -> bool:
    """Walk the boxes of a HEIF file (ISO/IEC 14496-12, 4.2): the last ends where the file does."""
    position = 0
    while position + 8 <= size:
        file.seek(position)
        length, _ = struct.unpack(">I4s", file.read(8))
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8))
        if length == 0:  # extends to the end of the file
            return True
        if length < 8:
            return False
        position += length
    return position == size
