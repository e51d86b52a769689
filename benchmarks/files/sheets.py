"""Drawn sheets of which every side, colour and word is known."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image, ImageDraw, ImageFont

from benchmarks.files.views import View, view_of

__all__ = ["DPI", "MM", "Sheet", "jpeg", "saved", "sheet"]

DPI = 200
MM = (148, 210)
"""A5: half of what an A4 page costs."""
_MM_PER_INCH = 25.4
_WORDS = (
    *("Ủy", "ban", "nhân", "dân", "phường", "xác", "nhận", "thường", "trú", "tại", "địa"),
    *("phương", "theo", "hồ", "sơ", "lưu", "trữ", "của", "người", "nộp"),
)

pillow_heif.register_heif_opener()


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet of paper as it should be seen.

    Attributes:
        picture: RGB.
        dpi: Pixels per inch.
    """

    picture: Image.Image
    dpi: float

    @property
    def view(self) -> View:
        """The sheet as it should be shown."""
        return view_of(self.picture, self.dpi)

    @property
    def points(self) -> tuple[float, float]:
        """Width and height in points."""
        width, height = (side * 72 / self.dpi for side in self.picture.size)
        return width, height

    def of_colour(self, mode: str) -> Sheet:
        """Return the sheet as another mode shows it, in RGB: `L`, `1` and so on."""
        return Sheet(self.picture.convert(mode).convert("RGB"), self.dpi)


def sheet(rng: random.Random, mm: tuple[float, float] = MM, dpi: float = DPI) -> Sheet:
    """Draw a sheet with print, and in its corners colours that no turn exchanges."""
    width, height = (round(side / _MM_PER_INCH * dpi) for side in mm)
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    unit = min(width, height) / 40
    face = _font(max(8, round(unit * 1.3)))
    draw.text((10 * unit, 3 * unit), "GIẤY XÁC NHẬN", "black", face)
    top = 8 * unit
    while top < height - 9 * unit:
        text = " ".join(rng.sample(_WORDS, 7))
        draw.text((3 * unit, top), text, "black", face)
        top += 2.4 * unit
    draw.rectangle((2 * unit, 2 * unit, 7 * unit, 6 * unit), fill=(200, 20, 30))
    draw.rectangle((26 * unit, height - 6 * unit, 38 * unit, height - 3 * unit), fill=(20, 40, 160))
    draw.ellipse((3 * unit, height - 7 * unit, 8 * unit, height - 2 * unit), fill=(20, 130, 60))
    return Sheet(_grained(picture, rng), dpi)


def _grained(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Add the noise of a scanner, so that files are as large as those of scans."""
    noise = np.random.default_rng(rng.randrange(1 << 30)).integers(-3, 4, (*picture.size[::-1], 3))
    return Image.fromarray(np.clip(np.asarray(picture, np.int16) + noise, 0, 255).astype(np.uint8))


def _font(size: int) -> ImageFont.FreeTypeFont:
    path = resources.files("pipeline.seal.fonts") / "MotlanSerif-Regular.ttf"
    return ImageFont.truetype(io.BytesIO(path.read_bytes()), size)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """Return a picture as a file."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg(drawn: Sheet, **options: Any) -> bytes:
    """Return a sheet as a JPEG file that states its resolution."""
    dpi = round(drawn.dpi)
    return saved(drawn.picture, "JPEG", **{"quality": 80, "dpi": (dpi, dpi), **options})
