"""The size of an image on paper: square pixels, and their number per inch.

The resolution in a header is not always meaningful. Phones and editors write 72 or 96 dpi into
every image, cameras their own constant; fax machines state two resolutions, because their pixels
are not square.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PIL import Image, TiffImagePlugin

from pipeline.geometry import A4_INCHES
from pipeline.intake.decode.frames import orientation_tag

__all__ = ["PictureScale", "picture_scale"]

_PLAUSIBLE_DPI = (70.0, 1300.0)
_SCREEN_DPI = frozenset({72, 96})
_SCREEN_INCHES = 12.5
"""Maximum side of a page for which 72 or 96 dpi is plausible: more than A4 has."""
_SQUARE = 1.02
"""Tolerance within which pixels count as square."""
_OBLONG = 4.0
"""Maximum aspect ratio of pixels of real devices; beyond it one of the two numbers is wrong."""
_EXPOSURE_IFD = 0x8769
_LENS_TAGS = (0x829A, 0x829D, 0x9202, 0x920A)
"""EXIF 2.32: exposure time, f-number, aperture, focal length, which scanners do not have."""
_LYING = 5
"""The first of the orientations that exchange width and height."""


@dataclass(frozen=True, slots=True)
class PictureScale:
    """The size of an upright image.

    Attributes:
        width: Width in square pixels.
        height: Height in square pixels.
        dpi: Square pixels per inch.
        scanned_dpi: Pixels per inch of the original image, in its coarser direction.
    """

    width: int
    height: int
    dpi: float
    scanned_dpi: float


def picture_scale(frame: Image.Image) -> PictureScale:
    """Return the scale of a frame; must be called before it is decoded."""
    size, stated = frame.size, _stated(frame)
    if orientation_tag(frame) >= _LYING:
        stated = stated[::-1]
        # Pillow reports the size of a TIFF as rotated.
        size = size if isinstance(frame, TiffImagePlugin.TiffImageFile) else size[::-1]
    across, down = _meant(stated, size, _is_photo(frame))
    finest = max(across, down)
    if finest / min(across, down) < _SQUARE:
        return PictureScale(*size, across, across)
    width, height = round(size[0] * finest / across), round(size[1] * finest / down)
    return PictureScale(width, height, finest, min(across, down))


def _stated(frame: Image.Image) -> tuple[float, float]:
    stated: Any = frame.info.get("dpi", (0, 0))
    try:
        across, down = (float(value or 0) for value in stated)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    return across, down


def _meant(
    stated: tuple[float, float], size: tuple[int, int], is_photo: bool
) -> tuple[float, float]:
    """Return the stated resolution if plausible, else as if the page were A4."""
    low, high = _PLAUSIBLE_DPI
    plausible = [low <= value <= high for value in stated]
    if any(plausible) and not is_photo:
        across, down = stated
        if not all(plausible) or max(stated) / min(stated) > _OBLONG:
            across = down = across if plausible[0] else down
        screen = {round(across), round(down)} <= _SCREEN_DPI
        if not screen or max(size) / across <= _SCREEN_INCHES:
            return across, down
    unknown = max(size) / max(A4_INCHES)
    return unknown, unknown


def _is_photo(frame: Image.Image) -> bool:
    """Return whether a camera with a lens took the image."""
    if isinstance(frame, TiffImagePlugin.TiffImageFile):
        return False
    try:
        exposure = frame.getexif().get_ifd(_EXPOSURE_IFD)
    except Exception:  # Pillow can raise anything on damaged metadata
        return False
    return any(tag in exposure for tag in _LENS_TAGS)
