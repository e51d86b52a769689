"""Hands: faces that look written with a pen, which write Vietnamese letters sign by sign.

A face from npm (`@fontsource/*`) comes as files of a few signs each; a face that lacks a letter
gets its marks drawn with a stroke over the letter's base.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from training.drawing.damage import Damage, Ink
from training.drawing.fonts import FontShelf, load_font
from training.drawing.handwriting import Pen, _cut
from training.drawing.strokes import SIGNS
from training.text.charset import readable

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_ROOF, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
# Strokes of the marks; x from -1 to 1 over the letter's width, y upwards, 1 is a mark's height.
_MARKS: Final = {
    _ACUTE: ((-0.3, 0.0), (0.5, 1.0)),
    _GRAVE: ((-0.5, 1.0), (0.3, 0.0)),
    _HOOK: ((-0.3, 0.9), (0.2, 1.1), (0.35, 0.7), (0.0, 0.4), (0.0, 0.1)),
    _TILDE: ((-0.7, 0.2), (-0.3, 0.7), (0.2, 0.3), (0.7, 0.8)),
    _ROOF: ((-0.6, 0.0), (0.0, 0.8), (0.6, 0.0)),
    _BREVE: ((-0.6, 0.8), (-0.2, 0.2), (0.3, 0.2), (0.7, 0.8)),
}
_LETTERS: Final = frozenset(map(ord, "abcdefghijklmnopqrstuvwxyzABCDEGHIKLMNOPQRSTUVXY"))
_KEPT: Final = slice(2, None, 4)
"""Which of the faces from npm, in the order of their names, are kept for the test."""
_NEAT: Final = ("Delius", "Humor-Sans", "KleeOne")
"""Faces of the shelf that are as even as print."""


@dataclass(frozen=True)
class Hand:
    """One handwriting-like face.

    Attributes:
        name: Of the face.
        files: The file that holds each sign.
    """

    name: str
    files: dict[str, Path]

    def holds(self, text: str) -> bool:
        """Tells whether it can write the text, with marks drawn where letters lack."""
        return all(sign in self.files or _base(sign) in self.files for sign in text)


def find_hands(folder: Path, shelf: FontShelf) -> tuple[list[Hand], list[Hand]]:
    """Returns the faces to train with and those kept for the test.

    Args:
        folder: That of `npm install`, with `node_modules/@fontsource/*`.
        shelf: Whose handwriting-like faces are taken besides; they are trained with.

    Raises:
        FileNotFoundError: There are no such faces.
    """
    packages = sorted((folder / "node_modules" / "@fontsource").glob("*"))
    hands = [_hand(each.name, sorted(each.glob("files/*-400-normal.woff"))) for each in packages]
    if not hands:
        raise FileNotFoundError(f"no @fontsource packages in {folder}")
    kept = hands[_KEPT]
    absent = (*_NEAT, *(hand.name.title().replace("-", "") for hand in kept))
    own = [_hand(path.stem, [path]) for path in shelf.digits if not path.name.startswith(absent)]
    return [hand for hand in (*hands, *own) if hand not in kept and _is_whole(hand)], kept


class Writer(Pen):
    """Writes letters with hands, and digits also as strokes."""

    def __init__(self, hands: list[Hand], shelf: FontShelf, seed: int) -> None:
        """Takes the hands, the fonts of digits, and a seed."""
        super().__init__(shelf, random.Random(seed))  # noqa: S311
        self._hands = hands
        self._damage = Damage(self._rng, seed)

    def can_write(self, text: str) -> bool:
        """Tells whether a hand holds all the signs of the text."""
        return any(hand.holds(text) for hand in self._hands)

    def write(self, text: str, em: int) -> Ink:
        """Returns the ink of the text, cut close, worn as print is."""
        if SIGNS.issuperset(text) and self._rng.random() < 0.5:
            ink = super().write(text, em)
        else:
            ink = self._letters(text, em)
        if self._rng.random() < 0.7:
            # A photocopier wears all ink alike: its edges must not tell who wrote it.
            ink = self._damage.print_ink(np.pad(ink, 3), em)
        return _cut(ink)

    def _letters(self, text: str, em: int) -> Ink:
        rng = self._rng
        hand = rng.choice([hand for hand in self._hands if hand.holds(text)])
        size = _size(hand, em * rng.uniform(0.36, 0.72))
        joined = rng.random() < 0.5
        spread = rng.uniform(0.97, 1.02) if joined else rng.uniform(0.9, 1.2)
        thick = rng.choice((0, 0, 1, round(em * rng.uniform(0, 0.03))))
        sheet = Image.new("L", (int(len(text) * size * 0.9 * spread) + 4 * em, em * 6))
        canvas, column, foot = ImageDraw.Draw(sheet), float(em), em * 3.4
        drift = rng.uniform(-0.012, 0.012) * em
        for sign in text:
            foot += drift + (0 if joined else rng.uniform(-0.04, 0.04) * em)
            drawn = sign if sign in hand.files else _base(sign)
            font = load_font(hand.files[drawn], size)
            canvas.text((column, foot), drawn, 255, font, "ls", stroke_width=thick)
            if drawn != sign:
                self._mark(canvas, sign, drawn, font, (column, foot), em)
            column += font.getlength(drawn) * spread * (1 if joined else rng.uniform(0.9, 1.15))
        ink = np.asarray(np.asarray(sheet) / 255, np.float32)
        for scale in (em, em // 2):
            ink = self._bend(ink, max(4, scale))
        return ink

    def _mark(
        self,
        canvas: ImageDraw.ImageDraw,
        sign: str,
        base: str,
        font: ImageFont.FreeTypeFont,
        at: tuple[float, float],
        em: int,
    ) -> None:
        """Draws the marks that make the sign of its base letter."""
        rng = self._rng
        left, top, right, _ = font.getbbox(base, anchor="ls")
        middle, half = at[0] + (left + right) / 2, max(em * 0.12, (right - left) * 0.35)
        tall, thick = em * rng.uniform(0.14, 0.24), max(1, round(em * rng.uniform(0.04, 0.08)))
        row = at[1] + top - em * rng.uniform(0.05, 0.15)
        for mark in unicodedata.normalize("NFD", sign)[1:] or "-":
            if mark in _MARKS:
                curve = [(middle + x * half, row - y * tall) for x, y in _MARKS[mark]]
                row -= tall * 1.3
            elif mark == _DOT:
                low = at[1] + em * rng.uniform(0.15, 0.3)
                curve = [(middle, low), (middle + thick, low + thick)]
            elif mark == _HORN:
                high = at[1] + top
                edge = at[0] + right
                curve = [(edge - tall * 0.3, high + tall * 0.4), (edge + tall * 0.4, high - tall)]
            else:
                high = at[1] + top * (0.5 if sign == "Đ" else 0.75)
                curve = [(middle - half * 0.5, high), (middle + half, high)]
            canvas.line(curve, fill=255, width=thick, joint="curve")


def _hand(name: str, paths: list[Path]) -> Hand:
    files: dict[str, Path] = {}
    for path in paths:
        with TTFont(path, lazy=True) as font:
            for code in font.getBestCmap() or ():
                if readable(chr(code)) or code == 32:
                    files.setdefault(chr(code), path)
    return Hand(name, files)


def _is_whole(hand: Hand) -> bool:
    return all(chr(code) in hand.files for code in _LETTERS)


def _base(sign: str) -> str:
    if sign in "đĐ":
        return "d" if sign == "đ" else "D"
    return unicodedata.normalize("NFD", sign)[0]


def _size(hand: Hand, x_height: float) -> int:
    """The type size at which the face's small letters have a height in pixels."""
    trial = load_font(hand.files["x"], 100)
    _, top, _, _ = trial.getbbox("x", anchor="ls")
    return max(8, round(x_height * 100 / max(10.0, -top)))
