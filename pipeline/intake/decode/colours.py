"""Colour spaces of pictures that contradict the picture's own data.

Some programs write a profile with a wrong number of components, or name a colour space that the
JPEG does not have. Viewers go by the data; poppler draws a negative or stripes without a word.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf
from pikepdf import Name
from PIL import Image

from pipeline.intake.decode.filters import before_picture, components_of

__all__ = ["mend_colours"]

_DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_OF_PROFILE = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}
"""Components by the colour space in the header of a profile (ICC.1, 7.2.6)."""
_SPACE = slice(16, 20)
_DEEPEST = 8


def mend_colours(pages: Iterable[pikepdf.Page]) -> bool:
    """Give the pictures of pages the colour space of their data; return whether one was wrong."""
    seen: set[tuple[int, int]] = set()
    wrong = False
    for page in pages:
        for image in _images(page.resources, seen, 0):
            wrong |= _mend(image)
    return wrong


def _images(resources: Any, seen: set[tuple[int, int]], depth: int) -> Iterator[pikepdf.Stream]:
    objects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(objects, pikepdf.Dictionary):
        return
    for drawn in objects.values():
        if not isinstance(drawn, pikepdf.Stream) or drawn.objgen in seen:
            continue
        seen.add(drawn.objgen)
        if drawn.get("/Subtype") == Name.Image:
            yield drawn
        elif depth < _DEEPEST:
            yield from _images(drawn.get("/Resources"), seen, depth + 1)


def _mend(image: pikepdf.Stream) -> bool:
    space = image.get("/ColorSpace")
    stated = components_of(space)
    if stated is None:
        return False
    meant = _of_data(image, space, stated)
    if meant is None or meant == stated:
        return False
    profile = _profile(space)
    if profile is not None and _of_profile(profile) == meant:
        profile.N = meant
        if "/Alternate" in profile:
            del profile["/Alternate"]
    else:
        image.ColorSpace = _DEVICE[meant]
    if "/Decode" in image and len(image.Decode) != 2 * meant:
        del image["/Decode"]
    return True


def _of_data(image: pikepdf.Stream, space: Any, stated: int) -> int | None:
    """Return how many components a picture's data have; None if they do not tell."""
    try:
        last, data = before_picture(image)
        if last in ("/DCTDecode", "/DCT"):
            with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
                return len(picture.getbands())
        profile = _profile(space)
        own = None if profile is None else _of_profile(profile)
        if last or own in (None, stated):
            return None
        return own if _bytes_with(image, own) == len(image.read_bytes()) else None
    except Exception:  # damage is told where the picture is decoded
        return None


def _bytes_with(image: pikepdf.Stream, components: int | None) -> int:
    bits = int(image.get("/BitsPerComponent", 8))
    row = (int(image.get("/Width", 0)) * (components or 0) * bits + 7) // 8
    return row * int(image.get("/Height", 0))


def _profile(space: Any) -> pikepdf.Stream | None:
    if isinstance(space, pikepdf.Array) and len(space) > 1 and space[0] == Name.ICCBased:
        return space[1] if isinstance(space[1], pikepdf.Stream) else None
    return None


def _of_profile(profile: pikepdf.Stream) -> int | None:
    return _OF_PROFILE.get(profile.read_bytes()[_SPACE])
