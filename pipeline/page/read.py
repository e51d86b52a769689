"""Step 5, read: from a page image to lines, words and codes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import overlap
from pipeline.heap import give_back_free_memory
from pipeline.image.bleed_through import is_pale
from pipeline.image.constants import RED_PAGE
from pipeline.image.deskew import DeskewedPage, QuarterTurn
from pipeline.image.digit_boxes import without_rows
from pipeline.image.ground import on_white_ground
from pipeline.image.ink import find_marks, red_share
from pipeline.image.steps import STEPS, Known, Step, prepare, upside_down
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.quality import as_positive
from pipeline.ocr.ports import Detector, Recognizer
from pipeline.ocr.symbols import Recognition, Symbol
from pipeline.page.barcodes import read_barcodes
from pipeline.page.cut import ROOM_X, cut_line, split_at_gaps
from pipeline.page.handwriting import HandwritingFinder
from pipeline.page.layout import reading_order
from pipeline.page.mrz import reread_mrz
from pipeline.page.office_stamps import read_office_stamps
from pipeline.page.orientation import Standing, is_mirrored, standing
from pipeline.page.pen_figures import find_pen_figures
from pipeline.page.readable import SURE_STAMP, ReadablePage, is_blue_value
from pipeline.page.stamps import find_arrival_stamps
from schemas.record.reading import Box, InkMark, Line, MarkKind, PageReading, Word

__all__ = ["PageReader", "words_of"]

_MORE_EVIDENT = 0.1
"""By how much more must be read of a page on its side for its lines to run that way."""
_SURE = 0.9
"""Confidence of lines, and of the way up, that belong to the page and not to its other side."""
_PAGES_BETWEEN = 20
"""Number of pages after which free memory is returned to the system."""


class PageReader:
    """Reads pages: orientation, skew, codes, lines, words, reading order.

    An instance holds the loaded networks; create one per process and keep it.
    """

    def __init__(
        self,
        detector: Detector,
        recognizer: Recognizer,
        pen: HandwritingFinder,
        steps: Sequence[Step] = STEPS,
    ) -> None:
        """Assemble the parts; see `pipeline.page.default.default_page_reader` for the shipped ones.

        Args:
            detector: Finds lines.
            recognizer: Reads them; its texts and confidences are used as they are.
            pen: Finds handwritten words.
            steps: Image steps before reading.
        """
        self._detector = detector
        self._recognizer = recognizer
        self._pen = pen
        self._steps = steps
        self._pages_read = 0

    @property
    def name(self) -> str:
        """Name and version of the recogniser."""
        return self._recognizer.name

    @property
    def recognizer(self) -> Recognizer:
        """The recogniser of lines, for comparing a text with the image."""
        return self._recognizer

    def orientation(self, page: PageImage) -> tuple[QuarterTurn, float]:
        """Return by how many degrees clockwise to rotate a page, and the confidence (0.5 to 1)."""
        found = self._find_upright_lines(page)
        return found.page.level.rotation, found.standing.confidence

    def read_all(self, pages: Iterable[PageImage]) -> Iterator[PageReading]:
        """Read pages one by one."""
        return map(self.read, pages)

    def read(self, image: PageImage, known: Known | None = None) -> PageReading:
        """Read one page.

        Args:
            image: The page.
            known: Earlier measurements, which are not repeated.
        """
        self._pages_read += 1
        if self._pages_read % _PAGES_BETWEEN == 0:
            give_back_free_memory()
        found = self._find_upright_lines(image, known)
        page, level = found.page, found.page.level
        lines = self._with_zone(page, self._read_print(found))
        if self._shows_through(image, found):
            lines = [line for line in lines if line.confidence >= _SURE]
        written = [*self._pen.find(page.print, lines), *find_pen_figures(page.print, lines)]
        lines += self._read_red_ink(found)
        lines += self._read_office_stamps(page, lines)
        blue = self._read_blue_ink(page)
        written += [line.box for line in blue]
        lines += blue
        height, width = image.pixels.shape[:2]
        codes = read_barcodes(image.pixels)
        by_hand: list[tuple[MarkKind, Box]] = [("handwriting", box) for box in written]
        return PageReading(
            number=image.number,
            width=width,
            height=height,
            dpi=image.dpi,
            rotation=level.rotation,
            rotation_confidence=found.standing.confidence,
            skew=level.skew,
            lines=tuple(lines[i] for i in reading_order([line.box for line in lines])),
            codes=codes,
            marks=tuple(
                InkMark(kind=kind, polygon=level.polygon(box))
                for kind, box in (*_stamps(page, lines), *page.ticks, *by_hand)
            ),
            blank=not lines and not codes,
        )

    def _shows_through(self, image: PageImage, found: _Upright) -> bool:
        """Tell whether all print on a page is that of the other side of the sheet."""
        if found.standing.confidence >= _SURE or not is_pale(image.pixels):
            return False
        return is_mirrored(found.page.print, found.boxes, self._recognizer)

    def _find_upright_lines(self, image: PageImage, known: Known | None = None) -> _Upright:
        """Prepare the page, find its lines; turn all if they stand on their heads.

        Where hardly a letter is read either way, the page is laid on its side: streaks of dirt and
        the gutter of a booklet look like lines, and what is believed more is taken.
        """
        image = as_positive(image)
        image = replace(image, pixels=on_white_ground(image.pixels))
        found = self._lay(image, known)
        if not found.standing.is_doubtful or (known and known.rotation is not None):
            return found
        measured = found.page.prepared.known
        axis: QuarterTurn = 90 if measured.rotation in (0, 180) else 0
        other = self._lay(image, Known(corners=measured.corners, rotation=axis))
        more = other.standing.evidence - found.standing.evidence
        return other if more > _MORE_EVIDENT else found

    def _lay(self, image: PageImage, known: Known | None) -> _Upright:
        page = prepare(image.pixels, image.dpi, known, self._steps)
        boxes = split_at_gaps(page.pixels, self._detector.find(page.pixels))
        stands = standing(page.pixels, boxes, self._recognizer)
        if stands.on_head:
            height, width = page.pixels.shape[:2]
            page = upside_down(page, image.pixels, image.dpi, self._steps)
            boxes = [
                Box(width - b.right, height - b.bottom, width - b.left, height - b.top)
                for b in boxes
            ]
        return _Upright(ReadablePage(page), boxes, stands)

    def _read_print(self, found: _Upright) -> list[Line]:
        """Read the lines and, separately, the digits in digit boxes."""
        page = found.page
        boxes = without_rows(found.boxes, page.digit_rows)
        lines = self._lines(page, boxes, page.read(boxes, self._recognizer, cut_line))
        cuts = [row.picture(page.print) for row in page.digit_rows]
        digits = self._recognizer.read(cuts)
        return lines + self._lines(page, [row.box for row in page.digit_rows], digits)

    def _with_zone(self, page: ReadablePage, lines: list[Line]) -> list[Line]:
        """Replace the rows of a machine-readable zone with those that were read again."""
        rows = reread_mrz(page.print, lines, self._recognizer)
        zone = self._lines(page, [row.box for row in rows], [row.reading for row in rows])
        old = [row.box for row in rows]
        return [line for line in lines if line.box not in old] + zone

    def _lines(
        self, page: ReadablePage, boxes: Sequence[Box], readings: Sequence[Recognition]
    ) -> list[Line]:
        return [
            _line(page.level, box, reading, self._recognizer.name)
            for box, reading in zip(boxes, readings, strict=True)
            if reading.text
        ]

    def _read_red_ink(self, found: _Upright) -> list[Line]:
        """Read red stamps outside the print; the curved text of seals is left out."""
        page = found.page
        if red_share(page.colour) <= RED_PAGE:
            return []
        boxes = [
            box
            for box in self._detector.find(page.red)
            if not any(overlap(box, b) for b in found.boxes)
        ]
        lines = self._lines(page, boxes, self._read_layer(page.red, boxes))
        return [line for line in lines if line.confidence >= SURE_STAMP]

    def _read_office_stamps(self, page: ReadablePage, known: Sequence[Line]) -> list[Line]:
        """Read the stamps of secrecy and urgency that were not read like that already."""
        stamps = read_office_stamps(page, self._recognizer)
        lines = self._lines(page, [one.box for one in stamps], [one.reading for one in stamps])
        return [
            line
            for line in lines
            if not any(each.text == line.text and overlap(each.box, line.box) for each in known)
        ]

    def _read_blue_ink(self, page: ReadablePage) -> list[Line]:
        """Read the blue numbers and dates that were removed together with signatures."""
        if page.blue is None:
            return []
        boxes = self._detector.find(page.blue)
        readings = self._read_layer(page.blue, boxes)
        values = [
            (box, reading)
            for box, reading in zip(boxes, readings, strict=True)
            if is_blue_value(reading)
        ]
        return self._lines(page, [box for box, _ in values], [reading for _, reading in values])

    def _read_layer(self, layer: NDArray[np.uint8], boxes: Sequence[Box]) -> list[Recognition]:
        return self._recognizer.read([cut_line(layer, box) for box in boxes])


@dataclass(frozen=True, eq=False)
class _Upright:
    """An upright page and its lines.

    Attributes:
        page: The page, ready for reading.
        boxes: Boxes of the printed lines.
        standing: How it stood before, and how sure that is.
    """

    page: ReadablePage
    boxes: list[Box]
    standing: Standing


def _stamps(page: ReadablePage, lines: Sequence[Line]) -> list[tuple[MarkKind, Box]]:
    """Return seals, stamps and signatures; coloured marks are found by colour."""
    coloured = list(find_marks(page.colour, page.dpi))
    seals: list[tuple[MarkKind, Box]] = [("dark_seal", box) for box in page.dark_seals]
    dark = (*seals, *find_arrival_stamps(lines, page.dpi))
    taken = [box for kind, box in coloured if kind != "blue_ink"]
    return coloured + [mark for mark in dark if not any(overlap(mark[1], box) for box in taken)]


def _line(page: DeskewedPage, box: Box, recognition: Recognition, reader: str) -> Line:
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
    """Split a line into words at the recognised spaces.

    Args:
        box: The line, upright coordinates.
        recognition: Its reading.
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
    """Return the boundary between two symbols, 0 to 1 along the line."""
    return sum(symbol.position for symbol in neighbours) / len(neighbours)
