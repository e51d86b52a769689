"""Pictures as they can be embedded: the scanner's own bytes wherever PDF/A can hold them."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image, ImageSequence, TiffImagePlugin

from pipeline.intake.frames import as_shown, on_white, orientation_tag
from pipeline.seal.pdf.placement import Matrix

__all__ = ["UPRIGHT", "embeddable", "turn_of"]

UPRIGHT = 1
"""The orientation of pixels that are to be shown as they are stored."""
_TURNS: dict[int, Matrix] = {
    UPRIGHT: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""EXIF 2.32 tag 0x0112: the matrix that turns the unit square (y upwards) as a viewer would."""

_LYING = 5
"""The first of the orientations by which width and height change places."""
_FASTEST = 1
"""PNG compression: embedding passes the deflated data through, and time matters at a counter."""


def turn_of(orientation: int) -> Matrix:
    """Return the turn of the unit square that an orientation of stored pixels asks for."""
    return _TURNS[orientation]


def embeddable(original: bytes, picture: Image.Image) -> Iterator[tuple[bytes, tuple[int, ...]]]:
    """Yield the pictures of a file for embedding, some alone and some together as they came.

    JPEG (grey, RGB), bilevel G4 TIFF in one strip and plain PNG pass unaltered. All others (CMYK,
    transparency, 16 bits, other TIFF) are decoded and become a lossless PNG of 8 bits or G4, since
    PDF/A with an sRGB output intent cannot hold them or readers show them differently.

    Args:
        original: The whole file.
        picture: The same file, opened.

    Yields:
        A file, and for each of its pictures the orientation that is still to be applied.
    """
    orientations, passes = [], True
    for frame in ImageSequence.Iterator(picture):
        orientations.append(orientation_tag(frame))
        passes = passes and _passes(frame, orientations[-1])
    if passes:
        yield original, tuple(orientations)
        return
    for frame in ImageSequence.Iterator(picture):
        yield _upright(frame), (UPRIGHT,)


def _passes(frame: Image.Image, orientation: int) -> bool:
    if frame.format == "JPEG":
        return frame.mode in {"L", "RGB"}
    if frame.format == "PNG":
        return frame.mode in {"1", "L", "P", "RGB"} and "transparency" not in frame.info
    return (
        isinstance(frame, TiffImagePlugin.TiffImageFile)
        and frame.info.get("compression") == "group4"
        and orientation < _LYING  # Pillow tells the turned size, which is not that of the strip
        and len(frame.tag_v2.get(TiffImagePlugin.STRIPOFFSETS, ())) == 1
    )


def _upright(frame: Image.Image) -> bytes:
    shown = as_shown(frame)
    if shown.mode == "1":
        return _encoded(shown, "TIFF", compression="group4")
    return _encoded(on_white(shown), "PNG", compress_level=_FASTEST)


def _encoded(frame: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    clean = frame.copy()
    clean.info = {k: v for k, v in frame.info.items() if k == "icc_profile"}
    clean.save(buffer, kind, **options)
    return buffer.getvalue()
