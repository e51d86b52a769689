"""Setting the words of a line, its neighbours, rules and stamps into layers of ink."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.drawing.damage import RED, Ink
from training.drawing.fonts import FontShelf, load_font
from training.drawing.handwriting import Pen
from training.text.wording import Piece, Wording

_BLUE: Final = (150, 60, 30)


@dataclass(frozen=True)
class SetLine:
    """Layers of ink (the print first) and where the line lies in them.

    Attributes:
        layers: Ink and its BGR colour, all of one shape.
        em: The type size in pixels.
        left: First column of the line.
        top: First row of its letters.
        right: Column after the line.
        bottom: Row after its letters.
        by_hand: Whether the second layer is a pen's.
    """

    layers: list[tuple[Ink, tuple[int, int, int]]]
    em: int
    left: float
    top: float
    right: float
    bottom: float
    by_hand: bool = False


@dataclass
class _Sheet:
    """The canvases that one line is set on."""

    em: int
    baseline: int
    printed: Image.Image
    pen: Image.Image
    top: float = 0.0
    bottom: float = 0.0
    pen_used: bool = False


class Typesetter:
    """Sets lines."""

    def __init__(self, wording: Wording, shelf: FontShelf, pen: Pen, rng: random.Random) -> None:
        """Takes the text of neighbouring lines, the fonts, a pen and the source of chance."""
        self._wording = wording
        self._shelf = shelf
        self._pen = pen
        self._rng = rng

    def set(self, pieces: list[Piece], em: int) -> SetLine:
        """Sets one line at a type size in pixels."""
        rng = self._rng
        font = load_font(self._shelf.pick(rng), em)
        start = int(em * 1.5)
        longest = sum(font.getlength(piece.text) * 2.2 for piece in pieces) + em * 6
        size = (int(longest) + 2 * start, int(em * 5))
        sheet = _Sheet(em, int(em * 2.9), Image.new("L", size), Image.new("L", size))
        sheet.top, sheet.bottom = sheet.baseline - em * 0.72, sheet.baseline + em * 0.05
        end = self._set_pieces(sheet, pieces, font, start)
        if rng.random() < 0.5:
            self._set_neighbours(sheet, font, start, end)
        self._rule(sheet, start, end)
        stop = int(end) + start
        box = (0, 0, stop, size[1])
        black = rng.randint(0, 70)
        layers = [(_ink(sheet.printed.crop(box)), (black, black, black))]
        if sheet.pen_used:
            colour = _BLUE if rng.random() < 0.4 else (black // 2,) * 3
            layers.append((_ink(sheet.pen.crop(box)), colour))
        if rng.random() < 0.07:
            layers.append((self._stamp((size[1], stop), sheet), RED))
        top, bottom = self._extent(sheet)
        return SetLine(layers, em, start, top, end, bottom, sheet.pen_used)

    def _extent(self, sheet: _Sheet) -> tuple[float, float]:
        """The rows of the line: its own ink's, or those that any letters could take."""
        if self._rng.random() < 0.6:
            return sheet.top, sheet.bottom
        top = min(sheet.top, sheet.baseline - sheet.em * 0.92)
        return top, max(sheet.bottom, sheet.baseline + sheet.em * 0.24)

    def _set_pieces(
        self, sheet: _Sheet, pieces: list[Piece], font: ImageFont.FreeTypeFont, start: int
    ) -> float:
        rng = self._rng
        space = font.getlength(" ")
        wide = space * (1.0 if rng.random() < 0.55 else rng.uniform(0.8, 2.4))
        spacing = rng.uniform(0.02, 0.22) * sheet.em if rng.random() < 0.06 else 0.0
        column = float(start)
        for number, piece in enumerate(pieces):
            loose = number > 0 and (piece.by_hand or pieces[number - 1].by_hand)
            if loose:
                column += sheet.em * rng.choice((0.0, rng.uniform(0, 0.4), rng.uniform(0, 1.4)))
            elif number and not piece.joined:
                column += wide
            if piece.by_hand and self._pen.can_write(piece.text) and rng.random() < 0.85:
                column = self._write(sheet, piece.text, column)
            elif piece.by_hand:
                column = self._type_later(sheet, piece.text, column, font)
            else:
                column = self._print(sheet, piece.text, column, font, wide, spacing)
        return column

    def _print(
        self,
        sheet: _Sheet,
        text: str,
        column: float,
        font: ImageFont.FreeTypeFont,
        space: float,
        spacing: float,
    ) -> float:
        canvas = ImageDraw.Draw(sheet.printed)
        for number, word in enumerate(text.split(" ")):
            if number:
                column += space
            for part in word if spacing else (word,):
                self._mark(sheet, canvas, part, (column, sheet.baseline), font)
                column += font.getlength(part) + spacing
        return column

    def _type_later(
        self, sheet: _Sheet, text: str, column: float, font: ImageFont.FreeTypeFont
    ) -> float:
        """Text put into a gap by a program or a numbering machine, off the line a little."""
        rng = self._rng
        size = round(sheet.em * rng.uniform(0.85, 1.1))
        other = load_font(self._shelf.pick(rng), size) if rng.random() < 0.5 else font
        row = sheet.baseline - sheet.em * rng.uniform(-0.1, 0.2)
        self._mark(sheet, ImageDraw.Draw(sheet.printed), text, (column, row), other)
        return column + float(other.getlength(text))

    def _write(self, sheet: _Sheet, text: str, column: float) -> float:
        rng = self._rng
        ink = self._pen.write(text, sheet.em)
        height, width = ink.shape
        foot = sheet.baseline + sheet.em * rng.uniform(-0.12, 0.15)
        written = Image.fromarray((ink * 255).astype(np.uint8))
        sheet.pen.paste(written, (int(column), int(foot - height)))
        sheet.pen_used = True
        if rng.random() < 0.7:
            sheet.top = min(sheet.top, foot - height)
            sheet.bottom = max(sheet.bottom, foot)
        return column + float(width)

    def _mark(
        self,
        sheet: _Sheet,
        canvas: ImageDraw.ImageDraw,
        text: str,
        at: tuple[float, float],
        font: ImageFont.FreeTypeFont,
    ) -> None:
        canvas.text(at, text, fill=255, font=font, anchor="ls")
        _, top, _, bottom = font.getbbox(text, anchor="ls")
        sheet.top = min(sheet.top, at[1] + top)
        sheet.bottom = max(sheet.bottom, at[1] + bottom)

    def _set_neighbours(
        self, sheet: _Sheet, font: ImageFont.FreeTypeFont, start: int, end: float
    ) -> None:
        rng = self._rng
        pitch = sheet.em * rng.uniform(1.02, 1.55)
        canvas = ImageDraw.Draw(sheet.printed)
        letters = int((end - start) / (sheet.em * 0.42)) + 2
        for row in (sheet.baseline - pitch, sheet.baseline + pitch):
            if rng.random() < 0.8:
                text = self._wording.neighbour(letters)
                shift = rng.choice((0, 0, -1, 2)) * sheet.em
                canvas.text((start + shift, row), text, fill=255, font=font, anchor="ls")

    def _rule(self, sheet: _Sheet, start: int, end: float) -> None:
        """Underlines, dotted lines and the frames of tables."""
        rng = self._rng
        canvas = ImageDraw.Draw(sheet.printed)
        em, thick = sheet.em, max(1, round(sheet.em * rng.uniform(0.02, 0.06)))
        form = rng.random()
        if form < 0.05:
            row = sheet.baseline + em * rng.uniform(0.12, 0.35)
            canvas.line([(start, row), (end, row)], fill=255, width=thick)
        elif form < 0.08:
            middle, half = (start + end) / 2, (end - start) * rng.uniform(0.1, 0.4)
            row = sheet.baseline + em * rng.uniform(0.25, 0.4)
            canvas.line([(middle - half, row), (middle + half, row)], fill=255, width=thick)
        elif form < 0.12:
            step = em * rng.uniform(0.15, 0.35)
            row = sheet.baseline + em * rng.uniform(0.0, 0.15)
            for dot in range(int((end - start) / step)):
                left = start + dot * step
                canvas.ellipse([left, row, left + thick + 1, row + thick + 1], fill=255)
        elif form < 0.16:
            column = rng.choice((start - em * rng.uniform(0.1, 0.5), end + em * 0.3))
            canvas.line([(column, 0), (column, sheet.printed.height)], fill=255, width=thick)
        elif form < 0.19:
            row = rng.choice((sheet.top - em * 0.15, sheet.bottom + em * 0.15))
            canvas.line([(0, row), (sheet.printed.width, row)], fill=255, width=thick)

    def _stamp(self, shape: tuple[int, int], sheet: _Sheet) -> Ink:
        """A piece of a round seal: rings, rim lettering and a star."""
        rng = self._rng
        canvas = np.zeros(shape, np.uint8)
        radius = int(sheet.em * rng.uniform(2.5, 5))
        centre = (
            rng.randint(0, shape[1]),
            int(sheet.baseline + sheet.em * rng.uniform(-4, 4)),
        )
        thick = max(1, round(sheet.em * rng.uniform(0.04, 0.12)))
        cv2.circle(canvas, centre, radius, 255, thick)
        cv2.circle(canvas, centre, int(radius * 0.62), 255, max(1, thick // 2))
        face = cv2.FONT_HERSHEY_SIMPLEX
        for turn in range(0, 360, 24):
            angle = np.radians(turn)
            spot = (
                int(centre[0] + np.cos(angle) * radius * 0.78),
                int(centre[1] + np.sin(angle) * radius * 0.78),
            )
            letter = rng.choice("ABCDEGHIKLMNOPQRSTUVXY")
            cv2.putText(canvas, letter, spot, face, sheet.em / 60, 255, thick)
        return np.asarray(canvas * (rng.uniform(0.4, 1.0) / 255), np.float32)


def _ink(canvas: Image.Image) -> Ink:
    return np.asarray(np.asarray(canvas) / 255, np.float32)
