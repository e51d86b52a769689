"""Step 2, pages: decodes the page images of a file one at a time, within limits.

PDFs are rendered by poppler in a separate process with a time limit; images are decoded by Pillow.
Only one page image is in memory at a time. What does not decode completely is damaged, never white.
"""

from __future__ import annotations

import io
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
from PIL import Image

from pipeline.confined.frames import Answer, Question
from pipeline.errors import (
    DamagedFileError,
    EncryptedFileError,
    InputError,
    RenderTimeoutError,
    TooLargeError,
    UnsupportedTypeError,
)
from pipeline.geometry import POINTS_PER_INCH
from pipeline.intake.decode.colours import mend_colours
from pipeline.intake.decode.contents import content_streams, has_split_word
from pipeline.intake.decode.frames import as_shown, on_white
from pipeline.intake.decode.page_boxes import user_unit, visible_box
from pipeline.intake.decode.page_frames import page_frames
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.decode.page_tree import first_lost_page, has_lost_content
from pipeline.intake.decode.pdf_pictures import MisdrawnPictureError, PictureCheck
from pipeline.intake.decode.pdf_scale import PdfScale, pdf_scale
from pipeline.intake.decode.pictures import open_picture, pictures_of
from pipeline.intake.decode.poppler import Drawing, draw
from pipeline.intake.decode.resolution import picture_scale
from pipeline.intake.decode.wholeness import frame_is_whole, is_whole
from pipeline.intake.limits import DEFAULT_LIMITS, Limits
from pipeline.intake.receive import MediaType, Received

__all__ = ["decode", "page_images"]

_LONGEST_SIDE, _SHORTEST_SIDE = 14400.0, 3.0
"""Sides that a page of a PDF may have, in points."""
_FEWEST_PIXELS = 4


def decode(question: Question) -> Iterator[Answer]:
    """Answer with the pages of a file, in a child of `pipeline.confined`."""
    facts = question.facts
    file = Received("", MediaType(facts["media_type"]), question.blobs[0], facts["name"])
    for page in page_images(file, Limits(**facts["limits"])):
        described = {
            "number": page.number,
            "dpi": page.dpi,
            "scanned_dpi": page.scanned_dpi,
            "shape": page.pixels.shape[:2],
        }
        yield Answer(described, np.ascontiguousarray(page.pixels).data)


def page_images(file: Received, limits: Limits = DEFAULT_LIMITS) -> Iterator[PageImage]:
    """Yield the pages of a file in order.

    Raises:
        EncryptedFileError: The file is protected by a password.
        DamagedFileError: The file cannot be decoded completely.
        TooLargeError: Pages or pixels exceed the limits.
        RenderTimeoutError: Rendering a page took too long.
        UnsupportedTypeError: The pages of a PDF are not its content, or would be drawn wrongly.
    """
    if file.media_type is MediaType.PDF:
        return _pdf_pages(file, limits)
    return _picture_pages(file, limits)


def _picture_pages(file: Received, limits: Limits) -> Iterator[PageImage]:
    done = 0
    for data in pictures_of(file.data, file.media_type, file.name, limits):
        with _decoding(DamagedFileError("picture", source=file.name)):
            picture = open_picture(data)
        with closing(picture):
            with _decoding(DamagedFileError("pages-uncounted", source=file.name)):
                frames = page_frames(picture)
            if done + len(frames) > limits.pages:
                raise TooLargeError("pages", limit=limits.pages, source=file.name)
            for number, frame in enumerate(frames, start=done + 1):
                page = _decode_frame(file, picture, frame, number, limits)
                if not is_whole(data, picture.format):
                    raise DamagedFileError("picture-page", number=number, source=file.name)
                yield page
        done += len(frames)


def _decode_frame(
    file: Received, picture: Image.Image, frame: int, number: int, limits: Limits
) -> PageImage:
    with _decoding(DamagedFileError("picture-page", number=number, source=file.name)):
        picture.seek(frame)
        scale = picture_scale(picture)
        _check_pixels(scale.width, scale.height, number, file, limits)
        points = [side * POINTS_PER_INCH / scale.dpi for side in (scale.width, scale.height)]
        _check_extent(points, number, file)
        if min(picture.size) < _FEWEST_PIXELS:
            raise DamagedFileError("page-size", number=number, source=file.name)
        if not frame_is_whole(picture):
            raise DamagedFileError("picture-page", number=number, source=file.name)
        rgb = on_white(as_shown(picture)).convert("RGB")
        if rgb.size != (scale.width, scale.height):  # pixels that are not square, as in a fax
            rgb = rgb.resize((scale.width, scale.height), Image.Resampling.BICUBIC)
    pixels = cv2.cvtColor(np.asarray(rgb), cv2.COLOR_RGB2BGR)
    return PageImage(number, pixels, scale.dpi, scale.scanned_dpi)


