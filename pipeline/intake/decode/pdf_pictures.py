"""Checks that all images on a page of a PDF are complete.

Viewers show truncated, invalid or missing images as white, and a white page looks intact. So every
image that a page draws is decoded completely here, once per file however many pages draw it.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pikepdf
from pikepdf import Name
from PIL import Image

from pipeline.intake.decode import fax, jpeg2000
from pipeline.intake.decode.contents import content_streams
from pipeline.intake.decode.filters import (
    before_picture,
    components_of,
    filters_of,
    parameters_of,
)
from pipeline.intake.decode.jbig2 import has_mmr_region
from pipeline.intake.decode.wholeness import jpeg_is_whole

__all__ = ["MisdrawnPictureError", "PictureCheck"]

_DRAWS = re.compile(rb"/([^\s/\[\]<>(){}%]+)\s+Do\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_DEEPEST = 8
"""Maximum nesting of form XObjects."""
_MISSING_ROWS = 2
"""Number of rows that an image may lack: some programs count one too many."""
_CHUNK = 1 << 20
_CODESTREAM_END = b"\xff\xd9"
"""EOC of JPEG 2000 (ISO/IEC 15444-1, A.4.4)."""
_TAIL = 64
_SCALED_DOWN = 8
"""A JPEG is decoded at an eighth of its size; its data is read completely nevertheless."""
_PNG_PREDICTOR = 10
_FEWEST_PIXELS = 10_000
"""Smaller images are ornaments, which may vanish in a page."""


class MisdrawnPictureError(Exception):
    """A picture is sound, but what draws the page would show something else."""


class PictureCheck:
    """Checks the images of one file, each once."""

    def __init__(self) -> None:
        """Initialise without checking anything."""
        self._sound: dict[tuple[int, int], bool] = {}

    def complete(self, page: pikepdf.Page) -> bool:
        """Return whether every image that a page draws exists and decodes to its full height.

        Raises:
            MisdrawnPictureError: A picture is whole but would be drawn wrongly.
            pikepdf.PdfError: The content of the page cannot be read.
        """
        content = b"\n".join(part.read_bytes() for part in content_streams(page))
        return self._drawn(content, page.resources, 0)

    def shows(self, page: pikepdf.Page) -> bool:
        """Return whether a page draws a picture that is not all of one colour."""
        content = b"\n".join(part.read_bytes() for part in content_streams(page))
        return any(map(_has_shapes, _images(content, page.resources, 0)))

    def _drawn(self, content: bytes, resources: Any, depth: int) -> bool:
        objects = resources.get("/XObject", {}) if resources is not None else {}
        for name in set(map(_name, _DRAWS.findall(content))):
            drawn = objects.get(name)
            if not isinstance(drawn, pikepdf.Stream):
                return False
            if not self._is_sound(drawn, resources, depth):
                return False
        return True

    def _is_sound(self, drawn: pikepdf.Stream, resources: Any, depth: int) -> bool:
        key = drawn.objgen
        if key not in self._sound:
            self._sound[key] = True  # a form that draws itself
            if drawn.get("/Subtype") == Name.Image:
                self._sound[key] = all(map(_decodes, _with_masks(drawn)))
            elif drawn.get("/Subtype") == Name.Form and depth < _DEEPEST:
                own = drawn.get("/Resources", resources)
                self._sound[key] = self._drawn(drawn.read_bytes(), own, depth + 1)
        return self._sound[key]


def _images(content: bytes, resources: Any, depth: int) -> Iterator[pikepdf.Stream]:
    objects = resources.get("/XObject", {}) if resources is not None else {}
    for name in set(map(_name, _DRAWS.findall(content))):
        drawn = objects.get(name)
        if not isinstance(drawn, pikepdf.Stream):
            continue
        if drawn.get("/Subtype") == Name.Image:
            yield drawn
        elif depth < _DEEPEST:
            own = drawn.get("/Resources", resources)
            yield from _images(drawn.read_bytes(), own, depth + 1)


def _has_shapes(image: pikepdf.Stream) -> bool:
    if int(image.get("/Width", 0)) * int(image.get("/Height", 0)) < _FEWEST_PIXELS:
        return False
    try:
        tones = pikepdf.PdfImage(image).as_pil_image().convert("L").getextrema()
    except Exception:  # a coding that only poppler knows, which drew it
        return False
    return tones[0] != tones[1]


def _name(raw: bytes) -> str:
    plain = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), raw)
    return "/" + plain.decode("utf-8", "surrogateescape")


def _with_masks(image: pikepdf.Stream) -> Iterator[pikepdf.Stream]:
    yield image
    for key in ("/SMask", "/Mask"):
        mask = image.get(key)
        if isinstance(mask, pikepdf.Stream):
            yield mask


def _decodes(image: pikepdf.Stream) -> bool:
    """Return whether an image's data is complete; True for rare encodings."""
    try:
        last, data = before_picture(image)
    except (ValueError, pikepdf.PdfError):
        return False
    if last in ("/DCTDecode", "/DCT"):
        return _is_whole_jpeg(data, int(image.get("/Height", 0)))
    if last == "/JPXDecode":
        return _is_whole_jpeg2000(data) and not jpeg2000.has_hole(data)
    if not last:
        return _fills_its_height(image, data)
    if last == "/JBIG2Decode" and has_mmr_region(data):
        raise MisdrawnPictureError
    if last in ("/CCITTFaxDecode", "/CCF") and int(parameters_of(image).get("/K", 0)) < 0:
        return not fax.has_hole(data)
    return True  # poppler reports other faults of fax, JBIG2 and the like when it renders them


