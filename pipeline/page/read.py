"""Step 5, read: from a page image to its lines, words and codes."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.heap import give_back_free_memory
from pipeline.image.clean import clean, find_ink, find_level_rules
from pipeline.image.deskew import LevelPage, Turn, is_sideways, level
from pipeline.image.digit_boxes import find_rows, without_rows
from pipeline.image.ink import blue_layer, find_marks, find_signatures, red_layer, red_share
from pipeline.image.layers import RED_PAGE, PrintLayer, print_layer
from pipeline.image.tick_boxes import find_tick_boxes, without_boxes
from pipeline.intake.pages import PageImage
from pipeline.ocr.ports import Detector, Recognizer
from pipeline.ocr.symbols import Recognition, Symbol
from pipeline.page.barcodes import read_codes
from pipeline.page.cut import ROOM_X, cut_line, split_at_gaps
from pipeline.page.layout import reading_order
from pipeline.page.mrz import read_zone_again
from pipeline.page.pen import PenFinder
from pipeline.page.stamps import find_arrival_stamps
from pipeline.page.upright import is_upside_down
from schemas.record.reading import Box, InkMark, Line, MarkKind, PageReading, Word

__all__ = ["PageReader", "words_of"]

_MM_PER_INCH = 25.4
_PAGES_BETWEEN = 20
"""Pages after which free memory is given back."""
_PLAUSIBLE, _CONTESTED = 0.5, 0.85
"""From where on a differing reading counts, and most that is believed of a line that has one."""
_SURE_STAMP = 0.5
"""Least confidence of text in red ink: seals are full of shapes that are nearly letters."""


class PageReader:
    """Reads pages: quarter turns, skew, codes, lines, words, order.

    One instance holds the loaded networks; make one per process and keep it.
    """

    def __init__(self, detector: Detector, recognizer: Recognizer, pen: PenFinder) -> None:
        """Join the parts; see `pipeline.page.default.default_page_reader` for those shipped.

        Args:
            detector: Finds lines.
            recognizer: Reads them; its texts and confidences are taken as they are.
            pen: Tells which words were written by hand.
        """
        self._detector = detector
        self._recognizer = recognizer
        self._pen = pen
        self._pages_read = 0

    @property
    def name(self) -> str:
        """Name and version of the recogniser."""
        return self._recognizer.name

    @property
    def recognizer(self) -> Recognizer:
        """The recogniser of lines, for those who compare a text with the picture."""
        return self._recognizer

    def orientation(self, page: PageImage) -> tuple[Turn, float]:
        """Return by how many degrees clockwise to turn a page, and how sure that is (0.5 to 1)."""
        found = self._find_upright_lines(page)
        return found.page.rotation, found.confidence

    def read_all(self, pages: Iterable[PageImage]) -> Iterator[PageReading]:
        """Read pages one after the other."""
        return map(self.read, pages)

    def read(self, page: PageImage) -> PageReading:
        """Read one page."""
        self._pages_read += 1
        if self._pages_read % _PAGES_BETWEEN == 0:
            give_back_free_memory()
        found = self._find_upright_lines(page)
        upright, boxes = found.page, found.boxes
        lines = self._with_zone(found, self._read_print(found))
        written = self._pen.find(found.print.pixels, lines)
        if red_share(upright.pixels) > RED_PAGE:
            lines += self._read_red_ink(upright, boxes)
        lines += self._read_blue_ink(found)
        height, width = page.pixels.shape[:2]
        codes = read_codes(page.pixels)
        by_hand: list[tuple[MarkKind, Box]] = [("handwriting", box) for box in written]
        return PageReading(
            number=page.number,
            width=width,
            height=height,
            dpi=page.dpi,
            rotation=upright.rotation,
            rotation_confidence=found.confidence,
            skew=upright.skew,
            lines=tuple(lines[i] for i in reading_order([line.box for line in lines])),
            codes=codes,
            marks=tuple(
                InkMark(kind=kind, polygon=upright.polygon(box))
                for kind, box in (*_stamps(found, lines), *found.ticks, *by_hand)
            ),
            blank=not lines and not codes,
        )

    def _find_upright_lines(self, page: PageImage) -> _Upright:
        """Clean and level the page, find its lines; turn all if they stand on their heads."""
        cleaned = clean(page.pixels, page.dpi)
        pixels, before = cleaned.pixels, cleaned.to_original
        sideways = is_sideways(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
        upright = level(pixels, 90 if sideways else 0, before=before)
        bend = upright.find_bend(cleaned.dpi)
        upright = upright.straightened(bend)
        layer = print_layer(upright.pixels, cleaned.dpi)
        boxes = split_at_gaps(layer.pixels, self._detector.find(layer.pixels))
        upside_down, confidence = is_upside_down(layer.pixels, boxes, self._recognizer)
        if not upside_down:
            return _Upright(upright, layer, boxes, confidence, cleaned.dpi)
        turned: Literal[180, 270] = 270 if sideways else 180
        height, width = upright.pixels.shape[:2]
        flipped = level(pixels, turned, upright.skew, before)
        flipped = flipped.straightened(bend.upside_down() if bend else None)
        boxes = [
            Box(width - b.right, height - b.bottom, width - b.left, height - b.top) for b in boxes
        ]
        layer = print_layer(flipped.pixels, cleaned.dpi)
        return _Upright(flipped, layer, boxes, confidence, cleaned.dpi)

    def _read_print(self, found: _Upright) -> list[Line]:
        """Read the lines, and apart from them the digits that stand in boxes of their own."""
        mm = found.dpi / _MM_PER_INCH
        rows = find_rows(found.ink, find_level_rules(found.ink, mm), mm)
        pixels = without_boxes(found.print.pixels, [box for _, box in found.ticks])
        lines = self._read_lines(found.page, pixels, without_rows(found.boxes, rows))
        lines = self._through_seals(found, lines)
        cuts = [row.picture(found.print.pixels) for row in rows]
        return lines + self._read_cuts(found.page, [row.box for row in rows], cuts)

    def _through_seals(self, found: _Upright, lines: Sequence[Line]) -> list[Line]:
        """Read what lies under dark seals with the seals in place, too, and keep what is surer."""
        under = [line for line in lines if any(_touch(line.box, s) for s in found.print.dark_seals)]
        again = self._read_lines(found.page, found.print.sealed, [line.box for line in under])
        sealed = {line.box: line for line in again}
        return [_settled(line, sealed.get(line.box, line)) for line in lines]

    def _with_zone(self, found: _Upright, lines: list[Line]) -> list[Line]:
        """Put the rows of a machine-readable zone that was read again in the place of the old."""
        rows = read_zone_again(found.print.pixels, lines, self._recognizer)
        zone = [_line(found.page, row.box, row.reading, self._recognizer.name) for row in rows]
        old = [row.box for row in rows]
        return [line for line in lines if line.box not in old] + zone

    def _read_lines(
        self, page: LevelPage, pixels: NDArray[np.uint8], boxes: Sequence[Box]
    ) -> list[Line]:
        return self._read_cuts(page, boxes, [cut_line(pixels, box) for box in boxes])

    def _read_cuts(
        self, page: LevelPage, boxes: Sequence[Box], cuts: Sequence[NDArray[np.uint8]]
    ) -> list[Line]:
        return [
            _line(page, box, recognition, self._recognizer.name)
            for box, recognition in zip(boxes, self._recognizer.read(cuts), strict=True)
            if recognition.text
        ]

    def _read_red_ink(self, page: LevelPage, printed: Sequence[Box]) -> list[Line]:
        """Read what is stamped in red beside the print; the curved script of seals is left out."""
        layer = red_layer(page.pixels)
        boxes = [
            box for box in self._detector.find(layer) if not any(_overlap(box, b) for b in printed)
        ]
        lines = self._read_lines(page, layer, boxes)
        return [line for line in lines if line.confidence >= _SURE_STAMP]

    def _read_blue_ink(self, found: _Upright) -> list[Line]:
        """Read the numbers and dates in blue that were lifted together with signatures."""
        places = find_signatures(found.page.pixels, found.dpi)
        if not places:
            return []
        layer = blue_layer(found.page.pixels, places)
        lines = self._read_lines(found.page, layer, self._detector.find(layer))
        return [
            line
            for line in lines
            if line.confidence >= _SURE_STAMP and any(map(str.isdigit, line.text))
        ]


@dataclass(frozen=True, eq=False)
class _Upright:
    """A page that stands upright, and its lines.

    Attributes:
        page: Level, as clean as it needs to be.
        print: Its print alone.
        boxes: The printed lines.
        confidence: How sure it is which end is up, 0.5 to 1.
        dpi: Pixels per inch of the level page.
    """

    page: LevelPage
    print: PrintLayer
    boxes: list[Box]
    confidence: float
    dpi: float

    @functools.cached_property
    def ink(self) -> NDArray[np.uint8]:
        """Where the page is darker than around: array [height, width] of 0 and 1."""
        return find_ink(self.page.pixels)

    @functools.cached_property
    def ticks(self) -> list[tuple[MarkKind, Box]]:
        """The boxes to tick."""
        return list(find_tick_boxes(self.ink, self.dpi / _MM_PER_INCH))


def _stamps(found: _Upright, lines: Sequence[Line]) -> list[tuple[MarkKind, Box]]:
    """Return seals, stamps and signatures; what has a colour is told by its colour."""
    coloured = list(find_marks(found.page.pixels, found.dpi))
    seals: list[tuple[MarkKind, Box]] = [("dark_seal", box) for box in found.print.dark_seals]
    dark = (*seals, *find_arrival_stamps(lines, found.dpi))
    taken = [box for kind, box in coloured if kind != "blue_ink"]
    return coloured + [mark for mark in dark if not any(_overlap(mark[1], box) for box in taken)]


def _settled(one: Line, other: Line) -> Line:
    """Return the surer of two readings; where the other may be right, too, it is doubted."""
    worse, better = sorted((one, other), key=lambda line: line.confidence)
    if better.text == worse.text or worse.confidence < _PLAUSIBLE:
        return better
    return better.model_copy(update={"confidence": min(better.confidence, _CONTESTED)})


def _touch(a: Box, b: Box) -> bool:
    across = min(a.right, b.right) - max(a.left, b.left)
    return across > 0 and min(a.bottom, b.bottom) > max(a.top, b.top)


def _overlap(a: Box, b: Box) -> bool:
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    smaller = min(a.width * a.height, b.width * b.height)
    return width > 0 and height > 0 and width * height > 0.3 * smaller


def _line(page: LevelPage, box: Box, recognition: Recognition, reader: str) -> Line:
    return Line(
        text=recognition.text,
        confidence=recognition.confidence,
        box=box,
        polygon=page.polygon(box),
        words=tuple(words_of(box, recognition)),
        reader=reader,
        second=recognition.second,
    )


def words_of(box: Box, recognition: Recognition) -> Iterator[Word]:
    """Cut a line into words at the recognised spaces.

    Args:
        box: The line, upright coordinates.
        recognition: What stands on it.
    """
    room = box.height * ROOM_X
    left, width = box.left - room, box.width + 2 * room
    symbols = recognition.symbols
    is_space = [symbol.text == " " for symbol in symbols]
    for space, group in itertools.groupby(range(len(symbols)), key=is_space.__getitem__):
        if space:
            continue
        members = list(group)
        start, end = members[0], members[-1]
        before = _between(symbols[start - 1 : start + 1]) if start else 0.0
        after = _between(symbols[end : end + 2]) if end + 1 < len(symbols) else 1.0
        yield Word(
            text="".join(symbols[i].text for i in members),
            box=Box(
                max(box.left, left + before * width),
                box.top,
                min(box.right, left + after * width),
                box.bottom,
            ),
            confidence=min(symbols[i].probability for i in members),
        )


def _between(neighbours: Sequence[Symbol]) -> float:
    """Where one symbol ends and the next begins, 0 to 1 along the line."""
    return sum(symbol.position for symbol in neighbours) / len(neighbours)
