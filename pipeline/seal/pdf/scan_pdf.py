"""The pages of a scan PDF in a new document: as they are, without litter, or drawn anew.

Most are taken as they are. What keeps a document from being PDF/A is dropped where nobody sees it;
a page that cannot be PDF/A even so is embedded as it is drawn, without loss.
"""

from __future__ import annotations

import io
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from pikepdf import Name, pdfa

from pipeline.errors import RenderTimeoutError
from pipeline.geometry import POINTS_PER_INCH
from pipeline.intake.decode.colours import mend_colours
from pipeline.intake.decode.page_boxes import visible_box
from pipeline.intake.decode.poppler import draw
from pipeline.intake.decode.resolution import PictureScale
from pipeline.intake.limits import DEFAULT_LIMITS
from pipeline.seal.errors import ArchiveError, SealInputError
from pipeline.seal.pdf.cleaning import cleaned, hides_layers, needs_drawing
from pipeline.seal.pdf.conformance import conformance_failures
from pipeline.seal.pdf.description import Treatment
from pipeline.seal.pdf.page_content import remove_hidden_text
from pipeline.seal.pdf.picture import EmbeddedPicture, add_page
from schemas.record.reading import PageReading

__all__ = ["opened", "treated"]

_UPRIGHT = 1


def opened(original: bytes) -> pikepdf.Pdf:
    """Open a PDF, its pictures in their own colours; a password that is empty opens it.

    Raises:
        SealInputError: It cannot be read, or asks for a password.
    """
    try:
        pdf = pikepdf.open(io.BytesIO(original))
        mend_colours(pdf.pages)
    except (pikepdf.PasswordError, pikepdf.PdfError) as error:
        raise SealInputError("pdf") from error
    return pdf


def treated(
    original: bytes, treatment: Treatment, readings: Sequence[PageReading]
) -> tuple[pikepdf.Pdf, frozenset[int]]:
    """Return a document with the pages of a PDF, and which of them were drawn, from 0.

    A page that was drawn is a picture, upright and filling it.

    Raises:
        ArchiveError: A new document would show layers that the PDF hides; they have to be drawn.
        RenderTimeoutError: Drawing a page took too long.
        SealInputError: The PDF cannot be read, or a page cannot be drawn whole.
    """
    pdf = opened(original)
    if treatment is Treatment.AS_IT_IS and not pdf.is_encrypted:
        return pdf, frozenset()
    with pdf:
        everything = hides_layers(pdf)
        if everything and treatment is not Treatment.DRAWN:
            raise ArchiveError("conformance", flavour="2b", failures="OCProperties")
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
        with opened(original) as shown:
            shown.save(path)
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
    longest = max(reading.width, reading.height)
    rate = POINTS_PER_INCH * longest / max(right - left, top - bottom)
    seconds = DEFAULT_LIMITS.render_seconds
    try:
        drawing = draw(path, number + 1, rate, seconds)
    except TimeoutError as error:
        raise RenderTimeoutError("page", number=number + 1, seconds=round(seconds)) from error
    if drawing is None or drawing.damaged:
        raise SealInputError("embed")
    rgb = drawing.pixels[..., ::-1]
    grey = bool((rgb == rgb[..., :1]).all())
    image = pdf.make_stream(zlib.compress((rgb[..., 0] if grey else rgb).tobytes(), 1))
    image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.FlateDecode
    image.Height, image.Width = rgb.shape[:2]
    image.ColorSpace = Name.DeviceGray if grey else Name.DeviceRGB
    image.BitsPerComponent = 8
    scale = PictureScale(reading.width, reading.height, reading.dpi, reading.dpi)
    width, height = (v * POINTS_PER_INCH / reading.dpi for v in (reading.width, reading.height))
    if reading.rotation in (90, 270):
        width, height = height, width
    add_page(pdf, EmbeddedPicture(image, _UPRIGHT, scale), (width, height), reading.rotation)
    pdf.pages[number] = pdf.pages[-1]
    del pdf.pages[-1]
