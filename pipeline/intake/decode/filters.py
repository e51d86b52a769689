"""The filters of a picture in a PDF: what lies behind Flate and the like, and its components."""

from __future__ import annotations

import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

__all__ = ["before_picture", "components_of", "filters_of", "parameters_of"]

_COMPONENTS = {"/DeviceGray": 1, "/CalGray": 1, "/Indexed": 1, "/Separation": 1, "/DeviceRGB": 3}
_COMPONENTS |= {"/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4, "/G": 1, "/RGB": 3, "/CMYK": 4, "/I": 1}
_FLATE = ("/FlateDecode", "/Fl")
_PLAIN = frozenset(
    {*_FLATE, "/LZWDecode", "/LZW", "/ASCII85Decode", "/A85", "/ASCIIHexDecode", "/AHx"}
    | {"/RunLengthDecode", "/RL"}
)
"""Filters that pack any bytes; the others are codings of pictures."""
_CHUNK = 1 << 20


def filters_of(image: pikepdf.Stream) -> list[str]:
    """Return the names of a picture's filters, in the order in which they are undone."""
    stated = image.get("/Filter")
    return [str(stated)] if isinstance(stated, Name) else [str(name) for name in stated or ()]


def parameters_of(image: pikepdf.Stream, place: int = -1) -> pikepdf.Dictionary:
    """Return the parameters of one of a picture's filters, by default the last."""
    parameters: Any = image.get("/DecodeParms", image.get("/DP"))
    if isinstance(parameters, pikepdf.Array):
        parameters = parameters[place] if len(parameters) else None
    return parameters if isinstance(parameters, pikepdf.Dictionary) else Dictionary()


def before_picture(image: pikepdf.Stream) -> tuple[str, bytes]:
    """Return the filter that codes a picture, or "", and the data as they are before it is undone.

    Raises:
        ValueError: The data that it was packed with end too early or do not agree with their sum.
        pikepdf.PdfError: The data cannot be unpacked.
    """
    filters, data = filters_of(image), image.read_raw_bytes()
    if not filters or filters[-1] in _PLAIN:
        return "", data
    *around, last = filters
    if not around or not _PLAIN.issuperset(around):
        return last, data
    if around[0] in _FLATE and not _is_whole(data):
        raise ValueError("packed data that are not whole")
    with pikepdf.new() as pdf:
        packed = pdf.make_stream(data, Filter=Array([Name(name) for name in around]))
        kept = image.get("/DecodeParms")
        if isinstance(kept, pikepdf.Array):
            values = [parameters_of(image, place) for place in range(len(around))]
            packed.DecodeParms = Array([Dictionary(dict(each.items())) for each in values])
        return last, packed.read_bytes()


def components_of(space: Any) -> int | None:
    """Return the number of components of a colour space; None if it is not clear."""
    if isinstance(space, pikepdf.Name):
        return _COMPONENTS.get(str(space))
    if isinstance(space, pikepdf.Array) and len(space):
        kind = str(space[0])
        if kind == "/ICCBased" and isinstance(space[1], pikepdf.Stream):
            return int(space[1].get("/N", 0)) or None
        return len(space[1]) if kind == "/DeviceN" else _COMPONENTS.get(kind)
    return None


def _is_whole(data: bytes) -> bool:
    """Return whether zlib data reach their end; a sum that is wrong is damage."""
    unpack, rest = zlib.decompressobj(), data
    try:
        while rest and not unpack.eof:
            unpack.decompress(rest, _CHUNK)
            rest = unpack.unconsumed_tail
        unpack.flush()
    except zlib.error:
        return False
    return unpack.eof
