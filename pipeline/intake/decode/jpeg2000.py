"""Holes in JPEG 2000: runs of zeros that no coder writes.

An empty packet is one zero byte (ISO/IEC 15444-1, B.10.3), so a tile may hold as many in a row as
it has packets. Coded data hold no long runs of zeros, except in raw passes. Decoders fill a hole
with noise and report success.
"""

from __future__ import annotations

import struct

__all__ = ["has_hole"]

_SIZE, _CODING, _DATA, _END = b"\xff\x51", b"\xff\x52", b"\xff\x93", b"\xff\xd9"
"""SIZ, COD, SOD and EOC."""
_LEAST = 128
"""Number of zeros that are a hole however few packets a tile has."""
_RAW, _OWN_PRECINCTS = 1, 1


def has_hole(data: bytes) -> bool:
    """Return whether a block of a codestream was lost and lies there as zeros."""
    start = data.find(_DATA)
    if start < 0:
        return True
    try:
        limit = _longest_run(data[:start])
    except (struct.error, IndexError):
        return False
    return limit is not None and bytes(limit) in data[start : data.rfind(_END)]


def _longest_run(header: bytes) -> int | None:
    """Return how many zeros cannot follow one another; None if any number may."""
    size, coding = header.find(_SIZE), header.find(_CODING)
    if size < 0 or coding < 0:
        return None
    width, height, _, _, across, down = struct.unpack_from(">6I", header, size + 6)
    (channels,) = struct.unpack_from(">H", header, size + 38)
    styles, _, layers, _, levels = struct.unpack_from(">BBHBB", header, coding + 4)
    if header[coding + 12] & _RAW:
        return None
    tile = min(width, across), min(height, down)
    precincts = 0
    for level in range(levels + 1):
        sides = header[coding + 14 + level] if styles & _OWN_PRECINCTS else 0xFF
        scale = levels - level
        columns, rows = (
            -(-side >> scale + exponent) + 1  # one more where the grid is not at the corner
            for side, exponent in zip(tile, (sides & 15, sides >> 4), strict=True)
        )
        precincts += columns * rows
    return int(max(_LEAST, layers * channels * precincts + _LEAST // 2))
