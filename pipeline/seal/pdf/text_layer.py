"""The hidden text layer: the text as read, at its place in the picture.

Rules for exact word extraction in poppler and PDFium: one text object per line; each word with its
own matrix and horizontal scaling; a real space between two words, stretched over the gap; every
word upright, and on a skewed page at its height in the picture, so that its box covers its picture.
Letters rotated with the page would break the order in poppler.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import pikepdf
from pikepdf import Name

from pipeline.seal.pdf.glyphless import GlyphlessFont
from pipeline.seal.pdf.placement import PagePlacement
from schemas.record.reading import Line, PageReading
from schemas.text.spelling import nfc

__all__ = ["HiddenText", "line_words"]

_FONT_NAME = Name("/MotlanText")
_LEAST_WIDTH = 0.1
"""Points; some readers lose the text of a word or gap without width."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """A level line with the spans of its words, in a frame rotated by quarter turns.

    `quarter` is the text direction in quarter turns anticlockwise; `baselines` (one per word; they
    rise on a skewed page) and `spans` are coordinates across and along this direction.
    """

    quarter: int
    baselines: tuple[float, ...]
    size: float
    spans: tuple[tuple[float, float], ...]


class HiddenText:
    """The hidden text of a document: one font, one content stream per page."""

    def __init__(self, pdf: pikepdf.Pdf, readings: Iterable[PageReading]) -> None:
        """Embed the font for all characters of all pages."""
        words = (w for r in readings for line in r.lines for w, _, _ in line_words(line))
        self._pdf = pdf
        self._font = GlyphlessFont({c for word in words for c in word})
        self._font_object = self._font.embed(pdf)

    def add(self, page: pikepdf.Page, placement: PagePlacement) -> None:
        """Add the text of a reading to a page; a page without text is not changed."""
        texts = [self._line(line, placement) for line in placement.reading.lines]
        if not any(texts):
            return
        page.add_resource(self._font_object, Name.Font, _FONT_NAME)
        content = b"q 3 Tr\n%s\nQ" % b"\n".join(text for text in texts if text)
        page.contents_add(self._pdf.make_stream(b"q"), prepend=True)
        page.contents_add(self._pdf.make_stream(b"Q\n" + content))

    def _line(self, line: Line, placement: PagePlacement) -> bytes:
        """Return the text object of a line; empty for a line without words."""
        words = line_words(line)
        if not words:
            return b""
        frame = _level(line, [(start, end) for _, start, end in words], placement)
        shows = [b"BT %s %.3f Tf" % (str(_FONT_NAME).encode(), frame.size)]
        for index, (word, _, _) in enumerate(words):
            start, end = frame.spans[index]
            shows.append(
                b"%s Tm %s" % (_matrix(frame, index), self._show(word, end - start, frame))
            )
            if index + 1 < len(words):
                gap = frame.spans[index + 1][0] - end
                shows.append(self._show(" ", gap, frame))
        return b" ".join([*shows, b"ET"])

    def _show(self, text: str, width: float, frame: _Frame) -> bytes:
        scaling = 100 * max(width, _LEAST_WIDTH) / (self._font.width(text) * frame.size)
        return b"%.3f Tz %s Tj" % (scaling, self._font.encode(text))


def line_words(line: Line) -> list[tuple[str, float, float]]:
    """Return the words of a line, each with its start and end as shares of the line's length.

    The boxes of the words are used if their texts match the line; otherwise the words are
    distributed by their numbers of characters.
    """
    text = _printable(line.text).split()
    boxed = [
        (part, word) for word in line.words for part in [_printable(word.text).strip()] if part
    ]
    if line.box.width > 0 and [part for part, _ in boxed] == text:
        left, width = line.box.left, line.box.width
        return [
            (part, (word.box.left - left) / width, (word.box.right - left) / width)
            for part, word in boxed
        ]
    spread, at, total = [], 0, max(len(" ".join(text)), 1)
    for word in text:
        spread.append((word, at / total, (at + len(word)) / total))
        at += len(word) + 1
    return spread


def _printable(text: str) -> str:
    """Return NFC text without control characters, which a text layer must not contain."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in nfc(text))


def _level(line: Line, shares: list[tuple[float, float]], placement: PagePlacement) -> _Frame:
    """Place the words of a line upright, along the quarter turn closest to its direction.

    A word is placed at the height of its centre on the line.
    """
    corners = [placement.point(corner) for corner in line.polygon]
    quarter = (
        round(
            math.atan2(
                corners[1].y + corners[2].y - corners[0].y - corners[3].y,
                corners[1].x + corners[2].x - corners[0].x - corners[3].x,
            )
            / (math.pi / 2)
        )
        % 4
    )
    ux, uy = _DIRECTIONS[quarter]
    along = [p.x * ux + p.y * uy for p in corners]
    across = [p.y * ux - p.x * uy for p in corners]
    start, end = (along[0] + along[3]) / 2, (along[1] + along[2]) / 2
    height = (across[0] + across[1] - across[2] - across[3]) / 2
    size = max(height, 1.0) / (GlyphlessFont.ASCENT - GlyphlessFont.DESCENT)
    length = max(end - start, _LEAST_WIDTH)
    below = size * GlyphlessFont.DESCENT
    return _Frame(
        quarter,
        tuple(across[3] + (across[2] - across[3]) * (a + b) / 2 - below for a, b in shares),
        size,
        tuple((start + length * a, start + length * b) for a, b in shares),
    )


_DIRECTIONS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def _matrix(frame: _Frame, index: int) -> bytes:
    """Return the text matrix that places a word on the line, rotated with the line."""
    ux, uy = _DIRECTIONS[frame.quarter]
    start, baseline = frame.spans[index][0], frame.baselines[index]
    x, y = start * ux - baseline * uy, start * uy + baseline * ux
    return b"%d %d %d %d %.3f %.3f" % (ux, uy, -uy, ux, x, y)
