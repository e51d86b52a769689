"""Detects whether a file is complete, by the structures that a writer writes last.

Scanners write into network folders at their own pace; a file that has stopped growing may still be
incomplete, and one that has its full length may still be filled: Explorer and SMB servers reserve
the room of a file first. Only the structure is checked, nothing is decoded: the centre does that,
within limits.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from station.intake.tiff import tiff_end

__all__ = ["FileEnd", "end_of", "is_complete"]

_LOOK_BACK = 1 << 20
"""Bytes before the end in which the end marker of a PDF must stand: some writers add pages of HTML
or rows of zeros behind it."""
_LINEARIZED = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d{1,12})")
"""ISO 32000-2, Annex F.3.3: the first object contains the length of the whole file."""
_NEXT_REVISION = re.compile(rb"\s*(\d+\s+\d+\s+obj\b|xref\b|trailer\b|startxref\b)")
_ZIP_END = b"PK\x05\x06"
_ZIP_END_LOOK_BACK = (1 << 16) + 22
"""APPNOTE 4.3.16: the end record has 22 bytes and a comment of at most 65,535."""
_ZIP64 = 0xFFFFFFFF
_UNWRITTEN = bytes(64)
"""What reserved room holds; compressed pictures do not end so."""


class FileEnd(Enum):
    """What the end of a file tells."""

    MISSING = "missing"
    """It is not there: the file is incomplete."""
    DOUBTFUL = "doubtful"
    """Its type is not known, or it ends in zeros that may be a picture's or not yet written."""
    EXTENSIBLE = "extensible"
    """It is there, but writers of this type add pages to a whole file."""
    FINAL = "final"
    """It is there, and nothing can follow."""


def is_complete(path: Path) -> bool:
    """Return whether a file ends as its type must; False also if it cannot be read."""
    return end_of(path) in (FileEnd.EXTENSIBLE, FileEnd.FINAL)


def end_of(path: Path) -> FileEnd:
    """Tell what the end of a file says; `MISSING` also if it cannot be read."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            return _end(file, size) if size else FileEnd.MISSING
    except (OSError, ValueError, OverflowError, struct.error):
        return FileEnd.MISSING


def _end(file: BinaryIO, size: int) -> FileEnd:
    head = file.read(12)
    if head.lstrip(b"\xef\xbb\xbf\x00\t\n\f\r ").startswith(b"%PDF-"):
        return FileEnd.EXTENSIBLE if _pdf_has_end(file, size) else FileEnd.MISSING
    if head.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        whole = tiff_end(file, size, head)
        if whole is None:
            return FileEnd.DOUBTFUL
        return FileEnd.EXTENSIBLE if whole else FileEnd.MISSING
    check = _check_of(head)
    if check is None:
        return FileEnd.DOUBTFUL
    return FileEnd.FINAL if check(file, size) else FileEnd.MISSING


def _check_of(head: bytes) -> Callable[[BinaryIO, int], bool] | None:
    if head.startswith(b"\xff\xd8\xff"):
        return _jpeg_has_end
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png_has_end
    if head.startswith(b"PK\x03\x04"):
        return _zip_has_end
    if head.startswith(b"RIFF"):
        return _riff_is_filled
    if head[4:8] == b"ftyp":
        return _boxes_fill
    return None


def _at(file: BinaryIO, place: int, length: int) -> bytes:
    file.seek(place)
    return file.read(length)


def _is_unwritten(file: BinaryIO, end: int) -> bool:
    """Tell whether the bytes before a place were reserved and never written."""
    return _at(file, max(0, end - len(_UNWRITTEN)), len(_UNWRITTEN)) == _UNWRITTEN


def _pdf_has_end(file: BinaryIO, size: int) -> bool:
    """Find the end marker; a linearized file also has one near its start, but gives its length.

    What follows the marker does not matter, unless it begins as another revision does.
    """
    linearized = _LINEARIZED.search(_at(file, 0, 1024))
    if linearized:
        length = int(linearized[1])
        if size < length or b"%%EOF" not in _at(file, max(0, length - 1024), min(length, 1024)):
            return False
    end = _written(file, size)
    tail = _at(file, max(0, end - _LOOK_BACK), min(end, _LOOK_BACK))
    _, marker, behind = tail.rpartition(b"%%EOF")
    return bool(marker) and not _NEXT_REVISION.match(behind)


def _written(file: BinaryIO, size: int) -> int:
    """Return where the zeros begin that a file ends in."""
    end = size
    while end:
        start = max(0, end - _LOOK_BACK)
        written = _at(file, start, end - start).rstrip(b"\x00")
        if written:
            return start + len(written)
        end = start
    return 0


def _jpeg_has_end(file: BinaryIO, size: int) -> bool:
    """Find the end marker after the start of scan: a thumbnail has an end marker of its own."""
    position = 2
    while position + 4 <= size:
        mark, kind, length = struct.unpack(">BBH", _at(file, position, 4))
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


def _png_has_end(file: BinaryIO, size: int) -> bool:
    """Walk the chunks (PNG, 5.3) to the last; cameras and editors leave bytes behind it."""
    position = 8
    while position + 12 <= size:
        length, kind = struct.unpack(">I4s", _at(file, position, 8))
        if kind == b"IEND":
            return True
        if not kind.isalpha():
            return False
        position += 12 + length
    return False


def _zip_has_end(file: BinaryIO, size: int) -> bool:
    """Find the end record (APPNOTE 4.3.16) whose directory lies where it says."""
    start = max(0, size - _ZIP_END_LOOK_BACK)
    tail = _at(file, start, size - start)
    place = tail.rfind(_ZIP_END)
    while place >= 0:
        record = tail[place : place + 22]
        if len(record) == 22:
            length, offset, comment = struct.unpack("<IIH", record[12:])
            whole = start + place + 22 + comment <= size
            if whole and _has_directory(file, start + place, length, offset):
                return True
        place = tail.rfind(_ZIP_END, 0, place)
    return False


def _has_directory(file: BinaryIO, end: int, length: int, offset: int) -> bool:
    if _ZIP64 in (length, offset):
        return _at(file, max(0, end - 20), 4) == b"PK\x06\x07"
    place = end - length
    return length >= 46 and place == offset and _at(file, place, 4) == b"PK\x01\x02"


def _riff_is_filled(file: BinaryIO, size: int) -> bool:
    (length,) = struct.unpack("<I", _at(file, 4, 4))
    end = 8 + int(length)
    return 12 < end <= size and not _is_unwritten(file, end)


def _boxes_fill(file: BinaryIO, size: int) -> bool:
    """Walk the boxes of a HEIF file (ISO/IEC 14496-12, 4.2): the last ends where the file does."""
    position, described = 0, False
    while position + 8 <= size:
        length, kind = struct.unpack(">I4s", _at(file, position, 8))
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8))
        if length == 0:  # extends to the end of the file
            length = size - position
        if length < 8 or not all(0x20 <= letter < 0x7F for letter in kind):
            return _is_rest(file, position, size, described)
        described |= kind in (b"meta", b"moov")
        position += length
        if kind == b"mdat" and (position > size or _is_unwritten(file, position)):
            return False
    return described and position <= size


def _is_rest(file: BinaryIO, position: int, size: int, described: bool) -> bool:
    """Tell whether what is no box is bytes that a phone adds, not a file that is still filled."""
    zeros = not _at(file, position, min(size - position, 1 << 16)).strip(b"\x00")
    return described and position > 0 and not zeros
