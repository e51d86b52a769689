"""The visible stamp of a signature, drawn with the point size that the law prescribes.

The stamp is a separate page that becomes the appearance of the signature field, so the font is
embedded once and the size is exact.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary

from pipeline.geometry import MM_PER_INCH, POINTS_PER_INCH
from pipeline.seal.pdf.placement import PageArea
from pipeline.seal.signing.profiles import SignatureProfile
from pipeline.seal.signing.stamp_font import StampFont

__all__ = ["Stamp", "draw_stamp", "place_stamp"]

_POINTS_PER_MM = POINTS_PER_INCH / MM_PER_INCH
_WIDEST = 80 * _POINTS_PER_MM
_LEADING = 1.1
_PADDING = 1.0
_CLEARANCE = 2 * _POINTS_PER_MM


@dataclass(frozen=True, slots=True)
class Stamp:
    """A drawn stamp.

    Attributes:
        page: A one-page PDF of the size of the stamp.
        width: Width in whole points.
        height: Height in whole points.
    """

    page: bytes
    width: int
    height: int


def draw_stamp(texts: Sequence[str], font_size: float) -> Stamp:
    """Draw lines of text in black, upright, wrapped at 80 mm.

    Args:
        texts: The lines; long ones are wrapped between words.
        font_size: Points.
    """
    font = StampFont({c for text in texts for c in text})
    lines = [line for text in texts for line in _wrapped(text, font, font_size)]
    leading = font_size * _LEADING
    width = round(max(font.width(line) * font_size for line in lines) + 2 * _PADDING + 0.5)
    height = round(len(lines) * leading + 2 * _PADDING + 0.5)
    top = height - _PADDING - font_size
    shows = b" ".join(b"%s Tj T*" % font.encode(line) for line in lines)
    content = b"BT 0 g /F0 %.2f Tf %.2f TL %.2f %.2f Td %s ET" % (
        font_size,
        leading,
        _PADDING,
        top,
        shows,
    )
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(width, height))
        page.obj.Resources = Dictionary(Font=Dictionary(F0=font.embed(pdf)))
        page.obj.Contents = pdf.make_stream(content)
        buffer = io.BytesIO()
        pdf.save(buffer)
    return Stamp(buffer.getvalue(), width, height)


def _wrapped(text: str, font: StampFont, font_size: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.width(longer) * font_size <= _WIDEST:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def place_stamp(
    stamp: Stamp, profile: SignatureProfile, page: PageArea, obstacles: Sequence[PageArea] = ()
) -> tuple[int, int, int, int]:
    """Return the box of a stamp on its page in whole points: left, bottom, right, top.

    The stamp is placed in the profile's corner. If a code is printed there (TT 01/2023/TT-VPCP
    requires a QR code in the top left corner), it is placed next to the code, towards the middle of
    the page, or below it if it does not fit.
    """
    box = _in_corner(stamp, profile, page, 0, 0)
    for obstacle in obstacles:
        if not box.overlaps(obstacle):
            continue
        if profile.corner == "top-left":
            shift = obstacle.right + _CLEARANCE - box.left
        else:
            shift = box.right - obstacle.left + _CLEARANCE
        beside = _in_corner(stamp, profile, page, shift, 0)
        inside = page.left <= beside.left and beside.right <= page.right
        below = box.top - obstacle.bottom + _CLEARANCE
        box = beside if inside else _in_corner(stamp, profile, page, 0, below)
    left = max(page.left, min(box.left, page.right - stamp.width))  # page narrower than margins
    return (round(left), round(box.bottom), round(left) + stamp.width, round(box.top))


def _in_corner(
    stamp: Stamp, profile: SignatureProfile, page: PageArea, inwards: float, down: float
) -> PageArea:
    top = page.top - profile.margin_top * _POINTS_PER_MM - down
    side = profile.margin_side * _POINTS_PER_MM + inwards
    left = page.left + side if profile.corner == "top-left" else page.right - side - stamp.width
    return PageArea(left, top - stamp.height, left + stamp.width, top)