@contextmanager
def _decoding(damage: DamagedFileError) -> Iterator[None]:
    """Translate Pillow's errors; its warnings about metadata are ignored."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except InputError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLargeError("pixels", source=damage.source) from error
    except Exception as error:  # Pillow's parsers can raise anything on damaged files
        raise damage from error


def _check_pixels(width: float, height: float, number: int, file: Received, limits: Limits) -> None:
    if width * height > limits.page_pixels:
        raise TooLargeError(
            "page-pixels",
            number=number,
            size=round(width * height / 1e6),
            limit=round(limits.page_pixels / 1e6),
            source=file.name,
        )


def _pdf_pages(file: Received, limits: Limits) -> Iterator[PageImage]:
    with _opened(file) as pdf, tempfile.TemporaryDirectory(prefix="motlan-") as folder:
        path = Path(folder, "paper.pdf")
        with _parsing(file):
            scales = _pdf_scales(pdf, file, limits)
            if mend_colours(pdf.pages):
                pdf.save(path)
            else:
                path.write_bytes(file.data)
        pictures = PictureCheck()
        for number, scale in enumerate(scales, start=1):
            page = pdf.pages[number - 1]
            _check_pictures(pictures, page, number, file)
            drawing = _draw(path, number, scale.rate, file, limits)
            if drawing.empty and (drawing.misread or pictures.shows(page)):
                raise DamagedFileError("page-content", number=number, source=file.name)
            yield PageImage(number, drawing.pixels, scale.dpi, scale.scanned_dpi)


def _check_content(page: pikepdf.Page, number: int, file: Received) -> None:
    try:
        parts = [part.read_bytes() for part in content_streams(page)]
        whole = not has_split_word(parts) and not has_lost_content(page, file.data)
    except ValueError:
        whole = False
    except pikepdf.PdfError as error:
        raise DamagedFileError("page-content", number=number, source=file.name) from error
    if not whole:
        raise DamagedFileError("page-content", number=number, source=file.name)


def _check_pictures(
    pictures: PictureCheck, page: pikepdf.Page, number: int, file: Received
) -> None:
    try:
        with _parsing(file):
            complete = pictures.complete(page)
    except MisdrawnPictureError as error:
        raise UnsupportedTypeError("picture-coding", number=number, source=file.name) from error
    if not complete:
        raise DamagedFileError("page-picture", number=number, source=file.name)


def _check_extent(points: Sequence[float], number: int, file: Received) -> None:
    """Refuse a page of a size that no PDF can have (ISO 32000-1, annex C)."""
    if max(points) > _LONGEST_SIDE:
        raise TooLargeError("page-extent", number=number, source=file.name)
    if min(points) < _SHORTEST_SIDE:
        raise DamagedFileError("page-size", number=number, source=file.name)


@contextmanager
def _opened(file: Received) -> Iterator[pikepdf.Pdf]:
    with _parsing(file):
        lost = first_lost_page(file.data)
        if lost is not None:
            raise DamagedFileError("pdf-page-lost", number=lost, source=file.name)
        pdf = pikepdf.open(io.BytesIO(file.data))
    with pdf:
        yield pdf


@contextmanager
def _parsing(file: Received) -> Iterator[None]:
    """Translate qpdf's errors."""
    try:
        yield
    except pikepdf.PasswordError as error:  # not a PdfError
        raise EncryptedFileError("pdf", source=file.name) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedFileError("pdf-structure", source=file.name) from error


def _pdf_scales(pdf: pikepdf.Pdf, file: Received, limits: Limits) -> list[PdfScale]:
    """Return for each page how it is to be drawn."""
    if len(pdf.pages) > limits.pages:
        raise TooLargeError(
            "pages-counted", pages=len(pdf.pages), limit=limits.pages, source=file.name
        )
    if not pdf.pages:
        raise DamagedFileError("pdf-without-pages", source=file.name)
    _check_shown(pdf, file)
    scales = []
    for number, page in enumerate(pdf.pages, start=1):
        _check_content(page, number, file)
        scales.append(_pdf_scale(page, number, file, limits))
    return scales


def _check_shown(pdf: pikepdf.Pdf, file: Received) -> None:
    """Refuse a file whose pages only say that its content has to be opened elsewhere."""
    form: Any = pdf.Root.get("/AcroForm")
    dynamic = isinstance(form, pikepdf.Dictionary) and "/XFA" in form
    if dynamic and (pdf.Root.get("/NeedsRendering", False) or not len(form.get("/Fields", []))):
        raise UnsupportedTypeError("xfa", source=file.name)
    if "/Collection" in pdf.Root and len(pdf.attachments):
        raise UnsupportedTypeError("portfolio", files=len(pdf.attachments), source=file.name)


def _pdf_scale(page: pikepdf.Page, number: int, file: Received, limits: Limits) -> PdfScale:
    left, bottom, right, top = visible_box(page)
    if right <= left or top <= bottom:
        raise DamagedFileError("page-size", number=number, source=file.name)
    scale = pdf_scale(page, limits)
    if scale is None:
        raise TooLargeError("page-extent", number=number, source=file.name)
    unit = user_unit(page) * scale.paper
    _check_extent(((right - left) * unit, (top - bottom) * unit), number, file)
    return scale


def _draw(path: Path, number: int, dpi: float, file: Received, limits: Limits) -> Drawing:
    try:
        drawing = draw(path, number, dpi, limits.render_seconds)
    except TimeoutError as error:
        raise RenderTimeoutError(
            "page", number=number, seconds=round(limits.render_seconds), source=file.name
        ) from error
    if drawing is None:  # poppler may exit with 0 and write nothing
        raise DamagedFileError("page", number=number, source=file.name)
    if drawing.damaged:
        raise DamagedFileError("page-picture", number=number, source=file.name)
    return drawing
