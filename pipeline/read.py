"""Step 5, read: from a page image to its lines, words and codes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.codes import read_codes
from pipeline.detect import Detector, PaddleDetector
from pipeline.layout import reading_order
from pipeline.level import LevelPage, is_sideways, level
from pipeline.pages import PageImage
from pipeline.recognize import Recognition, Recognizer, Symbol, VietnameseRecognizer
from schemas.reading import Box, Line, PageReading, Word

__all__ = ["PageReader"]

_PAD_X, _PAD_Y = 0.15, 0.08
"""Room around a detected line before it is cut, in line heights."""
_PROBES = 5
"""Lines that are read both ways to tell whether a page stands on its head."""


class PageReader:
    """Reads pages: quarter turns, skew, codes, lines, words, order.

    One instance holds the loaded networks; make one per process and keep it.
    """

    def __init__(
        self, detector: Detector | None = None, recognizer: Recognizer | None = None
    ) -> None:
        """Load the default networks where none are given."""
        self._detector = detector or PaddleDetector()
        self._recognizer = recognizer or VietnameseRecognizer()

    @property
    def name(self) -> str:
        """Name and version of the recogniser."""
        return self._recognizer.name

    def read_all(self, pages: Iterable[PageImage]) -> Iterator[PageReading]:
        """Read pages one after the other."""
        return map(self.read, pages)

    def read(self, page: PageImage) -> PageReading:
        """Read one page."""
        upright, boxes = self._find_upright_lines(page.pixels)
        recognitions = self._recognizer.read([_cut(upright.pixels, box) for box in boxes])
        lines = [
            _line(upright, box, recognition, self._recognizer.name)
            for box, recognition in zip(boxes, recognitions, strict=True)
            if recognition.text
        ]
        height, width = page.pixels.shape[:2]
        codes = read_codes(page.pixels)
        return PageReading(
            number=page.number,
            width=width,
            height=height,
            dpi=page.dpi,
            rotation=upright.rotation,
            skew=upright.skew,
            lines=tuple(lines[i] for i in reading_order([line.box for line in lines])),
            codes=codes,
            blank=not lines and not codes,
        )

    def _find_upright_lines(self, pixels: NDArray[np.uint8]) -> tuple[LevelPage, list[Box]]:
        """Level the page, find its lines, and turn both if they prove to stand on their heads."""
        sideways = is_sideways(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
        upright = level(pixels, 90 if sideways else 0)
        boxes = self._detector.find(upright.pixels)
        if not self._is_upside_down(upright.pixels, boxes):
            return upright, boxes
        turned: Literal[180, 270] = 270 if sideways else 180
        height, width = upright.pixels.shape[:2]
        flipped = level(pixels, turned, upright.skew)
        return flipped, [
            Box(width - b.right, height - b.bottom, width - b.left, height - b.top) for b in boxes
        ]

    def _is_upside_down(self, pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> bool:
        """Read a few long lines both ways; the way that is surer is up."""
        longest = sorted(boxes, key=lambda box: box.width / box.height, reverse=True)[:_PROBES]
        cuts = [_cut(pixels, box) for box in longest]
        ways = self._recognizer.read([*cuts, *(cv2.rotate(cut, cv2.ROTATE_180) for cut in cuts)])
        belief = [
            float(np.mean([symbol.probability for symbol in way.symbols])) if way.symbols else 0.0
            for way in ways
        ]
        return sum(belief[len(cuts) :]) > sum(belief[: len(cuts)])


def _cut(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """Cut a line out of a page with a little room around it."""
    room_x, room_y = box.height * _PAD_X, box.height * _PAD_Y
    top, bottom = max(0, round(box.top - room_y)), round(box.bottom + room_y)
    left, right = max(0, round(box.left - room_x)), round(box.right + room_x)
    return pixels[top : max(bottom, top + 1), left : max(right, left + 1)]


def _line(page: LevelPage, box: Box, recognition: Recognition, reader: str) -> Line:
    return Line(
        text=recognition.text,
        confidence=recognition.confidence,
        box=box,
        polygon=page.polygon(box),
        words=tuple(_words(box, recognition)),
        reader=reader,
    )


def _words(box: Box, recognition: Recognition) -> Iterator[Word]:
    """Cut a line into words at the recognised spaces."""
    room = box.height * _PAD_X
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
