"""Checks that a fax (ITU-T T.4 and T.6) decodes completely.

Fax decoders continue after invalid codes, because telephone lines garble some, and interpret a run
of zeros as the end marker. So data lost on a disk would be signed as white.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PIL import TiffImagePlugin

from pipeline.intake.decode.standard_error import caught_standard_error

__all__ = ["has_hole", "load_fax"]

_HOLE = bytes(8)
"""No T.6 code has this many consecutive zero bits."""
_END = 0x001001
"""EOFB of T.6: two end-of-line markers."""
_FILL_ORDER, _LOW_BIT_FIRST = 266, 2
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_BAD_ROW = re.compile(rb"Bad code word|Uncompressed data|Premature EOF")
_BAD_ROWS = 0.01
"""Maximum share of garbled rows in a group 3 fax, in which each row is coded independently."""


def load_fax(frame: TiffImagePlugin.TiffImageFile) -> None:
    """Decode a frame with fax compression.

    Raises:
        ValueError: Rows are missing.
        Exception: Anything that Pillow raises for damaged images.
    """
    lines_begin_anew = frame.info["compression"] == "group3"
    if not lines_begin_anew and any(map(has_hole, _strips(frame))):
        raise ValueError("the fax has a hole")
    with caught_standard_error() as said:
        frame.load()
    lost = len(_BAD_ROW.findall(said()))
    if lost > (_BAD_ROWS * frame.height if lines_begin_anew else 0):
        raise ValueError("rows of the fax cannot be decoded")


def has_hole(data: bytes) -> bool:
    """Return whether group 4 data (most significant bit first) has zeros in place of codes."""
    codes = data.rstrip(b"\0")
    if _HOLE in codes:
        return True
    tail = int.from_bytes(codes[-4:] + b"\0", "big")
    ended = any(tail >> shift & 0xFFFFFF == _END for shift in range(17))
    return not ended and len(data) - len(codes) >= len(_HOLE)


def _strips(frame: TiffImagePlugin.TiffImageFile) -> Iterator[bytes]:
    tags, file = frame.tag_v2, frame.fp
    offsets = tags.get(TiffImagePlugin.STRIPOFFSETS, ())
    sizes = tags.get(TiffImagePlugin.STRIPBYTECOUNTS, ())
    if file is None:
        return
    for offset, size in zip(offsets, sizes, strict=False):
        file.seek(offset)
        data = file.read(size)
        yield data.translate(_REVERSED) if tags.get(_FILL_ORDER) == _LOW_BIT_FIRST else data
