"""What the pen detector flags: real print, italics, pages, and writing by faces it never saw."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.labels import labelled_lines
from benchmarks.reader.engines import load
from benchmarks.reader.score import Clock, normal
from extractors.toolkit.places import upright_box
from pipeline.intake.decode.page_image import PageImage
from pipeline.ocr.detect import PaddleDetector
from pipeline.ocr.reader import default_recognizer
from pipeline.page.cut import ROOM_X, ROOM_Y
from pipeline.page.handwriting import HandwritingDetector
from pipeline.page.read import PageReader, words_of
from schemas.record.reading import Box, Line, PageReading, Point
from training.labels import kept_for_test

_LINE_SETS: Final = ("scan_nd96_2016", "scan_luat_cu_tru_2020", "born_digital")
_PAGE_SETS: Final = ("fields_admin_scans", "forms_templates", "scan_stamped_pages")
_DPI: Final = 200.0
_ACCEPTED: Final = 0.95
"""Confidence from which a value may be used unseen."""
_Lines = list[tuple[Path, str]]


class TimedPen(HandwritingDetector):
    """The detector with a clock."""

    def __init__(self) -> None:
        """Loads the shipped model."""
        super().__init__()
        self.clock, self.lines = Clock(), 0

    def stretches(self, cut: npt.NDArray[np.uint8]) -> list[tuple[float, float]]:
        """Returns what the detector finds, and counts the time and the lines."""
        self.lines += 1
        with self.clock.running():
            return super().stretches(cut)


class Judge:
    """Reads line pictures and looks for a pen, as the product does."""

    def __init__(self) -> None:
        """Loads the shipped models."""
        self._recognizer = default_recognizer()
        self.pen = TimedPen()

    def read(self, path: Path) -> tuple[Line, bool]:
        """Returns a line picture as read, and whether a pen was seen in it."""
        cuts = [load(path)]
        (reading,) = self._recognizer.read(cuts)
        box = _box_of(cuts[0])
        line = Line(
            text=reading.text,
            confidence=reading.confidence,
            box=box,
            polygon=(Point(0, 0),) * 4,
            words=tuple(words_of(box, reading)),
            reader=self._recognizer.name,
        )
        return line, bool(self.pen.find(cuts[0], [line]))

    def flagged(self, path: Path) -> str | None:
        """Returns what was read of a line in which a pen was seen; others are not even read."""
        if not self.pen.stretches(load(path)):
            return None
        line, flagged = self.read(path)
        return line.text if flagged else None


def measure_handwriting(data: Path, rendered: Path | None, pages: int) -> None:
    """Prints false alarms on print, what is missed of writing, and what is flagged on pages.

    Args:
        data: The test sets.
        rendered: Folder that `training.drawing.pen_lines` wrote; without it only real print is
        judged.
        pages: Pages of each set.
    """
    judge = Judge()
    print("| print | lines | flagged | % |\n|---|---|---|---|")
    for name in _LINE_SETS:
        kept = [line for line in labelled_lines(data / name) if kept_for_test(line[0])]
        _print_false_alarms(judge, f"{name}, lines kept from training", kept)
    if rendered:
        _print_false_alarms(judge, "rendered italics", labelled_lines(rendered / "italics"))
        _print_written(judge, labelled_lines(rendered / "written"))
    seconds = judge.pen.clock.seconds / judge.pen.lines
    print(f"\nThe detector costs {seconds * 1000:.2f} CPU ms a line.")
    _print_pages(data, pages)


def _print_false_alarms(judge: Judge, name: str, lines: _Lines) -> None:
    flagged = [text for path, _ in lines if (text := judge.flagged(path)) is not None]
    share = 100 * len(flagged) / len(lines)
    print(f"| {name} | {len(lines)} | {len(flagged)} | {share:.2f} |", flush=True)
    for text in flagged:
        print(f"  flagged: {text!r}")


def _print_written(judge: Judge, lines: _Lines) -> None:
    judged = [(*judge.read(path), normal(text)) for path, text in lines]
    sure = [each for each in judged if each[0].confidence >= _ACCEPTED]
    left = [each for each in sure if not each[1]]
    wrong, wrong_left = (
        sum(normal(line.text) != truth for line, _, truth in some) for some in (sure, left)
    )
    flagged = sum(each[1] for each in judged)
    print("\n| lines with words by hand | lines | flagged | % |\n|---|---|---|---|")
    print(f"| faces never seen | {len(lines)} | {flagged} | {100 * flagged / len(lines):.1f} |")
    print(f"\n| of these taken at {_ACCEPTED} or more | lines | wrong |\n|---|---|---|")
    print(f"| by confidence alone | {len(sure)} | {wrong} |")
    print(f"| and not flagged | {len(left)} | {wrong_left} |", flush=True)


def _print_pages(data: Path, count: int) -> None:
    pen = TimedPen()
    reader = PageReader(PaddleDetector(), default_recognizer(), pen)
    print("\n| pages | pages | lines | flagged stretches | CPU s a page | of it for the detector |")
    print("|---|---|---|---|---|---|")
    for name in _PAGE_SETS:
        before, clock, told = pen.clock.seconds, Clock(), list[str]()
        lines = 0
        paths = _sample(data / name / "pages", count)
        for number, path in enumerate(paths, start=1):
            with clock.running():
                page = reader.read(PageImage(number, load(path), _DPI))
            lines += len(page.lines)
            told += (f"{path.name}: {text!r}" for text in _flagged(page))
        share = 100 * (pen.clock.seconds - before) / clock.seconds
        cost = clock.seconds / len(paths)
        print(f"| {name} | {len(paths)} | {lines} | {len(told)} | {cost:.2f} | {share:.2f} % |")
        print("".join(f"  flagged on {each}\n" for each in told), end="", flush=True)


def _flagged(page: PageReading) -> Iterator[str]:
    """Yields what was read where a pen was seen, for a person to judge."""
    for mark in page.marks:
        if mark.kind == "handwriting":
            place = upright_box(page, mark.polygon)
            words = (word for line in page.lines for word in line.words)
            yield " ".join(word.text for word in words if place and _holds(place, word.box))


def _holds(place: Box, word: Box) -> bool:
    across = place.left <= word.center.x <= place.right
    return across and place.top <= word.center.y <= place.bottom


def _sample(folder: Path, count: int) -> list[Path]:
    pages = [path for path in folder.iterdir() if path.suffix in (".png", ".jpg")]
    return sorted(pages, key=lambda page: zlib.crc32(page.name.encode()))[:count]


def _box_of(cut: npt.NDArray[np.uint8]) -> Box:
    """Returns the box of which `cut_line` makes just this picture."""
    height, width = cut.shape[:2]
    line = height / (1 + 2 * ROOM_Y)
    room_x, room_y = line * ROOM_X, line * ROOM_Y
    return Box(room_x, room_y, max(room_x + 1, width - room_x), height - room_y)
