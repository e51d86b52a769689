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

from pipeline.intake.decode.fax import has_hole
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
_COMPONENTS = {"/DeviceGray": 1, "/CalGray": 1, "/Indexed": 1, "/Separation": 1, "/DeviceRGB": 3}
_COMPONENTS |= {"/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4, "/G": 1, "/RGB": 3, "/CMYK": 4, "/I": 1}


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
        content = b"\n".join(part.read_bytes() for part in _contents(page))
        return self._drawn(content, page.resources, 0)

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


def _contents(page: pikepdf.Page) -> Iterator[pikepdf.Stream]:
    contents = page.obj.get("/Contents")
    for part in contents if isinstance(contents, pikepdf.Array) else (contents,):
        if isinstance(part, pikepdf.Stream):
            yield part


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
    stated = image.get("/Filter")
    filters = [stated] if isinstance(stated, pikepdf.Name) else list(stated or [])
    last = str(filters[-1]) if filters else ""
    if len(filters) == 1 and last in ("/DCTDecode", "/DCT"):
        return _is_whole_jpeg(image.read_raw_bytes(), int(image.get("/Height", 0)))
    if len(filters) == 1 and last == "/JPXDecode":
        return _is_whole_jpeg2000(image.read_raw_bytes())
    if not filters or (len(filters) == 1 and last in ("/FlateDecode", "/Fl")):
        return _fills_its_height(image, packed=bool(filters))
    if last == "/JBIG2Decode" and has_mmr_region(image.read_raw_bytes()):
        raise MisdrawnPictureError
    if len(filters) == 1 and last in ("/CCITTFaxDecode", "/CCF") and _is_group4(image):
        return not has_hole(image.read_raw_bytes())
    return True  # poppler reports other faults of fax, JBIG2 and the like when it renders them


def _is_group4(image: pikepdf.Stream) -> bool:
    return int(_parameters(image).get("/K", 0)) < 0


def _parameters(image: pikepdf.Stream) -> pikepdf.Dictionary:
    """Return the parameters of an image's only filter."""
    parameters = image.get("/DecodeParms", image.get("/DP"))
    if isinstance(parameters, pikepdf.Array) and len(parameters):
        parameters = parameters[0]
    return parameters if isinstance(parameters, pikepdf.Dictionary) else pikepdf.Dictionary()


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


def _fills_its_height(image: pikepdf.Stream, *, packed: bool) -> bool:
    row = _bytes_of_row(image)
    if row is None:
        return True
    height = int(image.get("/Height", 0))
    needed = row * max(1, height - _MISSING_ROWS)
    data = image.read_raw_bytes()
    return (_unpacked_size(data, needed) if packed else len(data)) >= needed


def _bytes_of_row(image: pikepdf.Stream) -> int | None:
    """Return the number of bytes per row; None if it is not clear."""
    predicted = int(_parameters(image).get("/Predictor", 1)) >= _PNG_PREDICTOR
    mask = bool(image.get("/ImageMask", False))
    components = 1 if mask else _components(image.get("/ColorSpace"))
    if components is None:
        return None
    bits = 1 if mask else int(image.get("/BitsPerComponent", 8))
    return (int(image.get("/Width", 0)) * components * bits + 7) // 8 + predicted


def _components(space: Any) -> int | None:
    if isinstance(space, pikepdf.Name):
        return _COMPONENTS.get(str(space))
    if isinstance(space, pikepdf.Array) and len(space):
        kind = str(space[0])
        if kind == "/ICCBased" and isinstance(space[1], pikepdf.Stream):
            return int(space[1].get("/N", 0)) or None
        return len(space[1]) if kind == "/DeviceN" else _COMPONENTS.get(kind)
    return None


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
