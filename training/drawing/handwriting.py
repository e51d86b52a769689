"""Text and numbers written with a pen."""

from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from training.drawing.damage import Ink
from training.drawing.fonts import FontShelf, load_font
from training.drawing.strokes import SIGNS, write_digits


class Pen:
    """Writes by hand, with the handwriting-like fonts of a shelf."""

    def __init__(self, shelf: FontShelf, rng: random.Random) -> None:
        """Takes the fonts and the source of chance."""
        self._shelf = shelf
        self._rng = rng

    def can_write(self, text: str) -> bool:
        """Tells whether a font holds all the signs of the text."""
        return bool(self._fonts(text))

    def write(self, text: str, em: int) -> Ink:
        """Returns the ink of the text, cut close; its bottom row is the foot of the digits."""
        rng = self._rng
        if SIGNS.issuperset(text) and rng.random() < 0.6:
            return _cut(self._bend(write_digits(text, em, rng), em))
        path = rng.choice(self._fonts(text))
        font = load_font(path, round(em * rng.uniform(0.95, 1.5)))
        advances = [font.getlength(sign) * rng.uniform(0.85, 1.25) for sign in text]
        margin = em // 2
        size = (int(sum(advances)) + 2 * margin, int(em * 3))
        canvas = Image.new("L", size)
        pen = ImageDraw.Draw(canvas)
        column = float(margin)
        for sign, advance in zip(text, advances, strict=True):
            row = em * 2 + rng.uniform(-0.06, 0.06) * em
            width = rng.choice((0, 0, 1, 2)) if em > 40 else rng.choice((0, 0, 1))
            pen.text((column, row), sign, fill=255, font=font, anchor="ls", stroke_width=width)
            column += advance
        return _cut(self._bend(np.asarray(np.asarray(canvas) / 255, np.float32), em))

    def _fonts(self, text: str) -> list[Path]:
        return self._shelf.digits if SIGNS.issuperset(text) else self._shelf.written

    def _bend(self, ink: Ink, em: int) -> Ink:
        """Slants the writing and bends its strokes."""
        rng = self._rng
        height, width = ink.shape
        rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
        slant = rng.uniform(-0.25, 0.35)
        columns += slant * (rows - height * 0.66)
        for target in (rows, columns):
            period = em * rng.uniform(0.8, 2.5)
            phase = rng.uniform(0, 6.28)
            along = columns if target is rows else rows
            target += em * 0.035 * rng.random() * np.sin(along * 6.28 / period + phase)
        return np.asarray(cv2.remap(ink, columns, rows, cv2.INTER_LINEAR), np.float32)


def _cut(ink: Ink) -> Ink:
    rows = np.flatnonzero(ink.max(1) > 0.2)
    columns = np.flatnonzero(ink.max(0) > 0.2)
    if not rows.size:
        return ink[:1, :1]
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
