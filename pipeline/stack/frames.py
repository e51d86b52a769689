"""Selects frames of a TIFF without decoding pictures.

The frames of a TIFF are a linked list: the header has the offset of the first directory, and each
directory ends with the offset of the next (TIFF 6.0, section 2). To leave frames out, the list is
linked past them; no picture data is decoded.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

__all__ = ["select_frames"]

_HEADER_LINK = 4
_ENTRY = 12
"""Size of a directory entry, bytes."""


def select_frames(data: bytes, numbers: Sequence[int]) -> bytes:
    """Return a TIFF whose list contains only some frames.

    The bytes still contain the other pictures: pass the result to a decoder, do not store it.

    Args:
        data: A classic TIFF.
        numbers: Numbers of the frames to keep, from 1, in order.

    Raises:
        ValueError: The list is broken or has no such frame.
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
