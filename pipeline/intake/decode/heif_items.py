"""Finds the coded pictures of a HEIC file (ISO/IEC 14496-12, 8.11): where they lie, whole."""

from __future__ import annotations

import struct
from collections.abc import Iterator

__all__ = ["coded_items"]

_CODED = {b"hvc1", b"av01", b"avc1"}
_LARGE, _TO_THE_END = 1, 0


def coded_items(data: bytes) -> Iterator[bytes]:
    """Yield the bytes of each coded picture or tile; none of a file that is not understood."""
    try:
        meta = next((body for name, body in _boxes(data) if name == b"meta"), b"")
        boxes = dict(_boxes(meta[4:]))
        kinds = _kinds(boxes.get(b"iinf", b""))
        places = list(_places(boxes.get(b"iloc", b"")))
    except (struct.error, IndexError):
        return
    for item, method, extents in places:
        if kinds.get(item) in _CODED and method == 0:
            yield b"".join(data[start : start + size] for start, size in extents)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, place)
        header = 8
        if size == _LARGE:
            (size,), header = struct.unpack_from(">Q", data, place + 8), 16
        elif size == _TO_THE_END:
            size = len(data) - place
        if size < header:
            return
        yield name, data[place + header : place + size]
        place += size


def _kinds(box: bytes) -> dict[int, bytes]:
    """Return the types of items by their number."""
    kinds = {}
    for name, entry in _boxes(box[6 if box[:1] == b"\0" else 8 :]):
        if name == b"infe" and entry[0] >= 2:
            wide = entry[0] > 2
            (item,) = struct.unpack_from(">I" if wide else ">H", entry, 4)
            at = 10 if wide else 8
            kinds[item] = entry[at : at + 4]
    return kinds


def _places(box: bytes) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Yield of each item its number, how it is stored, and its extents."""
    if not box:
        return
    version, sizes = box[0], struct.unpack_from(">H", box, 4)[0]
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    reader = _Numbers(box, 6)
    for _ in range(reader.take(4 if version == 2 else 2)):
        item = reader.take(4 if version == 2 else 2)
        method = reader.take(2) & 15 if version else 0
        reader.take(2)
        base, extents = reader.take(base_size), []
        for _ in range(reader.take(2)):
            reader.take(index_size)
            start = base + reader.take(offset_size)
            extents.append((start, reader.take(length_size)))
        yield item, method, extents


class _Numbers:
    """Reads big-endian numbers one after the other."""

    def __init__(self, data: bytes, place: int) -> None:
        self._data, self._place = data, place

    def take(self, size: int) -> int:
        value = int.from_bytes(self._data[self._place : self._place + size], "big")
        self._place += size
        return value
