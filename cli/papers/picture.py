"""Draws a page with its fields outlined: green needs no review, amber does."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from schemas.papers.model import PaperModel
from schemas.record.evidence import FieldEvidence, FieldState

__all__ = ["draw_fields"]

_COLOURS = {
    FieldState.ACCEPTED: (20, 130, 60),
    FieldState.CONFIRMED: (20, 130, 60),
    FieldState.REVIEW: (200, 110, 0),
}
_MARGIN = 0.62
"""Width of the value column next to the page, as a share of the page width."""


def draw_fields(
    pixels: NDArray[np.uint8],
    number: int,
    fields: Mapping[str, FieldEvidence],
    model: type[PaperModel] | None,
) -> Image.Image:
    """Return the page with outlined fields and their values next to it.

    Args:
        pixels: The original page, uint8 array [height, width, 3], BGR.
        number: The page number.
        fields: All fields of the paper; fields on other pages are ignored.
        model: The paper type, for field names.
    """
    page = Image.fromarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
    sheet = Image.new("RGB", (round(page.width * (1 + _MARGIN)), page.height), "white")
    sheet.paste(page, (0, 0))
    draw = ImageDraw.Draw(sheet)
    line = page.height // 76
    font = _font(round(line * 0.78))
    specs = model.specs() if model else {}
    shown = [(n, f) for n, f in fields.items() if f.page == number and f.polygon]
    shown.sort(key=lambda item: item[1].polygon[0].y if item[1].polygon else 0)
    top = float(line)
    for name, field in shown:
        colour = _COLOURS.get(field.state, (120, 120, 120))
        corners = [(point.x, point.y) for point in field.polygon or ()]
        draw.polygon(corners, outline=colour, width=max(2, page.width // 500))
        title = specs[name].title if name in specs else name
        left = page.width + line
        draw.text((left, top), f"{title} · {field.confidence:.0%}", fill=colour, font=font)
        value = field.value or field.raw or "—"
        for row in _wrapped(value, font, sheet.width - left - line):
            top += line
            draw.text((left, top), row, fill=(20, 20, 20), font=font)
        top += line * 1.6
    return sheet


def _font(size: int) -> ImageFont.FreeTypeFont:
    folder = resources.files("pipeline.seal") / "fonts"
    with resources.as_file(folder / "MotlanSerif-Regular.ttf") as path:
        return ImageFont.truetype(str(path), size)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and font.getlength(longer) > width:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows
