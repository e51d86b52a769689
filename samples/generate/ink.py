"""Ink on printed papers: the red seal, a signature in blue, a guilloche."""

from __future__ import annotations

import functools
import math
import random

from PIL import Image, ImageChops, ImageDraw

from samples.generate.canvas import Colour, Sheet, font

__all__ = ["guilloche", "seal", "seal_mask", "signature"]

_RED: Colour = (205, 35, 45)
_BLUE: Colour = (35, 55, 165)
_OVERSAMPLE = 2


def seal(sheet: Sheet, x: float, y: float, text: str, rng: random.Random) -> None:
    """Press a round seal of 36 mm over the existing print, slightly turned and uneven.

    Args:
        sheet: Where.
        x: Middle, millimetres.
        y: Middle, millimetres.
        text: Written around the rim.
        rng: Turns and wears the seal.
    """
    _multiply(sheet, seal_mask(round(sheet.px(36)), text, rng), x, y, _RED)


def seal_mask(side: int, text: str, rng: random.Random) -> Image.Image:
    """Return the ink of a round seal, slightly turned and uneven: grey, 255 where it is thickest.

    Args:
        side: Width and height, pixels.
        text: Written around the rim.
        rng: Turns and wears the seal.
    """
    side *= _OVERSAMPLE
    picture = Image.new("L", (side, side), 0)
    pen, middle = ImageDraw.Draw(picture), side / 2
    for radius, width in ((0.49, 0.014), (0.46, 0.006), (0.30, 0.006)):
        edge = middle - radius * side
        pen.ellipse((edge, edge, side - edge, side - edge), outline=255, width=round(width * side))
    _write_around(picture, text.upper(), radius=0.36 * side)
    pen.polygon(_star(middle, 0.12 * side), fill=255)
    grain = bytes(rng.choices(range(256), k=(side // 8) ** 2))
    worn = Image.frombytes("L", (side // 8, side // 8), grain).resize((side, side))
    mask = Image.composite(
        picture, picture.point(lambda v: int(v * 0.55)), worn.point(lambda v: 255 * (v > 60))
    )
    mask = mask.rotate(rng.uniform(-25, 25), resample=Image.Resampling.BICUBIC)
    return mask.resize((side // _OVERSAMPLE,) * 2, Image.Resampling.LANCZOS)


def signature(sheet: Sheet, x: float, y: float, rng: random.Random, *, width: float = 38) -> None:
    """Sign in blue: a squiggle around a point, millimetres."""
    points, steps = [], 90
    phase, wobble = rng.uniform(0, math.tau), rng.uniform(2.5, 4.5)
    for step in range(steps):
        t = step / steps
        px = x - width / 2 + width * t + 3.5 * math.sin(math.tau * wobble * t + phase)
        height = 6.5 * (1 - 0.7 * t)
        py = y + height * math.sin(math.tau * wobble * 1.31 * t) * math.cos(2.2 * t + phase)
        points.append((sheet.px(px), sheet.px(py)))
    sheet.draw.line(points, fill=_BLUE, width=max(2, round(sheet.px(0.45))), joint="curve")


def guilloche(sheet: Sheet, colour: Colour = (238, 226, 214), *, pitch: float = 5.0) -> None:
    """Cover the blank sheet with fine interlaced waves, before anything is printed."""
    size = (sheet.width_mm, sheet.height_mm)
    sheet.image.paste(_waves(size, sheet.dpi, sheet.paper, colour, pitch))


@functools.cache
def _waves(
    size: tuple[float, float], dpi: int, paper: Colour, colour: Colour, pitch: float
) -> Image.Image:
    sheet, steps = Sheet(*size, dpi=dpi, paper=paper), 120
    for index in range(int(sheet.height_mm / pitch) + 2):
        for sign in (-1, 1):
            points = [
                (
                    sheet.px(sheet.width_mm * s / steps),
                    sheet.px(index * pitch + sign * 3.2 * math.sin(math.tau * 6 * s / steps)),
                )
                for s in range(steps + 1)
            ]
            sheet.draw.line(points, fill=colour, width=1)
    return sheet.image


def _write_around(picture: Image.Image, text: str, *, radius: float) -> None:
    """Write a text along a circle, its middle at the top, never more than five sixths around."""
    side = picture.width
    face = font("Serif", "bold", round(side * 0.075))
    advance = [face.getlength(letter) * 1.04 for letter in text]
    squeeze = min(1.0, math.tau * radius * 5 / 6 / sum(advance))
    angle = -sum(advance) * squeeze / radius / 2
    for letter, width in zip(text, advance, strict=True):
        angle += width * squeeze / radius / 2
        tile = Image.new("L", (side, side), 0)
        pen = ImageDraw.Draw(tile)
        pen.text((side / 2, side / 2 - radius), letter, font=face, fill=255, anchor="ms")
        picture.paste(255, mask=tile.rotate(-math.degrees(angle)))
        angle += width * squeeze / radius / 2


def _star(middle: float, radius: float) -> list[tuple[float, float]]:
    return [
        (
            middle + radius * (1 if i % 2 == 0 else 0.4) * math.sin(math.pi * i / 5),
            middle - radius * (1 if i % 2 == 0 else 0.4) * math.cos(math.pi * i / 5),
        )
        for i in range(10)
    ]


def _multiply(sheet: Sheet, mask: Image.Image, x: float, y: float, colour: Colour) -> None:
    """Lay translucent ink on the sheet: print below stays visible through it."""
    left, top = round(sheet.px(x)) - mask.width // 2, round(sheet.px(y)) - mask.height // 2
    box = (left, top, left + mask.width, top + mask.height)
    below = sheet.image.crop(box)
    strength = mask.point(lambda v: int(v * 0.85))
    inked = Image.composite(Image.new("RGB", below.size, colour), below, strength)
    darker = Image.blend(inked, ImageChops.darker(inked, below), 0.9)
    sheet.image.paste(darker, box[:2])
