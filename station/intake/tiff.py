"""The structure of a TIFF file: its directories, and the strips and tiles that they point to.

TIFF 6.0, and BigTIFF, whose numbers have eight bytes. A page is told from another by the bytes of
its strips: nothing is decoded.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

__all__ = ["tiff_end", "tiff_pages"]

_MAX_DIRECTORIES = 5000
_MAX_VALUES = 1 << 20
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 16: 8, 18: 8}
_LETTERS = {3: "H", 4: "I", 16: "Q"}
_STRIPS = {273: 279, 324: 325, 513: 514}
"""Tags for the offsets of strips, tiles and old-style JPEG streams, and for their lengths."""
_COMPRESSION = 259
_UNWRITTEN = 64
"""Zeros in a row in which no compressed strip ends."""
_FEW = 8
_RAW_UNWRITTEN = 512
"""Zeros that put the end of an uncompressed picture in doubt: it may be black."""


class _OutsideError(Exception):
    """A part lies beyond the end of the file."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How numbers are written: byte order, and the sizes of TIFF or BigTIFF."""

    order: str
    big: bool

    @property
    def first(self) -> int:
        return 8 if self.big else 4

    @property
    def pointer(self) -> str:
        return f"{self.order}{'Q' if self.big else 'I'}"

    @property
    def count(self) -> str:
        return f"{self.order}{'Q' if self.big else 'H'}"

    @property
    def entry(self) -> str:
        return f"{self.order}{'HHQ8s' if self.big else 'HHI4s'}"


def tiff_end(file: BinaryIO, size: int, head: bytes) -> bool | None:
    """Tell whether all parts of a TIFF are there; None where its end may not be written yet."""
    form = _form(head)
    doubtful = False
    pages = 0
    try:
        for entries in _directories(file, size, form):
            pages += 1
            parts = list(_parts(file, size, form, entries))
            compressed = _number(form, entries.get(_COMPRESSION)) != 1
            for place, length in parts:
                if not 0 < place <= size - length or length == 0:
                    return False
                if compressed and _ends_in_zeros(file, place, length, _UNWRITTEN):
                    return False
            if parts and not compressed:
                doubtful |= _ends_in_zeros(file, *max(parts), _RAW_UNWRITTEN)
    except (_OutsideError, struct.error):
        return False
    if not pages:
        return False
    return None if doubtful else True


def tiff_pages(file: BinaryIO, size: int, head: bytes) -> list[str]:
    """Return a hash of the strips of each page, in order.

    Raises:
        ValueError: The file is not whole.
    """
    form = _form(head)
    try:
        return [
            _hash(file, _parts(file, size, form, entries))
            for entries in _directories(file, size, form)
        ]
    except (_OutsideError, struct.error) as error:
        raise ValueError("no whole TIFF") from error


def _form(head: bytes) -> _Form:
    return _Form("<" if head.startswith(b"II") else ">", b"+" in head[:4])


def _directories(
    file: BinaryIO, size: int, form: _Form
) -> Iterator[dict[int, tuple[int, int, bytes]]]:
    """Follow the directories (TIFF 6.0, section 2): all their targets must be within the file."""
    place = _read(file, form.first, form.pointer)
    for _ in range(_MAX_DIRECTORIES):
        if place == 0 or place + 2 > size:
            raise _OutsideError
        count = _read(file, place, form.count)
        width = struct.calcsize(form.entry)
        if not count or count * width > size:
            raise _OutsideError
        entries = file.read(width * count)
        following = file.read(struct.calcsize(form.pointer))
        yield {
            tag: (kind, number, value)
            for tag, kind, number, value in struct.iter_unpack(form.entry, entries)
        }
        (place,) = struct.unpack(form.pointer, following)
        if place == 0:
            return
    raise _OutsideError


def _read(file: BinaryIO, place: int, form: str) -> int:
    file.seek(place)
    (number,) = struct.unpack(form, file.read(struct.calcsize(form)))
    return int(number)


def _parts(
    file: BinaryIO, size: int, form: _Form, entries: dict[int, tuple[int, int, bytes]]
) -> Iterator[tuple[int, int]]:
    """Yield place and length of the strips and tiles of a page."""
    for places, lengths in _STRIPS.items():
        if places in entries and lengths in entries:
            starts = _numbers(file, size, form, *entries[places])
            counts = _numbers(file, size, form, *entries[lengths])
            yield from zip(starts, counts, strict=False)


def _number(form: _Form, entry: tuple[int, int, bytes] | None) -> int:
    if entry is None or entry[0] not in _LETTERS:
        return 1
    (number,) = struct.unpack_from(f"{form.order}{_LETTERS[entry[0]]}", entry[2])
    return int(number)


def _numbers(
    file: BinaryIO, size: int, form: _Form, kind: int, count: int, value: bytes
) -> tuple[int, ...]:
    letter = _LETTERS.get(kind)
    if letter is None or count > _MAX_VALUES:
        return ()
    length = _SIZES[kind] * count
    if length > len(value):
        (place,) = struct.unpack(form.pointer, value)
        if place + length > size:
            raise _OutsideError
        file.seek(place)
        value = file.read(length)
    return struct.unpack_from(f"{form.order}{count}{letter}", value)


def _ends_in_zeros(file: BinaryIO, place: int, length: int, zeros: int) -> bool:
    zeros = min(zeros, length)
    file.seek(place + length - zeros)
    return zeros > _FEW and not file.read(zeros).strip(b"\x00")


def _hash(file: BinaryIO, parts: Iterator[tuple[int, int]]) -> str:
    digest = hashlib.sha256()
    for place, length in parts:
        file.seek(place)
        digest.update(file.read(length))
    return digest.hexdigest()
