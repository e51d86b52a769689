"""Frames of a picture file as a viewer shows them: turned as their tag asks, tones as stated.

Pillow turns a TIFF itself when it decodes it, HEIC is turned by its decoder, and other formats are
left as they were stored. Whoever needs pixels takes them from here, so that the orientation is
applied exactly once; whoever passes stored bytes on asks `orientation_tag` for what is left to do.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, TiffImagePlugin
from PIL.ExifTags import Base as Tag

from pipeline.intake.fax import load_fax

__all__ = ["as_shown", "on_white", "orientation_tag"]

_MAX_SAMPLE_TAGS = (281, 341)
"""MaxSampleValue (TIFF 6.0, section 8) and SMaxSampleValue (section 19)."""
_PHOTOMETRIC, _MIN_IS_WHITE = 262, 0
_RANGES = (1.0, 255.0, 4095.0, 65535.0, float(2**31 - 1))
"""Largest values of the usual ranges of grey: fractions, 8, 12, 16 and 31 bits."""
_SIXTEEN_BITS = 65535.0
_FAX = {"group3", "group4"}


def orientation_tag(frame: Image.Image) -> int:
    """Return the orientation that the stored pixels of a frame ask for, 1 (none) to 8.

    TIFF 6.0 and EXIF 2.32, tag 0x0112. To be asked before the frame is decoded.
    """
    tags = frame.tag_v2 if isinstance(frame, TiffImagePlugin.TiffImageFile) else frame.getexif()
    tag = tags.get(Tag.Orientation, 1)
    return tag if tag in range(1, 9) else 1


def as_shown(frame: Image.Image) -> Image.Image:
    """Decode a frame and return it upright, in the mode in which it was stored.

    Raises:
        Exception: Whatever Pillow raises for damaged pictures.
    """
    if isinstance(frame, TiffImagePlugin.TiffImageFile):
        if frame.info.get("compression") in _FAX:
            load_fax(frame)
        frame.load()
        return frame
    return ImageOps.exif_transpose(frame)


def on_white(frame: Image.Image) -> Image.Image:
    """Return a decoded frame in grey or RGB of 8 bits, transparency laid on white as on paper.

    Raises:
        ValueError: Its tones are in no usual range.
    """
    if frame.mode.startswith("I") or frame.mode == "F":
        return Image.fromarray(_eight_bits(frame))
    if "A" in frame.getbands() or "transparency" in frame.info:
        layered = frame.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    return frame if frame.mode in {"L", "RGB"} else frame.convert("RGB")


def _eight_bits(frame: Image.Image) -> NDArray[np.uint8]:
    """Map deep tones to 0 (black) to 255, by the range that is stated or holds the values."""
    values = np.asarray(frame)
    tags: Any = getattr(frame, "tag_v2", {})
    if values.size == 0 or not np.isfinite(values).all() or values.min() < 0:
        raise ValueError("tones below black")
    largest = _range_of(frame.mode, float(values.max()), tags)
    if frame.mode.startswith("I;16") and largest == _SIXTEEN_BITS:
        tones = (values >> 8).astype(np.uint8)
    else:
        tones = np.clip(values.astype(np.float64) * (255 / largest) + 0.5, 0, 255).astype(np.uint8)
    return 255 - tones if tags.get(_PHOTOMETRIC) == _MIN_IS_WHITE else tones


def _range_of(mode: str, brightest: float, tags: Any) -> float:
    """Return the value that stands for the end of the scale.

    Scanners that deliver 12 bits put them into 16 as they are; white paper then seems black.
    """
    for tag in _MAX_SAMPLE_TAGS:
        stated = tags.get(tag)
        stated = max(stated) if isinstance(stated, tuple) and stated else stated
        if stated and stated >= brightest:
            return float(stated)
    if not tags:
        return _SIXTEEN_BITS
    usual = [r for r in _RANGES if r >= brightest and (mode == "F" or r > 1)]
    if not usual:
        raise ValueError("tones in no usual range")
    return usual[0]
