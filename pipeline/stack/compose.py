"""Combines pages of several files into one file; pictures are copied unaltered."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf

from pipeline.errors import DamagedFileError, UnsupportedTypeError
from pipeline.geometry import POINTS_PER_INCH
from pipeline.intake.receive import MediaType, Received, receive
from pipeline.seal.pdf.picture import add_page, embedded_pictures

__all__ = ["compose"]

_PICTURES = (MediaType.JPEG, MediaType.PNG, MediaType.TIFF)


def compose(pages: Sequence[tuple[Received, int]], name: str) -> Received:
    """Return a PDF of pages.

    The same pages always give the same bytes, and so the same identity.

    Args:
        pages: Pairs of a file and a page number in it, from 1.
        name: Name of the new file, for messages.

    Raises:
        UnsupportedTypeError: A file is neither PDF nor an image that PDF can embed unchanged.
        DamagedFileError: A file cannot be decoded.
    """
    sources: dict[str, pikepdf.Pdf] = {}
    try:
        with pikepdf.new() as pdf:
            for file, number in pages:
                if file.sha256 not in sources:
                    sources[file.sha256] = _as_pdf(file)
                pdf.pages.append(sources[file.sha256].pages[number - 1])
            buffer = io.BytesIO()
            pdf.save(buffer, deterministic_id=True)
    finally:
        for source in sources.values():
            source.close()
    return receive(buffer.getvalue(), name)


def _as_pdf(file: Received) -> pikepdf.Pdf:
    try:
        if file.media_type is MediaType.PDF:
            return pikepdf.open(io.BytesIO(file.data))
        if file.media_type in _PICTURES:
            return _drawn(file.data)
    except Exception as error:  # parsers can raise anything on damaged files
        raise DamagedFileError("compose", source=file.name) from error
    raise UnsupportedTypeError("compose", source=file.name)


def _drawn(data: bytes) -> pikepdf.Pdf:
    """Return a PDF whose pages show the images of a file like a viewer."""
    pdf = pikepdf.new()
    for picture in embedded_pictures(pdf, data):
        scale = picture.scale
        size = (v * POINTS_PER_INCH / scale.dpi for v in (scale.width, scale.height))
        add_page(pdf, picture, (next(size), next(size)))
    return pdf
