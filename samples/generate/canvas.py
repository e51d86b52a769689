"""A canvas for one page, in millimetres and points, that records the text drawn on it.

Every text drawn is recorded with its exact box, so that a sheet yields the reading that a perfect
reader would give: tests of extraction need no OCR.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from schemas.record.reading import (
    Box,
    CodeReading,
    InkMark,
    Line,
    PageReading,
    Point,
    Polygon,
    Word,
)
from schemas.text.spelling import nfc

__all__ = ["READER", "Align", "Colour", "Ink", "Run", "Sheet", "font", "polygon_of"]

Align = Literal["left", "center", "right"]
Ink = Literal["regular", "bold", "italic", "bolditalic"]
Colour = tuple[int, int, int]

READER = "truth"
"""Reader named in the readings of a sheet."""

BLACK: Colour = (25, 25, 30)
_FOLDERS = [Path(f"/usr/share/fonts/truetype/{name}") for name in ("liberation2", "liberation")]
_FACES = {"regular": "Regular", "bold": "Bold", "italic": "Italic", "bolditalic": "BoldItalic"}
_MM_PER_INCH, _POINTS_PER_INCH = 25.4, 72.0
_ROW_SLACK = 0.35
"""Baselines this much of a line height apart belong to one row."""
_JOIN_GAP = 1.2
"""Runs of a row closer than this many line heights are read as one line."""


@functools.cache
def font(family: str, ink: Ink, pixels: int) -> ImageFont.FreeTypeFont:
    """Return a face of the Liberation family (metric-compatible with Times New Roman and Arial).

    Args:
        family: `Serif`, `Sans` or `Mono`.
        ink: The style.
        pixels: Size of the em.

    Raises:
        OSError: Neither Debian's `fonts-liberation2` nor its `fonts-liberation` is installed.
    """
    folder = next((folder for folder in _FOLDERS if folder.is_dir()), _FOLDERS[0])
    return ImageFont.truetype(str(folder / f"Liberation{family}-{_FACES[ink]}.ttf"), pixels)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one font on one baseline, with its words; boxes in pixels."""

    text: str
    box: Box
    words: tuple[tuple[str, Box], ...]


