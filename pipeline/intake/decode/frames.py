"""Frames of an image file as viewers show them: oriented by their tag, with the stated tones.

Pillow rotates a TIFF itself when it decodes it, HEIC is rotated by its decoder, and other formats
are left as stored. Code that needs pixels gets them here, so that the orientation is applied
exactly once; code that passes on stored bytes gets the remaining rotation from `orientation_tag`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, TiffImagePlugin
from PIL.ExifTags import Base as Tag

from pipeline.intake.decode.fax import load_fax

__all__ = ["as_shown", "on_white", "orientation_tag"]

_MAX_SAMPLE_TAGS = (281, 341)
"""MaxSampleValue (TIFF 6.0, section 8) and SMaxSampleValue (section 19)."""
_PHOTOMETRIC, _MIN_IS_WHITE = 262, 0
_RANGES = (1.0, 255.0, 4095.0, 65535.0, float(2**31 - 1))
"""Maximum values of the usual grey ranges: fractions, 8, 12, 16 and 31 bits."""
_SIXTEEN_BITS = 65535.0
_FAX = {"group3", "group4"}


def orientation_tag(frame: Image.Image) -> int:
    """Return the orientation tag of the stored pixels of a frame, 1 (none) to 8.

    TIFF 6.0 and EXIF 2.32, tag 0x0112. Must be called before the frame is decoded.
    """
    tags = frame.tag_v2 if isinstance(frame, TiffImagePlugin.TiffImageFile) else frame.getexif()
    tag = tags.get(Tag.Orientation, 1)
    return tag if tag in range(1, 9) else 1


def as_shown(frame: Image.Image) -> Image.Image:
    """Decode a frame and return it upright, in the mode in which it was stored.

    Raises:
        Exception: Anything that Pillow raises for damaged images.
    """
    if isinstance(frame, TiffImagePlugin.TiffImageFile):
        if frame.info.get("compression") in _FAX:
            load_fax(frame)
        frame.load()
        return frame
    return ImageOps.exif_transpose(frame)


def on_white(frame: Image.Image) -> Image.Image:
    """Return a decoded frame in 8-bit grey or RGB, with transparency flattened onto white.

    Raises:
        ValueError: Its grey levels are in no usual range.
    """
    if frame.mode.startswith("I") or frame.mode == "F":
        return Image.fromarray(_eight_bits(frame))
    if "A" in frame.getbands() or "transparency" in frame.info:
        layered = frame.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    return frame if frame.mode in {"L", "RGB"} else frame.convert("RGB")


def _eight_bits(frame: Image.Image) -> NDArray[np.uint8]:
    """Map deep grey levels to 0 (black) to 255, by the stated range or one that fits."""
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
    """Return the value of the end of the scale.

    Scanners with 12 bits store them unscaled in 16 bits, so white paper would look black.
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
