"""Puts pages of several files together as one file; pictures are carried over unaltered."""

from __future__ import annotations

import io
from collections.abc import Sequence

import img2pdf
import pikepdf

from pipeline.errors import DamagedFileError, UnsupportedTypeError
from pipeline.intake.pictures import open_picture
from pipeline.intake.receive import MediaType, Received, receive
from pipeline.seal.pdf.picture import embeddable

__all__ = ["compose"]

_PICTURES = (MediaType.JPEG, MediaType.PNG, MediaType.TIFF)
_TURNS = {
    1: (False, 0),
    2: (True, 0),
    3: (False, 180),
    4: (True, 180),
    5: (True, 270),
    6: (False, 90),
    7: (True, 90),
    8: (False, 270),
}
"""EXIF 2.32, tag 0x0112: whether to swap left and right, then degrees clockwise to turn."""


def compose(pages: Sequence[tuple[Received, int]], name: str) -> Received:
    """Return a PDF of pages.

    The same pages give the same bytes, and so the same identity, every time.

    Args:
        pages: Each a file and the number of a page in it, from 1.
        name: Of the new file, for messages.

    Raises:
        UnsupportedTypeError: A file is neither PDF nor a picture that PDF can hold as it is.
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
    except Exception as error:  # the parsers raise whatever a damaged file leads them to
        raise DamagedFileError("compose", source=file.name) from error
    raise UnsupportedTypeError("compose", source=file.name)


def _drawn(data: bytes) -> pikepdf.Pdf:
    """Return a PDF whose pages show the pictures of a file as a viewer would."""
    pdf = pikepdf.new()
    with open_picture(data) as picture:
        for part, orientations in embeddable(data, picture):
            made = img2pdf.convert(part, rotation=img2pdf.Rotation.none, nodate=True)
            with pikepdf.open(io.BytesIO(made)) as single:
                pdf.pages.extend(single.pages)
            for page, orientation in zip(
                pdf.pages[-len(orientations) :], orientations, strict=True
            ):
                _turn(page, orientation)
    return pdf


def _turn(page: pikepdf.Page, orientation: int) -> None:
    """Turn a page whose picture is stored in another orientation."""
    mirrored, degrees = _TURNS[orientation]
    if mirrored:
        left, _, right, _ = (float(side) for side in page.mediabox)
        page.contents_add(b"q -1 0 0 1 %.4f 0 cm" % (left + right), prepend=True)
        page.contents_add(b"Q")
    if degrees:
        page.rotate(degrees, relative=False)
