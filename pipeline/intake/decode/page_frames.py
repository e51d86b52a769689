"""Determines which images of a file are pages: not previews, thumbnails or animation frames."""

from __future__ import annotations

from PIL import Image, TiffImagePlugin

__all__ = ["page_frames"]

_KIND, _OLD_KIND = 254, 255
"""TIFF 6.0: NewSubfileType and SubfileType."""
_REDUCED_OR_MASK = 0b101
_OLD_REDUCED = 2
_STEP = 2
"""Minimum factor by which a reduced image is smaller than its page."""


def page_frames(picture: Image.Image) -> list[int]:
    """Return the numbers of the frames that are pages, from 0.

    A JPEG may contain previews of other sizes (CIPA DC-007), a PNG an animation: both have one
    page. A TIFF frame may be marked as a smaller copy of another frame.

    Raises:
        Exception: Anything that Pillow raises for damaged images.
    """
    if picture.format in ("JPEG", "MPO", "PNG"):
        return [0]
    count = getattr(picture, "n_frames", 1)
    if count == 1 or not isinstance(picture, TiffImagePlugin.TiffImageFile):
        return list(range(count))
    sizes, reduced = [], []
    for frame in range(count):
        picture.seek(frame)
        sizes.append(max(picture.size))
        kind = picture.tag_v2.get(_KIND, 0)
        old = picture.tag_v2.get(_OLD_KIND, 0)
        reduced.append(bool(kind & _REDUCED_OR_MASK) or old == _OLD_REDUCED)
    picture.seek(0)
    largest = max(sizes)
    return [
        frame
        for frame, (size, small) in enumerate(zip(sizes, reduced, strict=True))
        if not (small and size * _STEP <= largest)
    ]
