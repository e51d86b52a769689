"""Frames of a TIFF, taken out without touching a picture.

The frames of a TIFF are a chain: the header tells where the first directory is, and each directory
ends with the place of the next (TIFF 6.0, section 2). To leave frames out, the chain is linked past
them; not a byte of a picture is decoded.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

__all__ = ["select_frames"]

_HEADER_LINK = 4
_ENTRY = 12
"""Bytes of an entry of a directory."""


def select_frames(data: bytes, numbers: Sequence[int]) -> bytes:
    """Return a TIFF whose chain holds some frames only.

    The pictures of the others still lie in the bytes: for handing on to a decoder, not for keeping.

    Args:
        data: A classic TIFF.
        numbers: Of the frames to keep, from 1, in order.

    Raises:
        ValueError: The chain is broken or has no such frame.
    """
    order = "<" if data[:2] == b"II" else ">"
    links, places = [_HEADER_LINK], []
    try:
        while place := struct.unpack_from(f"{order}I", data, links[-1])[0]:
            if place in places:
                raise ValueError("the frames of the TIFF form a loop")
            places.append(place)
            (entries,) = struct.unpack_from(f"{order}H", data, place)
            links.append(place + 2 + _ENTRY * entries)
        kept = [(places[number - 1], links[number]) for number in numbers]
    except (struct.error, IndexError) as error:
        raise ValueError("the chain of the TIFF's frames is broken") from error
    changed = bytearray(data)
    link = _HEADER_LINK
    for place, after in kept:
        struct.pack_into(f"{order}I", changed, link, place)
        link = after
    struct.pack_into(f"{order}I", changed, link, 0)
    return bytes(changed)
