"""Separator sheets: printed by us, placed before each paper of a stack, found by their QR code."""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib import resources

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

__all__ = ["Separator", "label_font", "separator_sheet"]

_MARK = "MOTLAN-TACH"
_VERSION = "1"
_DPI = 200
_A4 = 1654, 2339
_MARGIN = 130
_QR_MODULE = 14
"""Side of a QR code module, pixels at 200 dpi: 1.8 mm, readable even from a poor fax."""


@dataclass(frozen=True, slots=True)
class Separator:
    """What a separator sheet states about the paper after it.

    Attributes:
        dossier: Code of the dossier (mã hồ sơ); empty if not known yet.
        component: Code of the component (thành phần hồ sơ); empty if it is to be recognised.
        station: Code of the scanning station.
        papers: Number of papers in the stack on the first sheet; None on the others.
    """

    dossier: str = ""
    component: str = ""
    station: str = ""
    papers: int | None = None

    def encode(self) -> str:
        """Return the text of the QR code.

        Raises:
            ValueError: A part contains the delimiter.
        """
        parts = (self.dossier, self.component, self.station)
        if any("|" in part for part in parts):
            raise ValueError("a code of a separator sheet must not hold '|'")
        count = "" if self.papers is None else str(self.papers)
        return "|".join((_MARK, _VERSION, *parts, count))

    @classmethod
    def decode(cls, text: str) -> Separator | None:
        """Parse the text of a QR code; None if it is not from a separator sheet."""
        parts = text.split("|")
        if len(parts) != 6 or parts[:2] != [_MARK, _VERSION]:
            return None
        dossier, component, station, count = parts[2:]
        if count and not (count.isascii() and count.isdigit() and len(count) < 6):
            return None
        return cls(dossier, component, station, int(count) if count else None)


def separator_sheet(separator: Separator) -> Image.Image:
    """Draw a sheet for printing on A4, 200 dpi; two QR codes, because feeders may crop."""
    sheet = Image.new("L", _A4, "white")
    code = zxingcpp.create_barcode(separator.encode(), zxingcpp.BarcodeFormat.QRCode, ec_level="H")
    picture = Image.fromarray(np.asarray(code.to_image(scale=_QR_MODULE, add_quiet_zones=True)))
    sheet.paste(picture, (_MARGIN, _MARGIN))
    sheet.paste(picture, (_A4[0] - _MARGIN - picture.width, _A4[1] - _MARGIN - picture.height))
    pen = ImageDraw.Draw(sheet)
    rows = [
        ("TỜ PHÂN CÁCH - KHÔNG PHẢI GIẤY TỜ", 64),
        (f"Hồ sơ: {separator.dossier or '(chưa có)'}", 54),
        (f"Thành phần: {separator.component or '(nhận dạng sau)'}", 54),
        (f"Quầy: {separator.station or '(chưa rõ)'}", 54),
    ]
    if separator.papers is not None:
        rows.append((f"Số giấy tờ trong tập: {separator.papers}", 54))
    for i, (text, size) in enumerate(rows):
        pen.text((_A4[0] / 2, 1000 + 100 * i), text, "black", label_font(size), anchor="mm")
    return sheet


def label_font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font for text on sheets; it has every Vietnamese letter."""
    path = resources.files("pipeline.seal.fonts") / "MotlanSerif-Regular.ttf"
    return ImageFont.truetype(io.BytesIO(path.read_bytes()), size)
