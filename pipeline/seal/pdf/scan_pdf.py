"""The pages of a scan PDF in a new document: as they are, without litter, or drawn anew.

Most are taken as they are. What keeps a document from being PDF/A is dropped where nobody sees it;
a page that cannot be PDF/A even so is embedded as it is drawn, without loss.
"""

from __future__ import annotations

import io
import tempfile
import zlib
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

import pikepdf
from pikepdf import Name, pdfa

from pipeline.intake.page_boxes import visible_box
from pipeline.intake.poppler import draw
from pipeline.intake.resolution import PictureScale
from pipeline.seal.errors import SealInputError
from pipeline.seal.pdf.cleaning import cleaned, hides_layers, needs_drawing
from pipeline.seal.pdf.conformance import conformance_failures
from pipeline.seal.pdf.page_content import remove_hidden_text
from pipeline.seal.pdf.picture import EmbeddedPicture, add_page
from schemas.record.reading import PageReading

__all__ = ["Treatment", "opened", "treated"]

_DRAW_SECONDS = 30.0
_UPRIGHT = 1


class Treatment(IntEnum):
    """How much the pages of a PDF are changed, each tried where the one before is no PDF/A."""

    AS_IT_IS = 0
    CLEANED = 1
    DRAWN = 2
    """Those pages are drawn that cannot be PDF/A otherwise."""


def opened(original: bytes) -> pikepdf.Pdf:
    """Open a PDF; one that anybody may open is opened although it is encrypted.

    Raises:
        SealInputError: It cannot be read, or asks for a password.
    """
    try:
        return pikepdf.open(io.BytesIO(original))
    except (pikepdf.PasswordError, pikepdf.PdfError) as error:
        raise SealInputError("pdf") from error


def treated(
    original: bytes, treatment: Treatment, readings: Sequence[PageReading]
) -> tuple[pikepdf.Pdf, frozenset[int]]:
    """Return a document with the pages of a PDF, and which of them were drawn, from 0.

    A page that was drawn is a picture, upright and filling it.
    """
    pdf = opened(original)
    if treatment is Treatment.AS_IT_IS and not pdf.is_encrypted:
        return pdf, frozenset()
    with pdf:
        everything = hides_layers(pdf)
        new = cleaned(pdf)
    if treatment is not Treatment.DRAWN:
        return new, frozenset()
    numbers = []
    for number, page in enumerate(new.pages):
        remove_hidden_text(new, page)
        if everything or needs_drawing(page) or not _conforms(page):
            numbers.append(number)
    with tempfile.TemporaryDirectory(prefix="motlan-") as folder:
        path = Path(folder, "paper.pdf")
        path.write_bytes(original)
        for number in numbers:
            _draw(new, number, path, readings[number])
    return new, frozenset(numbers)


def _conforms(page: pikepdf.Page) -> bool:
    """Tell whether a page alone can be PDF/A."""
    with pikepdf.new() as alone, io.BytesIO() as buffer:
        alone.pages.append(page)
        try:
            pdfa.save(alone, buffer, "2b")
        except (pdfa.PdfaError, pikepdf.PdfError):
            return False
        return not conformance_failures(buffer.getvalue())


def _draw(pdf: pikepdf.Pdf, number: int, path: Path, reading: PageReading) -> None:
    """Put a page's picture, as large as it was read, in its place."""
    left, bottom, right, top = visible_box(pdf.pages[number])
    rate = 72 * max(reading.width, reading.height) / max(right - left, top - bottom)
    drawing = draw(path, number + 1, rate, _DRAW_SECONDS)
    if drawing.pixels is None:
        raise SealInputError("embed")
    rgb = drawing.pixels[..., ::-1]
    grey = bool((rgb == rgb[..., :1]).all())
    image = pdf.make_stream(zlib.compress((rgb[..., 0] if grey else rgb).tobytes(), 1))
    image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.FlateDecode
    image.Height, image.Width = rgb.shape[:2]
    image.ColorSpace = Name.DeviceGray if grey else Name.DeviceRGB
    image.BitsPerComponent = 8
    scale = PictureScale(reading.width, reading.height, reading.dpi, reading.dpi)
    width, height = (v * 72 / reading.dpi for v in (reading.width, reading.height))
    if reading.rotation in (90, 270):
        width, height = height, width
    add_page(pdf, EmbeddedPicture(image, _UPRIGHT, scale), (width, height), reading.rotation)
    pdf.pages[number] = pdf.pages[-1]
    del pdf.pages[-1]
