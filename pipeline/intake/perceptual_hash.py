"""A key by which the same picture is known again, however it was encoded, scaled or turned.

The perceptual hash of the signs of the lowest frequencies (discrete cosine transform, as pHash of
Zauner 2010), of 256 bits instead of 64: papers of one form differ in a few words only. The key is
taken from the upright picture, so that a sheet that was laid upside down the second time is found.
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
    """Return the key of a page: 64 hexadecimal digits.

    Args:
        pixels: uint8 array [height, width, 3], BGR, the original page.
        rotation: Degrees clockwise by which it is turned to stand upright.
    """
    gray = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    upright = cv2.rotate(gray, _TURNS[rotation]) if rotation else gray
    small = cv2.resize(upright, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    waves = cv2.dct(small)[1 : _FREQUENCIES + 1, 1 : _FREQUENCIES + 1]  # without the mean
    bits = np.packbits(waves > np.median(waves))
    return bits.tobytes().hex()


def hash_distance(one: str, other: str) -> int:
    """Return in how many of the 256 bits two keys differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
