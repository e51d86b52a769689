"""Whether a JBIG2 picture in a PDF is coded in a way that poppler draws wrongly.

Up to poppler 22.12 at least, generic regions coded as MMR (ITU-T T.88, 6.2.6) come out as black
bars, without a complaint.
"""

from __future__ import annotations

import struct

__all__ = ["has_mmr_region"]

_GENERIC_REGIONS = {36, 38, 39, 40}
_TYPE, _LONG_PAGE, _MMR = 0x3F, 0x40, 0x01
_REGION_INFORMATION = 17
"""Bytes before the flags of a region."""
_LONG_FORM = 7


def has_mmr_region(data: bytes) -> bool:
    """Tell whether any generic region of an embedded JBIG2 stream is coded as MMR."""
    place = 0
    try:
        while place < len(data):
            kind, place, size = _segment(data, place)
            if kind in _GENERIC_REGIONS and data[place + _REGION_INFORMATION] & _MMR:
                return True
            place += size
    except (struct.error, IndexError):
        return False  # broken: poppler says so
    return False


def _segment(data: bytes, place: int) -> tuple[int, int, int]:
    """Return the type of a segment, where its data begin, and their size (T.88, 7.2)."""
    number, flags, count = struct.unpack_from(">IBB", data, place)
    place += 5
    referred = count >> 5
    if referred == _LONG_FORM:
        referred = struct.unpack_from(">I", data, place)[0] & 0x1FFFFFFF
        place += 4 + (referred + 8) // 8
    else:
        place += 1
    place += referred * (1 if number <= 256 else 2 if number <= 65536 else 4)
    place += 4 if flags & _LONG_PAGE else 1
    (size,) = struct.unpack_from(">I", data, place)
    return flags & _TYPE, place + 4, size
