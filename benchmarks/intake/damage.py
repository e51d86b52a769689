"""Simulated damage of pages: skewed, photographed, dark, out of focus."""

from __future__ import annotations

import random
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["MILD", "Pixels", "bent", "bled_through", "curved", "photographed", "skewed"]

Pixels = NDArray[np.uint8]
_WHITE = (255, 255, 255)
_BLEED_BLUR_MM = 0.25
"""Spread of ink on its way through the sheet."""


def skewed(picture: Pixels, clockwise: float) -> Pixels:
    """Turn the content within a canvas that holds all of it, as a feeder lets a sheet slip."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -clockwise, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = round(height * sin + width * cos), round(height * cos + width * sin)
    matrix[0, 2] += (size[0] - width) / 2
    matrix[1, 2] += (size[1] - height) / 2
    turned = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_CUBIC, borderValue=_WHITE)
    return np.asarray(turned, np.uint8)


def photographed(picture: Pixels, rng: random.Random) -> Pixels:
    """Lay a page on a darker table, look at it from an angle, under a lamp at one side."""
    height, width = picture.shape[:2]
    wide, high = int(width * 1.25), int(height * 1.2)
    near = [rng.uniform(0.02, 0.12) for _ in range(8)]
    corners = np.array(
        [
            (wide * near[0], high * near[1]),
            (wide * (1 - near[2]), high * near[3]),
            (wide * (1 - near[4]), high * (1 - near[5])),
            (wide * near[6], high * (1 - near[7])),
        ],
        np.float32,
    )
    sheet = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    view = cv2.getPerspectiveTransform(sheet, corners)
    page = cv2.warpPerspective(picture, view, (wide, high), flags=cv2.INTER_CUBIC)
    covered = cv2.warpPerspective(np.full((height, width), 255, np.uint8), view, (wide, high))
    noise = np.random.default_rng(rng.randrange(1 << 30))
    table = noise.normal(rng.uniform(30, 120), 12, (high // 8, wide // 8, 1))
    ground = cv2.resize(np.repeat(np.clip(table, 0, 255), 3, axis=2).astype(np.uint8), (wide, high))
    scene = np.where(covered[:, :, None] > 127, page, ground)
    x, y = np.linspace(-0.5, 0.5, wide), np.linspace(-0.5, 0.5, high)[:, None]
    light = 0.82 + 0.3 * (rng.uniform(-1, 1) * x + rng.uniform(-1, 1) * y)
    lit = scene * light[:, :, None] + noise.normal(0, 3, (high, wide, 1))
    return np.asarray(np.clip(lit, 0, 255), np.uint8)


def curved(picture: Pixels, rng: random.Random) -> Pixels:
    """Bend a page by 3 to 6 mm: an arch, a wave, or one side that rises to the spine of a book."""
    return bent(picture, rng.choice(("arch", "wave", "spine")), rng.uniform(3, 6))


def bent(picture: Pixels, shape: str, rise_mm: float) -> Pixels:
    """Let the lines of an A4 page rise and fall, more towards its lower edge.

    Args:
        picture: The flat page.
        shape: `arch`, `wave` or `spine`.
        rise_mm: Difference between the highest and the lowest place of a line at half height.
    """
    height, width = picture.shape[:2]
    x = np.linspace(0, 1, width)
    curve = {
        "arch": np.sin(np.pi * x),
        "wave": np.sin(2 * np.pi * x) / 2 + 0.3 * np.sin(np.pi * x),
        "spine": np.exp(-x / 0.18),
    }[shape]
    rise = rise_mm * min(height, width) / 210 / np.ptp(curve)
    y = np.arange(height)[:, None]
    rows = y + rise * curve * (0.6 + 0.8 * y / height)
    columns = np.tile(np.arange(width, dtype=np.float32), (height, 1))
    bent = cv2.remap(picture, columns, rows.astype(np.float32), cv2.INTER_CUBIC, borderValue=_WHITE)
    return np.asarray(bent, np.uint8)


def bled_through(picture: Pixels, back: Pixels, contrast: float) -> Pixels:
    """Let the other side of the sheet show through: mirrored, blurred, pale, under the print.

    Args:
        picture: The page.
        back: The other side; made to fit.
        contrast: Of what shows through, 0 to 1.
    """
    height, width = picture.shape[:2]
    other = cv2.flip(cv2.resize(back, (width, height), interpolation=cv2.INTER_AREA), 1)
    sigma = _BLEED_BLUR_MM * min(height, width) / 210
    pale = 255 - (255 - cv2.GaussianBlur(other, (0, 0), sigma).astype(np.float32)) * contrast
    return np.asarray(picture * (pale / 255), np.uint8)


def _bled_through(picture: Pixels, rng: random.Random) -> Pixels:
    """The back says the same, on other lines: no two pages are needed."""
    moved = np.roll(picture, rng.randint(5, 30) * len(picture) // 100, axis=0)
    return bled_through(picture, moved, rng.uniform(0.2, 0.35))


def _turned(picture: Pixels, rng: random.Random) -> Pixels:
    return np.ascontiguousarray(np.rot90(picture, rng.randint(1, 3)))


def _skewed(picture: Pixels, rng: random.Random) -> Pixels:
    return skewed(picture, rng.choice((-1, 1)) * rng.uniform(2, 15))


def _darkened(picture: Pixels, _: random.Random) -> Pixels:
    return np.asarray(picture * 0.6, np.uint8)


def _blurred(picture: Pixels, _: random.Random) -> Pixels:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.2), np.uint8)


MILD: dict[str, Callable[[Pixels, random.Random], Pixels]] = {
    "turned": _turned,
    "skewed by 2 to 15 degrees": _skewed,
    "darkened to 60 %": _darkened,
    "blurred, sigma 1.2": _blurred,
    "photographed": photographed,
    "curved": curved,
    "bleed-through, 20 to 35 %": _bled_through,
}
"""Damages after which a page must still be read as well as before."""