@dataclass(slots=True)
class Sheet:
    """One page being drawn."""

    width_mm: float = 210
    height_mm: float = 297
    dpi: int = 200
    paper: Colour = (250, 249, 246)
    family: str = "Serif"
    runs: list[Run] = field(default_factory=list)
    codes: list[CodeReading] = field(default_factory=list)
    marks: list[InkMark] = field(default_factory=list)
    image: Image.Image = field(init=False)
    draw: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        """Cut the blank page."""
        size = (round(self.px(self.width_mm)), round(self.px(self.height_mm)))
        self.image = Image.new("RGB", size, self.paper)
        self.draw = ImageDraw.Draw(self.image)

    def px(self, millimetres: float) -> float:
        """Convert millimetres to pixels."""
        return millimetres * self.dpi / _MM_PER_INCH

    def width_of(self, text: str, size: float, ink: Ink = "regular") -> float:
        """Return the width of a text in millimetres; `size` in points."""
        return self._font(size, ink).getlength(text) * _MM_PER_INCH / self.dpi

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 13,
        ink: Ink = "regular",
        align: Align = "left",
        colour: Colour = BLACK,
    ) -> float:
        """Write one line and record it.

        Args:
            x: Left edge, middle or right edge (after `align`), millimetres.
            y: Baseline, millimetres from the top.
            text: What to write.
            size: Points.
            ink: Style of the face.
            align: What `x` means.
            colour: Of the ink.

        Returns:
            The right edge of the text, millimetres.
        """
        text = nfc(text)
        face = self._font(size, ink)
        width = face.getlength(text)
        left = self.px(x) - {"left": 0.0, "center": width / 2, "right": width}[align]
        baseline = self.px(y)
        self.draw.text((left, baseline), text, font=face, fill=colour, anchor="ls")
        if text.strip():
            self.runs.append(_run(text, face, left, baseline))
        return (left + width) * _MM_PER_INCH / self.dpi

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        *,
        width: float,
        size: float = 13,
        ink: Ink = "regular",
        indent: float = 0,
        leading: float = 1.35,
    ) -> float:
        """Write a text over as many lines as it needs.

        Args:
            x: Left edge of the lines after the first, millimetres.
            y: First baseline, millimetres.
            text: What to write.
            width: Of the column, millimetres.
            size: Points.
            ink: Style of the face.
            indent: Where the first line starts, millimetres right of `x`.
            leading: Distance of baselines as a multiple of the size.

        Returns:
            The baseline of the line after the last, millimetres.
        """
        step = size * leading * _MM_PER_INCH / _POINTS_PER_INCH
        row, offset = "", indent
        for word in text.split():
            trial = f"{row} {word}".strip()
            if row and offset + self.width_of(trial, size, ink) > width:
                self.text(x + offset, y, row, size=size, ink=ink)
                row, offset, y = word, 0.0, y + step
            else:
                row = trial
        self.text(x + offset, y, row, size=size, ink=ink)
        return y + step

    def labelled(
        self,
        x: float,
        y: float,
        label: str,
        value: str,
        *,
        width: float,
        size: float = 13,
        ink: Ink = "bold",
        leading: float = 1.5,
    ) -> float:
        """Write a label and, after it, its value over as many lines as it needs.

        Returns:
            The baseline of the line after the last, millimetres.
        """
        right = self.text(x, y, label, size=size)
        gap = self.width_of(" ", size)
        return self.paragraph(
            x, y, value, width=width, size=size, ink=ink, indent=right - x + gap, leading=leading
        )

    def rule(self, x0: float, x1: float, y: float, *, points: float = 0.7) -> None:
        """Draw a level line, millimetres."""
        thick = max(1, round(points * self.dpi / _POINTS_PER_INCH))
        self.draw.line((self.px(x0), self.px(y), self.px(x1), self.px(y)), fill=BLACK, width=thick)

    def code(self, symbology: Literal["qr", "code128"], text: str, box_mm: Box) -> None:
        """Print a machine-readable code and record it; the box is in millimetres."""
        from samples.generate.codes import barcode

        corners = [round(self.px(edge)) for edge in box_mm]
        left, top, right, bottom = corners
        picture = Image.fromarray(barcode(symbology, text))
        sized = picture.resize((right - left, bottom - top), Image.Resampling.NEAREST)
        self.image.paste(sized.convert("RGB"), (left, top))
        place = polygon_of(Box(left, top, right, bottom))
        self.codes.append(CodeReading(symbology=symbology, text=text, polygon=place))

    def reading(self, number: int = 1, *, split: bool = False) -> PageReading:
        """Return what a perfect reader sees on this sheet.

        Args:
            number: Page number within the file.
            split: Give every run as a line of its own, as a detector does that splits lines at
                gaps, instead of joining the runs of a row.
        """
        rows = [[run] for run in self.runs] if split else _joined(self.runs)
        lines = [_line(row) for row in rows]
        return PageReading(
            number=number,
            width=self.image.width,
            height=self.image.height,
            dpi=self.dpi,
            rotation=0,
            skew=0.0,
            lines=tuple(sorted(lines, key=lambda line: (line.box.center.y, line.box.left))),
            codes=tuple(self.codes),
            marks=tuple(self.marks),
        )

    def pixels(self) -> npt.NDArray[np.uint8]:
        """Return the page as an array (height, width, RGB)."""
        return np.asarray(self.image, dtype=np.uint8)

    def _font(self, size: float, ink: Ink) -> ImageFont.FreeTypeFont:
        return font(self.family, ink, round(size * self.dpi / _POINTS_PER_INCH))


def polygon_of(box: Box) -> Polygon:
    """Return the corners of a box."""
    left, top, right, bottom = box
    return (Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom))


def _run(text: str, face: ImageFont.FreeTypeFont, left: float, baseline: float) -> Run:
    ascent, descent = face.getmetrics()
    top, bottom = baseline - ascent * 0.95, baseline + descent
    words, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        x0 = left + face.getlength(text[:start])
        words.append((word, Box(x0, top, x0 + face.getlength(word), bottom)))
    return Run(text.strip(), Box(words[0][1].left, top, words[-1][1].right, bottom), tuple(words))


def _joined(runs: list[Run]) -> list[list[Run]]:
    """Group runs that stand close on one baseline."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.box.bottom, run.box.left)):
        height = run.box.height
        for row in rows:
            last = row[-1].box
            level = abs(last.bottom - run.box.bottom) <= _ROW_SLACK * height
            if level and -height * 0.3 <= run.box.left - last.right <= _JOIN_GAP * height:
                row.append(run)
                break
        else:
            rows.append([run])
    return rows


def _line(row: list[Run]) -> Line:
    box = row[0].box
    for run in row[1:]:
        box = box.union(run.box)
    words = [Word(text=text, box=place, confidence=1.0) for run in row for text, place in run.words]
    return Line(
        text=" ".join(word.text for word in words),
        confidence=1.0,
        box=box,
        polygon=polygon_of(box),
        words=tuple(words),
        reader=READER,
    )
