"""Simulates the damage of printers, copiers, fax machines, scanners and phones to a line of text.

Ink is a float32 array in [0, 1] (1 = covered); a scan is a uint8 grey or colour picture.
"""

from __future__ import annotations

import random
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Ink = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]

RED: Final = (60, 50, 215)  # BGR, as everywhere here


class Damage:
    """Damages ink and scans at random."""

    def __init__(self, rng: random.Random, seed: int) -> None:
        """Takes the source of choices, and a seed for pixel noise."""
        self._rng = rng
        self._noise = np.random.default_rng(seed)

    def print_ink(self, ink: Ink, em: float) -> Ink:
        """Spreads or starves the ink with ragged edges; em is the letter size in pixels."""
        rng = self._rng
        if rng.random() < 0.25:
            return ink
        sigma = em * rng.uniform(0.006, 0.026)
        soft = cv2.GaussianBlur(ink, (0, 0), sigma)
        level = rng.uniform(0.3, 0.57)
        grain = self._field(ink.shape, max(2.0, em * rng.uniform(0.03, 0.12)))
        rough = soft + grain * rng.choice((0.02, 0.05, 0.1, 0.16)) * rng.random()
        if rng.random() < 0.08:
            rough = rough - np.maximum(self._field(ink.shape, em * rng.uniform(0.5, 3)), 0) * 0.25
        sharpness = rng.uniform(3, 12)
        printed: Ink = np.clip((rough - level) * sharpness + 0.5, 0, 1).astype(np.float32)
        return printed

    def scan(self, grey_or_colour: npt.NDArray[np.float32], em: float) -> Picture:
        """Turns reflected light (0 to 255) into what a scanner of the usual kinds delivers."""
        rng = self._rng
        light = grey_or_colour
        if rng.random() < 0.25:
            light = light + self._shade(light.shape[:2], light.ndim)
        form = rng.random()
        if form < 0.48:
            return self._bilevel(_grey(light), em)
        if form < 0.58:
            light = self._phone(light, em)
        noise = self._noise.standard_normal(light.shape, dtype=np.float32)
        light = light + noise * rng.choice((0.5, 2, 4, 9)) * rng.random()
        scanned: Picture = np.clip(light, 0, 255).astype(np.uint8)
        if rng.random() < 0.45:
            quality = [cv2.IMWRITE_JPEG_QUALITY, rng.randint(35, 92)]
            packed = cv2.imencode(".jpg", scanned, quality)[1]
            scanned = np.asarray(cv2.imdecode(packed, cv2.IMREAD_UNCHANGED), np.uint8)
        return scanned

    def _bilevel(self, grey: npt.NDArray[np.float32], em: float) -> Picture:
        """A black and white scan: threshold, specks, blots, perhaps a copy of a copy."""
        rng = self._rng
        for generation in range(rng.choices((1, 2), (0.85, 0.15))[0]):
            if generation or rng.random() < 0.4:
                grey = cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.3, 0.65))
            paper = float(np.percentile(grey, 90))
            ink = float(np.percentile(grey, 2))
            grain = self._noise.standard_normal(grey.shape, dtype=np.float32)
            noisy = grey + grain * rng.uniform(0, 0.1) * (paper - ink)
            level = ink + (paper - ink) * rng.uniform(0.4, 0.74)
            grey = np.where(noisy > level, 255, 0).astype(np.float32)
        bits: Picture = grey.astype(np.uint8)
        if rng.random() < 0.45:
            self._speckle(bits, em)
        if rng.random() < 0.03:
            bits = self._fax(bits)
        return bits

    def _speckle(self, bits: Picture, em: float) -> None:
        """Dots of dirt and holes in strokes, of one to a few pixels."""
        rng = self._rng
        height, width = bits.shape
        count = int(height * width * rng.choice((0.0003, 0.001, 0.003)) * rng.random())
        for _ in range(min(count, 120)):
            size = rng.choices((1, 2, 3, max(3, int(em * 0.12))), (0.6, 0.25, 0.1, 0.05))[0]
            row, column = rng.randrange(height), rng.randrange(width)
            value = 0 if rng.random() < 0.75 else 255
            bits[row : row + rng.randint(1, size), column : column + rng.randint(1, size)] = value

    def _fax(self, bits: Picture) -> Picture:
        height, width = bits.shape
        coarse = cv2.resize(bits, (width, max(12, height // 2)), interpolation=cv2.INTER_AREA)
        coarse = np.where(coarse > 127, 255, 0).astype(np.uint8)
        fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST)
        return np.asarray(fine, np.uint8)

    def _phone(self, light: npt.NDArray[np.float32], em: float) -> npt.NDArray[np.float32]:
        """A hand-held camera: shake, soft focus, and a shadow."""
        length = max(1, int(em * self._rng.uniform(0, 0.1)))
        kernel = np.zeros((length, length), np.float32)
        if self._rng.random() < 0.5:
            kernel[length // 2, :] = 1 / length
        else:
            np.fill_diagonal(kernel, 1 / length)
        moved = cv2.filter2D(light, -1, kernel)
        soft = cv2.GaussianBlur(moved, (0, 0), self._rng.uniform(0.3, 0.03 * em + 0.35))
        shaded: npt.NDArray[np.float32] = soft + self._shade(light.shape[:2], light.ndim)
        return shaded

    def _shade(self, shape: tuple[int, ...], dimensions: int) -> npt.NDArray[np.float32]:
        """Uneven light along and across the line."""
        along = np.linspace(self._rng.uniform(-35, 20), self._rng.uniform(-35, 20), shape[1])
        across = np.linspace(self._rng.uniform(-15, 8), self._rng.uniform(-15, 8), shape[0])
        shade: npt.NDArray[np.float32] = (along[None, :] + across[:, None]).astype(np.float32)
        return shade if dimensions == 2 else shade[:, :, None]

    def _field(self, shape: tuple[int, ...], grain: float) -> Ink:
        """Smooth noise of unit strength whose spots are `grain` pixels wide."""
        small = (max(2, int(shape[0] / grain) + 1), max(2, int(shape[1] / grain) + 1))
        noise = self._noise.standard_normal(small, dtype=np.float32)
        field = cv2.resize(noise, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
        return np.asarray(field, np.float32)


def _grey(light: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    if light.ndim == 2:
        return light
    clipped = np.clip(light, 0, 255).astype(np.float32)
    return np.asarray(cv2.cvtColor(clipped, cv2.COLOR_BGR2GRAY), np.float32)
