"""Judges the verdict on a scan against what was read of it.

A page of which nearly everything was read with confidence need not be scanned again because it is
somewhat dark, blurred or tilted, or because something was printed up to its edge. What reading
cannot tell keeps its weight: too few pixels for the law, hidden corners, and text that may be cut
at the sides, where the rest of a line is still read well.
"""

from __future__ import annotations

from pipeline.geometry import MM_PER_INCH
from schemas.record.page import Defect, Grade, PageQuality
from schemas.record.reading import Line, PageReading

__all__ = ["against_reading"]

_LEGIBLE = frozenset(
    {Defect.BLUR, Defect.LOW_CONTRAST, Defect.DARK, Defect.GLARE, Defect.SKEW, Defect.CUT_EDGE}
)
"""Defects that do not matter if the page was read well."""
_HARMLESS = frozenset({*_LEGIBLE, Defect.NO_COLOUR})
_SURE, _NEARLY_ALL, _FEWEST = 0.9, 0.85, 200
"""Probability of a word or line that was read well; minimum share of letters in such words; minimum
number of letters on the page."""
_EDGE_MM = 1.5
"""Distance from the edge of the picture within which text may be cut."""


def against_reading(quality: PageQuality, page: PageReading) -> PageQuality:
    """Return the verdict on a page; `scan again` becomes `usable` if it was read well.

    Args:
        quality: The verdict from the picture alone.
        page: What was read.
    """
    if quality.grade is not Grade.SCAN_AGAIN or not set(quality.defects) <= _HARMLESS:
        return quality
    if not _is_read_well(page) or (Defect.CUT_EDGE in quality.defects and _may_be_cut(page)):
        return quality
    return quality.model_copy(update={"grade": Grade.USABLE})


def _is_read_well(page: PageReading) -> bool:
    words = [word for line in page.lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    sure = sum(len(word.text) for word in words if word.confidence >= _SURE)
    return letters >= _FEWEST and sure >= _NEARLY_ALL * letters


def _may_be_cut(page: PageReading) -> bool:
    """Return whether a line ends at an edge, or one along it was not read well."""
    return any(
        _touches(page, line) and (_runs_into_edge(page, line) or line.confidence < _SURE)
        for line in page.lines
    )


def _touches(page: PageReading, line: Line) -> bool:
    near = _EDGE_MM * page.dpi / MM_PER_INCH
    return any(
        min(point.x, point.y, page.width - point.x, page.height - point.y) <= near
        for point in line.polygon
    )


def _runs_into_edge(page: PageReading, line: Line) -> bool:
    """Return whether a line touches an edge with one of its ends, not along its length."""
    near = _EDGE_MM * page.dpi / MM_PER_INCH
    first, second, third, fourth = line.polygon

    def outside(x: float, y: float) -> bool:
        return min(x, y, page.width - x, page.height - y) <= near

    along = (outside(*first) and outside(*second)) or (outside(*third) and outside(*fourth))
    return not along
