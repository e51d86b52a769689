"""Print on coloured ground, for reading only: the one colour channel in which it stands out.

Orange on yellow has the same brightness and another green. White, or yellow, on a ground of
middling brightness is no negative, and yet lighter than what is around it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["on_white_ground"]

_COLOURED = 80
"""Minimum difference between the channels of a coloured ground; old paper has up to 60."""
_EVEN, _GROUND = 30, 0.7
"""Maximum deviation of the ground, and its minimum share: a table around a sheet has less."""
_FAINT, _BETTER, _LEAST = 110.0, 1.5, 50.0
"""Contrast above which print is plain in grey; how many times better a channel has to be, and how
good at least."""
_LIGHT = 2.0
"""How many times more light print differs from the ground than dark specks do."""


def on_white_ground(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return dark print on a light ground where a page has faint or light print on a coloured one.

    Args:
        pixels: uint8 array [height, width, 3], BGR; returned as it is if it needs nothing.
    """
    sample = pixels[::4, ::4]
    ground = np.median(sample.reshape(-1, 3), axis=0)
    if ground.max() - ground.min() < _COLOURED:
        return pixels
    if (np.abs(sample - ground).max(axis=2) < _EVEN).mean() < _GROUND:
        return pixels
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    in_grey = max(_depths(grey))
    channels = [np.ascontiguousarray(pixels[..., place]) for place in range(3)]
    best = max(channels, key=lambda channel: max(_depths(channel)))
    if in_grey >= _FAINT or max(_depths(best)) < max(_LEAST, _BETTER * in_grey):
        best = np.asarray(grey, np.uint8)
    dark, light = _depths(best)
    if light > _LIGHT * dark:
        return np.repeat((255 - best)[..., None], 3, axis=2)
    return pixels if best is grey else np.repeat(best[..., None], 3, axis=2)


def _depths(channel: NDArray[np.uint8]) -> tuple[float, float]:
    """Return by how many levels the darkest and the lightest print differ from the ground."""
    low, ground, high = np.percentile(channel[::4, ::4], (0.2, 50, 99.8))
    return float(ground - low), float(high - ground)
