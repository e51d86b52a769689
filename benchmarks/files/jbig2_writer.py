"""Writes JBIG2 as scanners do: one generic region in arithmetic code (ISO/IEC 14492)."""

from __future__ import annotations

import struct
from typing import Final

import numpy as np
from PIL import Image

__all__ = ["jbig2"]

_STATES: Final = (
    (0x5601, 1, 1, 1), (0x3401, 2, 6, 0), (0x1801, 3, 9, 0), (0x0AC1, 4, 12, 0),
    (0x0521, 5, 29, 0), (0x0221, 38, 33, 0), (0x5601, 7, 6, 1), (0x5401, 8, 14, 0),
    (0x4801, 9, 14, 0), (0x3801, 10, 14, 0), (0x3001, 11, 17, 0), (0x2401, 12, 18, 0),
    (0x1C01, 13, 20, 0), (0x1601, 29, 21, 0), (0x5601, 15, 14, 1), (0x5401, 16, 14, 0),
    (0x5101, 17, 15, 0), (0x4801, 18, 16, 0), (0x3801, 19, 17, 0), (0x3401, 20, 18, 0),
    (0x3001, 21, 19, 0), (0x2801, 22, 19, 0), (0x2401, 23, 20, 0), (0x2201, 24, 21, 0),
    (0x1C01, 25, 22, 0), (0x1801, 26, 23, 0), (0x1601, 27, 24, 0), (0x1401, 28, 25, 0),
    (0x1201, 29, 26, 0), (0x1101, 30, 27, 0), (0x0AC1, 31, 28, 0), (0x09C1, 32, 29, 0),
    (0x08A1, 33, 30, 0), (0x0521, 34, 31, 0), (0x0441, 35, 32, 0), (0x02A1, 36, 33, 0),
    (0x0221, 37, 34, 0), (0x0141, 38, 35, 0), (0x0111, 39, 36, 0), (0x0085, 40, 37, 0),
    (0x0049, 41, 38, 0), (0x0025, 42, 39, 0), (0x0015, 43, 40, 0), (0x0009, 44, 41, 0),
    (0x0005, 45, 42, 0), (0x0001, 45, 43, 0), (0x5601, 46, 46, 0),
)  # fmt: skip
"""Table E.1: probability, next state after the more and the less probable symbol, switch."""
_ADAPTIVE = bytes((3, 0xFF, 0xFD, 0xFF, 2, 0xFE, 0xFE, 0xFE))
"""Adaptive pixels of template 0 at their usual places."""


class _Coder:
    """The arithmetic encoder of annex E."""

    def __init__(self) -> None:
        self.a, self.c, self.count = 0x8000, 0, 12
        self.out = bytearray((0,))
        self.index = [0] * (1 << 16)
        self.mps = [0] * (1 << 16)

    def encode(self, context: int, bit: int) -> None:
        probability, more, less, switch = _STATES[self.index[context]]
        self.a -= probability
        if bit == self.mps[context]:
            if self.a & 0x8000:
                self.c += probability
                return
            if self.a < probability:
                self.a = probability
            else:
                self.c += probability
            self.index[context] = more
        else:
            if self.a < probability:
                self.c += probability
            else:
                self.a = probability
            self.mps[context] ^= switch
            self.index[context] = less
        while True:
            self.a, self.c, self.count = self.a << 1, self.c << 1, self.count - 1
            if not self.count:
                self._byte()
            if self.a & 0x8000:
                return

    def _byte(self) -> None:
        if self.out[-1] != 0xFF and self.c >= 0x8000000:
            self.out[-1] += 1
            if self.out[-1] == 0xFF:
                self.c &= 0x7FFFFFF
        if self.out[-1] == 0xFF:
            self.out.append(self.c >> 20 & 0xFF)
            self.c, self.count = self.c & 0xFFFFF, 7
        else:
            self.out.append(self.c >> 19 & 0xFF)
            self.c, self.count = self.c & 0x7FFFF, 8

    def end(self) -> bytes:
        limit = self.c + self.a
        self.c |= 0xFFFF
        if self.c >= limit:
            self.c -= 0x8000
        for _ in range(2):
            self.c <<= self.count
            self._byte()
        if self.out[-1] != 0xFF:
            self.out.append(0xFF)
        return bytes(self.out[1:]) + b"\xac"


def jbig2(picture: Image.Image) -> bytes:
    """Return the stream of a picture of 1 bit, as it is embedded in a PDF."""
    width, height = picture.size
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\0" + _ADAPTIVE + _generic(picture)
    return _segment(0, 48, page) + _segment(1, 38, region)


def _segment(number: int, kind: int, data: bytes) -> bytes:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data


def _generic(picture: Image.Image) -> bytes:
    """Encode by template 0 (6.2.5.3); 1 stands for black."""
    black = np.pad((~np.asarray(picture)).astype(np.uint8), ((2, 0), (4, 4))).tolist()
    coder = _Coder()
    encode, width = coder.encode, picture.width
    for y in range(2, picture.height + 2):
        above2, above, row = black[y - 2], black[y - 1], black[y]
        for x in range(4, width + 4):
            context = (
                row[x - 1] | row[x - 2] << 1 | row[x - 3] << 2 | row[x - 4] << 3
                | above[x + 3] << 4 | above[x + 2] << 5 | above[x + 1] << 6 | above[x] << 7
                | above[x - 1] << 8 | above[x - 2] << 9 | above[x - 3] << 10
                | above2[x + 2] << 11 | above2[x + 1] << 12 | above2[x] << 13
                | above2[x - 1] << 14 | above2[x - 2] << 15
            )  # fmt: skip
            encode(context, row[x])
    return coder.end()
