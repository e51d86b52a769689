"""The part of a PDF page that viewers show, and the size of its units."""

from __future__ import annotations

import pikepdf

__all__ = ["user_unit", "visible_box"]


def visible_box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of the crop box within the media box, in page units.

    ISO 32000-1, 14.11.2: a crop box that extends beyond the media box is clipped to it. One that is
    completely outside is ignored, as in viewers.
    """
    media, crop = _ordered(page.mediabox), _ordered(page.cropbox)
    both = (
        max(media[0], crop[0]),
        max(media[1], crop[1]),
        min(media[2], crop[2]),
        min(media[3], crop[3]),
    )
    return both if both[0] < both[2] and both[1] < both[3] else media


def user_unit(page: pikepdf.Page) -> float:
    """Return the size of a unit of the page, in points (ISO 32000-1, table 30)."""
    unit = float(page.obj.get("/UserUnit", 1))
    return unit if unit > 0 else 1.0


def _ordered(box: pikepdf.Array) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(v) for v in box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
