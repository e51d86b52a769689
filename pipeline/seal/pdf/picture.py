"""Pictures as they can be embedded: the scanner's own bytes wherever PDF/A can hold them."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageSequence
from PIL.ExifTags import Base as ExifTag

from pipeline.seal.pdf.placement import Matrix

__all__ = ["embeddable", "orientation"]

_UNTURNED: Matrix = (1, 0, 0, 1, 0, 0)
_EXIF_TURNS: dict[int, Matrix] = {
    1: _UNTURNED,
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""EXIF 2.32 tag 0x0112: the matrix that turns the unit square (y upwards) as a viewer would."""

_FASTEST = 1
"""PNG compression: embedding passes the deflated data through, and time matters at a counter."""


def orientation(frame: Image.Image) -> Matrix:
    """Return the turn of the unit square that the picture's EXIF tag asks for."""
    return _EXIF_TURNS.get(frame.getexif().get(ExifTag.Orientation, 1), _UNTURNED)


def embeddable(original: bytes, picture: Image.Image) -> Iterator[bytes]:
    """Yield the pictures of a file for embedding, some alone and some together as they came.

    JPEG (grey, RGB), bilevel G4 TIFF and plain PNG pass unaltered. All others (CMYK, transparency,
    16 bits, other TIFF) become a lossless PNG of 8 bits, since PDF/A with an sRGB output intent
    cannot hold them or readers show them differently.

    Args:
        original: The whole file.
        picture: The same file, opened.
    """
    if all(_passes(frame) for frame in ImageSequence.Iterator(picture)):
        yield original
        return
    for frame in ImageSequence.Iterator(picture):
        if frame.mode == "1":
            yield _encoded(frame, "TIFF", compression="group4")
        else:
            yield _encoded(_plain(frame), "PNG", compress_level=_FASTEST)


def _passes(frame: Image.Image) -> bool:
    if frame.format == "JPEG":
        return frame.mode in {"L", "RGB"}
    if frame.format == "PNG":
        return frame.mode in {"1", "L", "P", "RGB"} and "transparency" not in frame.info
    return frame.format == "TIFF" and frame.info.get("compression") == "group4"


def _plain(frame: Image.Image) -> Image.Image:
    """Return a picture in grey or RGB of 8 bits, transparency laid on white as on paper."""
    if frame.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(frame) >> 8).astype(np.uint8))
    if "A" in frame.getbands() or "transparency" in frame.info:
        layered = frame.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert(
            "RGB"
        )
    return frame if frame.mode in {"L", "RGB"} else frame.convert("RGB")


def _encoded(frame: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    clean = frame.copy()
    clean.info = {k: v for k, v in frame.info.items() if k == "icc_profile"}
    clean.save(buffer, kind, **options)
    return buffer.getvalue()
