"""Normalises pages to what viewers show: no crop box, no user units.

Stamps and text are placed in points of the media box.
"""

from __future__ import annotations

import pikepdf
from pikepdf import Array

from pipeline.intake.decode.page_boxes import user_unit, visible_box
from pipeline.intake.decode.pdf_scale import pdf_scale
from pipeline.intake.limits import DEFAULT_LIMITS

__all__ = ["show_as_seen"]

_BOXES = ("/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
_PLACES = ("/Rect", "/QuadPoints")
"""Entries of an annotation with an appearance that are in page units."""


def show_as_seen(page: pikepdf.Page) -> None:
    """Make the visible part of a page its media box, in points; what is drawn looks the same.

    A page whose pixels were taken for points becomes as large as the paper that it shows.
    """
    scale = pdf_scale(page, DEFAULT_LIMITS)
    unit = user_unit(page) * (scale.paper if scale else 1.0)
    box = visible_box(page)
    page.obj.MediaBox = Array([side * unit for side in box])
    for name in _BOXES:
        if name in page.obj:
            del page.obj[name]
    if page.cropbox != page.mediabox:  # inherited from the page tree
        page.obj.CropBox = page.obj.MediaBox
    if "/UserUnit" in page.obj:
        del page.obj["/UserUnit"]
    if unit == 1.0:
        return
    page.contents_add(b"q %.6f 0 0 %.6f 0 0 cm" % (unit, unit), prepend=True)
    page.contents_add(b"Q")
    for annotation in page.obj.get("/Annots", []):
        for name in _PLACES:
            if name in annotation:
                annotation[name] = Array([float(v) * unit for v in annotation[name]])
