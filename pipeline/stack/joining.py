"""What the confined child of `pipeline.stack.compose` does: pages of several files in one PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

from pipeline.confined.frames import Answer, Question
from pipeline.errors import DamagedFileError
from pipeline.geometry import POINTS_PER_INCH
from pipeline.intake.receive import MediaType
from pipeline.seal.pdf.picture import add_page, embedded_pictures

__all__ = ["join"]


def join(question: Question) -> Iterator[Answer]:
    """Answer with a PDF of pages of files.

    Raises:
        DamagedFileError: A file cannot be decoded.
    """
    sources: dict[int, pikepdf.Pdf] = {}
    with pikepdf.new() as pdf:
        for file, number in question.facts["pages"]:
            if file not in sources:
                sources[file] = _as_pdf(question.blobs[file], question.facts["types"][file])
            pdf.pages.append(sources[file].pages[number - 1])
        buffer = io.BytesIO()
        pdf.save(buffer, deterministic_id=True)
    yield Answer(None, buffer.getbuffer())


def _as_pdf(data: bytes, media_type: str) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(data)) if media_type == MediaType.PDF else _drawn(data)
    except Exception as error:  # parsers can raise anything on damaged files
        raise DamagedFileError("compose") from error


def _drawn(data: bytes) -> pikepdf.Pdf:
    """Return a PDF whose pages show the images of a file like a viewer."""
    pdf = pikepdf.new()
    for picture in embedded_pictures(pdf, data):
        scale = picture.scale
        size = (v * POINTS_PER_INCH / scale.dpi for v in (scale.width, scale.height))
        add_page(pdf, picture, (next(size), next(size)))
    return pdf
