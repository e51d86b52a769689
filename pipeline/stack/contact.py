"""The contact sheet of a stack: page thumbnails, each framed in the colour of its paper."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from pipeline.intake.quality import Grade
from pipeline.stack.separator import label_font
from pipeline.stack.split import PageRole, Stack, StackPage

__all__ = ["contact_sheet"]

_COLUMNS = 8
_CELL = 260
_LABEL = 34
_FRAME = 6
_COLOURS = ("#1f6feb", "#2da44e", "#bf3989", "#9a6700", "#8250df", "#0f7b8a")
_GREY = "#8c959f"
_LABELS = {PageRole.SEPARATOR: "phân cách", PageRole.BLANK: "trắng", PageRole.RECEIPT: "biên nhận"}


def contact_sheet(stack: Stack) -> bytes:
    """Return a PNG of all pages in order, eight to a row; separator and loose pages are grey."""
    rows = max(1, -(-len(stack.pages) // _COLUMNS))
    sheet = Image.new("RGB", (_COLUMNS * _CELL, rows * (_CELL + _LABEL)), "white")
    paper_of = {n: i for i, paper in enumerate(stack.papers) for n in paper.numbers}
    for i, page in enumerate(stack.pages):
        corner = (i % _COLUMNS * _CELL, i // _COLUMNS * (_CELL + _LABEL))
        _place(sheet, corner, page, paper_of.get(page.number))
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _place(sheet: Image.Image, corner: tuple[int, int], page: StackPage, paper: int | None) -> None:
    left, top = corner
    colour = _GREY if paper is None else _COLOURS[paper % len(_COLOURS)]
    picture = Image.fromarray(page.thumbnail[:, :, ::-1])
    x, y = left + (_CELL - picture.width) // 2, top + _LABEL
    pen = ImageDraw.Draw(sheet)
    around = (x - _FRAME, y - _FRAME, x + picture.width + _FRAME, y + picture.height + _FRAME)
    pen.rectangle(around, fill=colour)
    sheet.paste(picture, (x, y))
    pen.text(
        (left + _CELL / 2, top + _LABEL / 3), _label(page, paper), colour, label_font(18), "mm"
    )


def _label(page: StackPage, paper: int | None) -> str:
    parts = [f"tr. {page.number}"]
    if paper is not None:
        parts.append(f"giấy {paper + 1}")
    if page.role in _LABELS:
        parts.append(_LABELS[page.role])
    if page.verdict.grade is Grade.SCAN_AGAIN:
        parts.append("quét lại")
    return " · ".join(parts)