def _is_whole_jpeg(data: bytes, height: int) -> bool:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            if picture.height + _MISSING_ROWS < height:
                return False
            picture.draft("L", (picture.width // _SCALED_DOWN, picture.height // _SCALED_DOWN))
            picture.load()
        return jpeg_is_whole(data)
    except Image.DecompressionBombError:
        return True  # reported by the limits on pages
    except Exception as error:  # Pillow can raise anything on damaged files
        if isinstance(error, OSError) and "truncated" in str(error):
            return False
        return _opens_elsewhere(data)


def _opens_elsewhere(data: bytes) -> bool:
    """Return whether another decoder accepts an image whose header Pillow rejects."""
    seen = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_REDUCED_GRAYSCALE_8)
    return seen is not None and data.rstrip(b"\0\r\n ").endswith(_CODESTREAM_END)


def _is_whole_jpeg2000(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG2000",)):
            return _CODESTREAM_END in data[-_TAIL:]
    except Image.DecompressionBombError:
        return True
    except Exception:
        return False


def _fills_its_height(image: pikepdf.Stream, data: bytes) -> bool:
    row = _bytes_of_row(image)
    if row is None:
        return True
    height = int(image.get("/Height", 0))
    filters = filters_of(image)
    if not filters:
        size = len(data)
    elif filters in (["/FlateDecode"], ["/Fl"]):
        predicted = int(parameters_of(image).get("/Predictor", 1)) >= _PNG_PREDICTOR
        row += predicted
        size = _unpacked_size(data, row * height)
    else:
        size = len(image.read_bytes())
    return size >= row * max(1, height - _MISSING_ROWS)


def _bytes_of_row(image: pikepdf.Stream) -> int | None:
    """Return the number of bytes per row; None if it is not clear."""
    mask = bool(image.get("/ImageMask", False))
    components = 1 if mask else components_of(image.get("/ColorSpace"))
    if components is None:
        return None
    bits = 1 if mask else int(image.get("/BitsPerComponent", 8))
    return (int(image.get("/Width", 0)) * components * bits + 7) // 8


def _unpacked_size(data: bytes, enough: int) -> int:
    """Return how many bytes zlib decompresses from data, stopping at `enough`."""
    unpack, size, rest = zlib.decompressobj(), 0, data
    try:
        while rest and size < enough and not unpack.eof:
            size += len(unpack.decompress(rest, _CHUNK))
            rest = unpack.unconsumed_tail
    except zlib.error:
        return size
    return size + (0 if size >= enough else len(unpack.flush()))
