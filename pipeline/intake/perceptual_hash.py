"""Perceptual hash: identifies the same picture regardless of encoding, scaling or rotation.

It thresholds the lowest frequencies of the discrete cosine transform at their median (like pHash,
Zauner 2010), with 256 bits instead of 64, because papers on the same form differ in only a few
words. It is computed from the upright image, so a sheet scanned upside down the second time is
found.
"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["hash_distance", "perceptual_hash"]

_SIDE = 128
_FREQUENCIES = 16
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def perceptual_hash(pixels: NDArray[np.uint8], rotation: Literal[0, 90, 180, 270] = 0) -> str:
    """Return the perceptual hash of a page: 64 hexadecimal digits.

    Args:
        pixels: uint8 array [height, width, 3], BGR, the original page.
        rotation: Degrees clockwise by which to rotate it to be upright.
    """
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    upright = cv2.rotate(gray, _TURNS[rotation]) if rotation else gray
    small = cv2.resize(upright, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    waves = cv2.dct(small)[1 : _FREQUENCIES + 1, 1 : _FREQUENCIES + 1]  # without the mean
    bits = np.packbits(waves > np.median(waves))
    return bits.tobytes().hex()


def hash_distance(one: str, other: str) -> int:
    """Return the Hamming distance of two hashes (of 256 bits)."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
