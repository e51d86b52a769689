"""What nobody sees of a PDF is dropped, so that the rest can be PDF/A.

Programs that make PDFs of scans leave things in them that PDF/A forbids and no page shows: actions,
empty forms, thumbnails, metadata of their own. The original keeps them; the copies do without.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Name
from PIL import Image

from pipeline.intake.decode.frames import on_white

__all__ = ["cleaned", "hides_layers", "is_signed", "needs_drawing"]

_PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Annots"}
    | {"/Group", "/UserUnit"}
)
_IMAGE_KEYS = frozenset(
    {"/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/ImageMask"}
    | {"/Mask", "/SMask", "/Decode", "/DecodeParms", "/Filter", "/Length", "/Intent", "/Matte"}
)
_INTENTS = frozenset({"/AbsoluteColorimetric", "/RelativeColorimetric", "/Perceptual"})
_INTENTS |= {"/Saturation"}
_STATE_KEYS = (
    "/TR",
    "/TR2",
    "/HTP",
    "/HTO",
    "/HT",
    "/BG",
    "/BG2",
    "/UCR",
    "/UCR2",
    "/OP",
    "/op",
    "/OPM",
)
"""Of a graphics state: they steer printing plates, not what a screen shows."""
_UNSEEN = frozenset({"/Link", "/Popup", "/FileAttachment", "/Sound", "/Movie", "/Screen"})
_HIDDEN = 0b100010
"""ISO 32000-1, table 165: the flags Hidden and NoView of an annotation."""
_DEEPEST = 8


def is_signed(pdf: pikepdf.Pdf) -> bool:
    """Tell whether a document bears a digital signature, in a field or for its usage rights."""
    form, permissions = pdf.Root.get("/AcroForm"), pdf.Root.get("/Perms")
    if isinstance(permissions, pikepdf.Dictionary) and len(permissions):
        return True
    fields: Any = form.get("/Fields", []) if isinstance(form, pikepdf.Dictionary) else []
    annotations = [a for page in pdf.pages for a in page.obj.get("/Annots", [])]
    return any(_bears_signature(field, 0) for field in (*fields, *annotations))


def _bears_signature(field: Any, depth: int) -> bool:
    if not isinstance(field, pikepdf.Dictionary) or depth > _DEEPEST:
        return False
    value = field.get("/V")
    if isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value and "/Contents" in value:
        return True
    return any(_bears_signature(child, depth + 1) for child in field.get("/Kids", []))


def hides_layers(pdf: pikepdf.Pdf) -> bool:
    """Tell whether a document has optional content that viewers do not show at first."""
    layers = pdf.Root.get("/OCProperties")
    shown = layers.get("/D") if isinstance(layers, pikepdf.Dictionary) else None
    if not isinstance(shown, pikepdf.Dictionary):
        return False
    return bool(shown.get("/OFF", [])) or shown.get("/BaseState", Name.ON) != Name.ON


def cleaned(pdf: pikepdf.Pdf) -> pikepdf.Pdf:
    """Return a new document of the pages as they are seen; the old one is changed."""
    pdf.flatten_annotations("screen")
    new = pikepdf.new()
    new.pages.extend(pdf.pages)
    for page in new.pages:
        _clean(page)
    return new


def needs_drawing(page: pikepdf.Page) -> bool:
    """Tell whether a cleaned page has annotations that viewers draw of their own accord."""
    return "/Annots" in page.obj


def _clean(page: pikepdf.Page) -> None:
    page.obj.Resources = page.resources
    for key in page.obj.keys() - _PAGE_KEYS:
        del page.obj[key]
    shown = [a for a in page.obj.get("/Annots", []) if _is_shown(a)]
    if shown:
        page.obj.Annots = Array(shown)
    elif "/Annots" in page.obj:
        del page.obj["/Annots"]
    for resources in _resources(page.obj.Resources, 0):
        for state in resources.get("/ExtGState", {}).values():
            for key in _STATE_KEYS:
                if key in state:
                    del state[key]
        for drawn in resources.get("/XObject", {}).values():
            if isinstance(drawn, pikepdf.Stream) and drawn.get("/Subtype") == Name.Image:
                _clean_image(drawn)


def _is_shown(annotation: Any) -> bool:
    kind = str(annotation.get("/Subtype", ""))
    return kind not in _UNSEEN and not int(annotation.get("/F", 0)) & _HIDDEN


def _resources(resources: Any, depth: int) -> Iterator[Any]:
    """Yield the resources of a page and of the forms that it draws."""
    yield resources
    for drawn in resources.get("/XObject", {}).values():
        own = drawn.get("/Resources") if isinstance(drawn, pikepdf.Stream) else None
        if isinstance(own, pikepdf.Dictionary):
            for key in ("/PieceInfo", "/Metadata", "/LastModified", "/OPI", "/PS"):
                if key in drawn:
                    del drawn[key]
            if depth < _DEEPEST:
                yield from _resources(own, depth + 1)


def _clean_image(image: pikepdf.Stream) -> None:
    for key in image.keys() - _IMAGE_KEYS:
        del image[key]
    if "/Intent" in image and str(image.Intent) not in _INTENTS:
        del image["/Intent"]
    if image.get("/Filter") in (Name.JPXDecode, Array([Name.JPXDecode])):
        _unpack_jpeg2000(image)


def _unpack_jpeg2000(image: pikepdf.Stream) -> None:
    """Hold a picture by its pixels: PDF/A wants more of JPEG 2000 than scanners write."""
    try:
        with Image.open(io.BytesIO(image.read_raw_bytes()), formats=("JPEG2000",)) as picture:
            shown = on_white(picture).copy()
    except Exception:  # the page is drawn instead
        return
    image.write(zlib.compress(np.asarray(shown).tobytes(), 1), filter=Name.FlateDecode)
    image.Width, image.Height = shown.size
    image.ColorSpace = Name.DeviceGray if shown.mode == "L" else Name.DeviceRGB
    image.BitsPerComponent = 8
    for key in ("/Decode", "/SMask", "/Mask", "/DecodeParms"):
        if key in image:
            del image[key]
