"""Removes the text from a PDF page.

If a page looks the same with and without its text, the text is not visible: it is invisible, white,
covered, clipped or outside the page. And what still looks like letters is not text but part of a
picture. Rendering the page twice detects both, however the text is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Name

from pipeline.intake.decode.colours import mend_colours
from pipeline.intake.decode.page_boxes import user_unit

__all__ = ["save_textless"]

_SHOWS_TEXT = {"Tj", "TJ", "'", '"'}
_DEEPEST = 8
"""Maximum nesting of form XObjects; text in deeper ones counts as hidden."""
_MOST_BYTES = 4 << 20
"""Maximum size of contents; larger ones are drawings, whose text is read faster from the image."""


class TooMuchError(Exception):
    """The contents of a page are too large to be analysed."""


def save_textless(source: Path, number: int, target: Path) -> float | None:
    """Write a PDF that shows one page of another without its text.

    Args:
        source: The PDF.
        number: Page number, from 1.
        target: Path of the new PDF.

    Returns:
        The size of the page's unit, in points; None if its text cannot be removed.
    """
    try:
        with pikepdf.open(source) as pdf, pikepdf.new() as bare:
            mend_colours([pdf.pages[number - 1]])  # as the page was drawn
            _detach_fields(pdf.pages[number - 1])
            bare.pages.append(pdf.pages[number - 1])
            page = bare.pages[0]
            page.contents_coalesce()
            _strip(page.obj, page.resources, page.obj.get("/Contents"), set(), 0)
            for stream in _appearances(page):
                _strip(stream, stream.get("/Resources"), stream, set(), 0)
            bare.save(target, compress_streams=False)
            return user_unit(page)
    except (pikepdf.PdfError, TooMuchError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _strip(
    holder: Any, resources: Any, content: Any, seen: set[tuple[int, int]], depth: int
) -> None:
    """Remove the text-showing operators from a content stream and the forms that it draws."""
    if not isinstance(content, pikepdf.Stream) or content.objgen in seen:
        return
    seen.add(content.objgen)
    if len(content.read_bytes()) > _MOST_BYTES:
        raise TooMuchError
    instructions = pikepdf.parse_content_stream(holder)
    kept = [part for part in instructions if str(part[1]) not in _SHOWS_TEXT]
    if len(kept) < len(instructions):
        content.write(pikepdf.unparse_content_stream(kept))
    if depth == _DEEPEST or resources is None:
        return
    for drawn in resources.get("/XObject", {}).values():
        if isinstance(drawn, pikepdf.Stream) and drawn.get("/Subtype") == Name.Form:
            _strip(drawn, drawn.get("/Resources", resources), drawn, seen, depth + 1)


def _detach_fields(page: pikepdf.Page) -> None:
    """Convert form fields to plain annotations, so that only their own appearance is drawn."""
    annotations = page.obj.get("/Annots")
    if annotations is None:
        return
    kept = []
    for annotation in annotations:
        if annotation.get("/Subtype") == Name.Widget:
            if "/AP" not in annotation:
                continue
            annotation.Subtype = Name.Stamp
        kept.append(annotation)
    page.obj.Annots = pikepdf.Array(kept)


def _appearances(page: pikepdf.Page) -> Iterator[pikepdf.Stream]:
    """Yield the appearances of annotations and fields, whose text poppler extracts, too."""
    for annotation in page.obj.get("/Annots", []):
        looks = annotation.get("/AP")
        normal = None if looks is None else looks.get("/N")
        if isinstance(normal, pikepdf.Stream):
            yield normal
        elif isinstance(normal, pikepdf.Dictionary):
            yield from (state for state in normal.values() if isinstance(state, pikepdf.Stream))
