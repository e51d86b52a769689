"""Prints a drawn page and scans it: skew, blur, uneven light, noise, specks, compression."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
import numpy.typing as npt

from schemas.record.reading import Line, PageReading, Point, Polygon

__all__ = ["Damage", "Grade", "Scan", "scan"]

Pixels = npt.NDArray[np.uint8]


class Grade(StrEnum):
    """How well a paper was scanned."""

    CLEAN = "clean"
    SCAN = "scan"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class Damage:
    """The worst a grade does to a page."""

    skew: float = 0.0
    """Degrees, either way."""
    blur: float = 0.0
    """Standard deviation, pixels at 200 dpi."""
    noise: float = 0.0
    """Standard deviation, grey levels."""
    shade: float = 0.0
    """Loss of light from one side to the other, share."""
    fade: float = 0.0
    """Loss of contrast of the print, share."""
    specks: int = 0
    quality: int = 90
    """Of the JPEG."""


DAMAGE = {
    Grade.CLEAN: Damage(),
    Grade.SCAN: Damage(skew=0.7, blur=0.6, noise=2.5, shade=0.06, specks=25, quality=65),
    Grade.POOR: Damage(skew=2.0, blur=1.0, noise=9.0, shade=0.18, fade=0.3, specks=250, quality=40),
}


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned page."""

    pixels: Pixels
    """(height, width, RGB)."""
    quality: int
    turned: npt.NDArray[np.float64]
    """Affine map (2, 3) from the drawn page to the scan."""
    skew: float
    """Degrees by which the page lies turned counter-clockwise."""

    def reading(self, truth: PageReading) -> PageReading:
        """Return the true reading of the drawn page with polygons where they lie in the scan."""
        lines = [
            line.model_copy(update={"polygon": self._moved(line.polygon)}) for line in truth.lines
        ]
        codes = [
            code.model_copy(update={"polygon": self._moved(code.polygon)}) for code in truth.codes
        ]
        found: dict[str, tuple[Line, ...] | object] = {
            "lines": tuple(lines),
            "codes": tuple(codes),
            "skew": self.skew,
        }
        return truth.model_copy(update=found)

    def _moved(self, polygon: Polygon) -> Polygon:
        corners = np.array([(x, y, 1.0) for x, y in polygon]) @ self.turned.T
        a, b, c, d = (Point(float(x), float(y)) for x, y in corners)
        return (a, b, c, d)


def scan(page: Pixels, grade: Grade, rng: random.Random) -> Scan:
    """Scan one page; the same generator state gives the same scan."""
    damage = DAMAGE[grade]
    height, width = page.shape[:2]
    skew = rng.uniform(-damage.skew, damage.skew)
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    if skew:
        page = cv2.warpAffine(
            page, turned, (width, height), flags=cv2.INTER_CUBIC, borderValue=(235, 233, 228)
        )
    light = page.astype(np.float32)
    if damage.fade:
        light = 255 - (255 - light) * (1 - damage.fade * rng.uniform(0.5, 1))
    if damage.specks:
        _sprinkle(light, rng, damage.specks)
    if damage.blur:
        light = cv2.GaussianBlur(light, (0, 0), damage.blur * rng.uniform(0.7, 1))
    if damage.shade:
        light *= _slope(height, width, damage.shade * rng.uniform(0.3, 1), rng)[..., None]
    if damage.noise:
        seeded = np.random.default_rng(rng.getrandbits(64))
        light += seeded.normal(0, damage.noise, (height, width, 1)).astype(np.float32)
    pixels = np.clip(light, 0, 255).astype(np.uint8)
    return Scan(pixels, damage.quality, np.asarray(turned, dtype=np.float64), skew)


def _sprinkle(light: npt.NDArray[np.float32], rng: random.Random, count: int) -> None:
    height, width = light.shape[:2]
    for _ in range(rng.randint(count // 2, count)):
        at = (rng.randrange(width), rng.randrange(height))
        grey = rng.randint(40, 180)
        cv2.circle(light, at, rng.choice((0, 0, 1, 1, 2)), (grey, grey, grey), -1)


def _slope(height: int, width: int, loss: float, rng: random.Random) -> npt.NDArray[np.float32]:
    """Light that falls off in one direction (height, width)."""
    angle = rng.uniform(0, math.tau)
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :] * math.cos(angle)
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None] * math.sin(angle)
    return (1 - loss * (x + y + 0.5)).astype(np.float32)
