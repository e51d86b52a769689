"""Builds a PDF that shows an original; no picture is altered or resampled.

JPEG and CCITT G4 streams are kept byte for byte. The page size is pixels * 72 / dpi: scale 100 %
(NĐ 30/2020/NĐ-CP, Phụ lục I, Phần II, mục I). Pages are made upright by the matrix that draws them,
so text and stamps need no rotation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf

from pipeline.errors import InputError
from pipeline.geometry import POINTS_PER_INCH
from pipeline.intake.decode.pictures import pictures_of
from pipeline.intake.receive import MediaType
from pipeline.seal.errors import SealInputError
from pipeline.seal.pdf.boxes import show_as_seen
from pipeline.seal.pdf.cleaning import is_signed
from pipeline.seal.pdf.description import Treatment
from pipeline.seal.pdf.page_content import page_ink, remove_hidden_text
from pipeline.seal.pdf.picture import EmbeddedPicture, add_page, embedded_pictures
from pipeline.seal.pdf.placement import PageArea, PagePlacement
from pipeline.seal.pdf.scan_pdf import opened, treated
from schemas.record.reading import PageReading

__all__ = ["Assembled", "assemble", "unconvertible"]

_ASPECT_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Assembled:
    """A document that shows an original.

    Attributes:
        pdf: The open document; the caller closes it.
        readings: One reading per page.
        areas: Area of each page that its picture fills.
        own_text: Pages, from 0, that were not scanned and show text of their own.
    """

    pdf: pikepdf.Pdf
    readings: Sequence[PageReading]
    areas: tuple[PageArea, ...]
    own_text: frozenset[int] = frozenset()

    @property
    def placements(self) -> Iterator[PagePlacement]:
        """Placement of the pixels of each page's reading; holds one reading at a time."""
        return map(PagePlacement, self.readings, self.areas)


def unconvertible(original: bytes, media_type: str) -> str | None:
    """Return why an original must be kept as it is, or None if it may be converted.

    Signed files would lose their signatures; born-digital files are better than any picture of
    them. Both are kept byte for byte, with a separate record. A file with one scanned
    page is no born-digital file.

    Raises:
        SealInputError: The PDF cannot be read.
    """
    if media_type != MediaType.PDF:
        return None
    with opened(original) as pdf:
        # A signature dictionary is never compressed: its byte range must be found in the file.
        if b"/ByteRange" in original and is_signed(pdf):
            return "đã ký số"
        if not any(page_ink(page).is_scan for page in pdf.pages):
            return "bản điện tử gốc, không phải bản quét"
    return None


def assemble(
    original: bytes,
    media_type: str,
    readings: Sequence[PageReading],
    treatment: Treatment = Treatment.AS_IT_IS,
) -> Assembled:
    """Assemble the pages of an original in a new document, upright and unaltered.

    Args:
        original: Bytes of the original: an image of any number of pages, a zip of images, or a scan
            PDF.
        media_type: Their type.
        readings: One reading per page, in order; they give resolution and quarter turns.
        treatment: How much the pages of a PDF may be changed.

    Raises:
        SealInputError: The readings do not match the pages, or a page cannot be embedded.
    """
    if media_type == MediaType.PDF:
        pdf, drawn = treated(original, treatment, readings)
        _check_count(len(pdf.pages), readings)
        own_text = frozenset(
            number
            for number, page in enumerate(pdf.pages)
            if number not in drawn and not page_ink(page).is_scan
        )
        areas = [
            _page_area(page) if number in drawn else _take_page(pdf, page, readings[number])
            for number, page in enumerate(pdf.pages)
        ]
    else:
        own_text = frozenset()
        pdf = pikepdf.Pdf.new()
        pictures = [p for source in _pictures(original, media_type) for p in _embedded(pdf, source)]
        _check_count(len(pictures), readings)
        pages = zip(pictures, readings, strict=True)
        areas = [_draw_page(pdf, picture, reading) for picture, reading in pages]
    return Assembled(pdf, readings, tuple(areas), own_text)


def _pictures(original: bytes, media_type: str) -> Iterator[bytes]:
    try:
        yield from pictures_of(original, media_type)
    except InputError as error:
        raise SealInputError("picture-file") from error


def _check_count(pages: int, readings: Sequence[PageReading]) -> None:
    if pages != len(readings):
        raise SealInputError("pages", pages=pages, readings=len(readings))


def _take_page(pdf: pikepdf.Pdf, page: pikepdf.Page, reading: PageReading) -> PageArea:
    """Make a page of a scan PDF upright and remove its hidden text; return its area."""
    show_as_seen(page)
    remove_hidden_text(pdf, page)
    if reading.rotation:
        page.rotate(reading.rotation, relative=True)
    page.flatten_rotation()
    area = _page_area(page)
    _check_shape(area, reading)
    return area


def _page_area(page: pikepdf.Page) -> PageArea:
    left, bottom, right, top = (float(v) for v in page.mediabox)
    return PageArea(min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _embedded(pdf: pikepdf.Pdf, source: bytes) -> Iterator[EmbeddedPicture]:
    try:
        yield from embedded_pictures(pdf, source)
    except SealInputError:
        raise
    except Exception as error:  # Pillow and img2pdf can raise anything
        raise SealInputError("embed") from error


def _draw_page(pdf: pikepdf.Pdf, picture: EmbeddedPicture, reading: PageReading) -> PageArea:
    """Add a page filled by an image; return its area."""
    _check_picture(picture, reading)
    width, height = (v * POINTS_PER_INCH / reading.dpi for v in (reading.width, reading.height))
    if reading.rotation in (90, 270):
        width, height = height, width
    return add_page(pdf, picture, (width, height), reading.rotation)


def _check_picture(picture: EmbeddedPicture, reading: PageReading) -> None:
    shown = picture.scale.width, picture.scale.height
    if shown != (reading.width, reading.height):
        raise SealInputError(
            "picture-size",
            number=reading.number,
            shown=f"{shown[0]}x{shown[1]}",
            read=f"{reading.width}x{reading.height}",
        )


def _check_shape(area: PageArea, reading: PageReading) -> None:
    width, height = reading.width, reading.height
    if reading.rotation in (90, 270):
        width, height = height, width
    if abs(area.width * height / (area.height * width) - 1) > _ASPECT_TOLERANCE:
        raise SealInputError("page-size", number=reading.number)
