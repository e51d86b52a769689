"""The size of a picture on paper: its pixels made square, and how many of them an inch has.

What a header states is not always meant. Phones and editors write 72 or 96 dpi into every picture,
cameras their own constant; fax machines state two resolutions, since their pixels are not square.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PIL import Image, TiffImagePlugin

from pipeline.geometry import A4_INCHES
from pipeline.intake.frames import orientation_tag

__all__ = ["PictureScale", "picture_scale"]

_PLAUSIBLE_DPI = (70.0, 1300.0)
_SCREEN_DPI = frozenset({72, 96})
_SCREEN_INCHES = 12.5
"""Longest side of a page whose header may mean the 72 or 96 dpi of screens: more than A4 has."""
_SQUARE = 1.02
"""Pixels whose sides differ by less count as square."""
_OBLONG = 4.0
"""No device makes pixels more oblong than this: one of its two numbers is not meant."""
_EXPOSURE_IFD = 0x8769
_LENS_TAGS = (0x829A, 0x829D, 0x9202, 0x920A)
"""EXIF 2.32: exposure time, f-number, aperture, focal length: scanners have none of them."""
_LYING = 5
"""The first of the orientations by which width and height change places."""


@dataclass(frozen=True, slots=True)
class PictureScale:
    """How large a picture is, upright.

    Attributes:
        width: Pixels across, after its pixels were made square.
        height: Pixels down.
        dpi: Square pixels per inch.
        scanned_dpi: Pixels per inch of the picture as it came, in its coarser direction.
    """

    width: int
    height: int
    dpi: float
    scanned_dpi: float


def picture_scale(frame: Image.Image) -> PictureScale:
    """Tell the scale of a frame; to be asked before it is decoded."""
    size, stated = frame.size, _stated(frame)
    if orientation_tag(frame) >= _LYING:
        stated = stated[::-1]
        # Pillow tells the size of a TIFF as it will be turned.
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
    """Return what is stated where it can be meant, else as if the page were A4."""
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
    """Tell whether a camera with a lens took the picture."""
    if isinstance(frame, TiffImagePlugin.TiffImageFile):
        return False
    try:
        exposure = frame.getexif().get_ifd(_EXPOSURE_IFD)
    except Exception:  # Pillow raises whatever damaged metadata lead it to
        return False
    return any(tag in exposure for tag in _LENS_TAGS)
