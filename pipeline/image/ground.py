"""Print on coloured ground, for reading only: in grey, dark on white.

Faint print on a coloured ground is taken for a part of it where colours are told apart: orange on
yellow. Light print on a ground of middling brightness is no negative, and yet lighter than what is
around it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["on_white_ground"]

_COLOURED = 80
"""Minimum difference between the channels of a coloured ground; old paper has up to 60."""
_EVEN, _PRINT, _THICK = 30, 0.3, 25
"""Maximum deviation of the ground, maximum share of the rest, and the side of what is no print but
a sheet or card on a table, in steps of pixels."""
_PLAIN, _LEAST = 110.0, 40.0
"""Contrast of print that is read as it is, and of the faintest that is more than noise."""
_BETTER = 1.3
"""How many times the contrast in grey a channel must have: channels of a JPEG are coarser."""
_LIGHT = 2.0
"""How many times more light print differs from the ground than dark specks do."""
_STEP = 4
_DARKEST, _LIGHTEST = 0.2, 99.8
"""Percentiles: a page with little print has one letter in so many pixels."""


def on_white_ground(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return dark print on white where a page has faint or light print on a coloured ground.

    Args:
        pixels: uint8 array [height, width, 3], BGR; returned as it is if it needs nothing.
    """
    sample = pixels[::_STEP, ::_STEP]
    ground = np.median(sample.reshape(-1, 3), axis=0)
    if ground.max() - ground.min() < _COLOURED:
        return pixels
    other = (np.abs(sample - ground).max(axis=2) >= _EVEN).astype(np.uint8)
    if other.mean() > _PRINT or cv2.erode(other, np.ones((_THICK, _THICK), np.uint8)).any():
        return pixels
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    dark, light = _depths(grey)
    if dark >= _PLAIN and light <= _LIGHT * dark:
        return pixels
    best = max((pixels[..., place] for place in range(3)), key=lambda each: max(_depths(each)))
    if max(_depths(best)) < _BETTER * max(dark, light):
        best = grey
    return pixels if max(_depths(best)) < _LEAST else _stretched(best)


def _depths(channel: NDArray[np.uint8]) -> tuple[float, float]:
    """Return by how many levels the darkest and the lightest print differ from the ground."""
    low, ground, high = _levels(channel)
    return ground - low, high - ground


def _levels(channel: NDArray[np.uint8]) -> tuple[float, float, float]:
    low, ground, high = np.percentile(channel[::_STEP, ::_STEP], (_DARKEST, 50, _LIGHTEST))
    return float(low), float(ground), float(high)


def _stretched(channel: NDArray[np.uint8]) -> NDArray[np.uint8]:
    low, ground, high = _levels(channel)
    far = high if high - ground > _LIGHT * (ground - low) else low
    levels = (np.arange(256) - far) * (255 / (ground - far))
    table = np.clip(levels, 0, 255).astype(np.uint8)
    return np.repeat(table[channel][..., None], 3, axis=2)
