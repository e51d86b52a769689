"""The text that a born-digital PDF carries, in place of reading its picture.

Poppler's `pdftotext` runs as a process of its own with a time limit. A text layer is taken only
where the page is not a scanned picture (a layer there is somebody's OCR), where it is not garbled
(TCVN3 and VNI fonts, fonts without a map to Unicode), and where it says what the picture shows:
hidden text that differs from what people see must never become data.
"""

from __future__ import annotations

import functools
import html
import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from extractors.values.syllables import foreign_words
from pipeline.geometry import POINTS_PER_INCH
from pipeline.intake.limits import DEFAULT_LIMITS, Limits
from pipeline.intake.pages import PageImage
from pipeline.intake.receive import MediaType, Received
from pipeline.ocr.ports import Recognizer
from pipeline.page.barcodes import read_barcodes
from pipeline.page.cut import cut_line
from pipeline.page.layout import reading_order
from schemas.record.reading import Box, Line, PageReading, Point, Word
from schemas.text.spelling import comparison_key, nfc

__all__ = ["READER", "TextLayer", "is_garbled", "says_what_is_seen"]

READER = "text-layer"
_CONFIDENCE = 0.99
"""Of text that was printed from these very codes; the rest is what the checks may miss."""
_LINE = re.compile(r"<line [^>]*>(.*?)</line>", re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)
"""What poppler prints is one fixed form of XHTML, a word a row."""
_SCAN_SHARE = 0.5
"""A page of which a picture covers this share is taken for a scan."""
_FEW_WORDS = 8
"""Fewer words do not tell whether a layer is garbled."""
_FOREIGN_SHARE = 0.5
"""Most words that may be no Vietnamese syllables; abbreviations and names are few, TCVN3 is all."""
_BROKEN = re.compile("[\ufffd\u0000-\u0008\u000e-\u001f\ue000-\uf8ff]")
_BROKEN_SHARE = 0.005
_SAMPLES = 8
_SAME = 0.8
"""Least similarity of a line's text to what the reader sees there."""
_UNSEEN = 0.25
"""Share of the sampled lines that the reader may misread."""


class TextLayer:
    """The text layer of one file; a context, within which the file lies on the disk once."""

    def __init__(self, file: Received, limits: Limits = DEFAULT_LIMITS) -> None:
        """Remember the file; nothing is opened yet."""
        self._file = file
        self._limits = limits
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        """Begin; the file is written when its first page is asked for."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was written."""
        if self._folder is not None:
            self._folder.cleanup()

    def read(self, page: PageImage, recognizer: Recognizer) -> PageReading | None:
        """Return the reading of a page from its text layer, or None where it has no good one.

        Args:
            page: The page as drawn by `pipeline.intake.pages`.
            recognizer: Reads a few lines of the picture to compare.
        """
        if self._file.media_type is not MediaType.PDF:
            return None
        if self._is_scan(page):
            return None
        lines = self._lines(page)
        if not lines or is_garbled("\n".join(line.text for line in lines)):
            return None
        if not says_what_is_seen(lines, page.pixels, recognizer):
            return None
        return _reading(page, lines)

    @functools.cached_property
    def _path(self) -> Path:
        """The file on the disk, where poppler can read it."""
        self._folder = tempfile.TemporaryDirectory(prefix="motlan-")
        path = Path(self._folder.name, "paper.pdf")
        path.write_bytes(self._file.data)
        return path

    @functools.cached_property
    def _covered(self) -> Mapping[int, float] | None:
        """Square inches that pictures cover, by number of page; None where nobody can tell."""
        listing = self._run("pdfimages", "-list", self._path).decode()
        if not listing:
            return None
        covered: dict[int, float] = defaultdict(float)
        for row in (line.split() for line in listing.splitlines()[2:]):
            if len(row) > 13 and row[2] == "image" and float(row[12]) and float(row[13]):
                inches = float(row[3]) / float(row[12]) * float(row[4]) / float(row[13])
                covered[int(row[0])] += inches
        return covered

    def _is_scan(self, page: PageImage) -> bool:
        """Tell whether a picture covers much of the page."""
        if self._covered is None:
            return True
        height, width = (side / page.dpi for side in page.pixels.shape[:2])
        return bool(self._covered.get(page.number, 0.0) > _SCAN_SHARE * width * height)

    def _lines(self, page: PageImage) -> list[Line]:
        printed = self._run("pdftotext", "-bbox-layout", *_only(page.number), self._path, "-")
        scale = page.dpi / POINTS_PER_INCH
        rows = _LINE.findall(printed.decode("utf-8", "replace"))
        return [line for row in rows if (line := _line(row, scale))]

    def _run(self, *command: str | Path) -> bytes:
        """Return what a tool prints, nothing where it fails: the page is then read as a picture."""
        try:
            done = subprocess.run(
                [str(part) for part in command],
                capture_output=True,
                timeout=self._limits.render_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return b""
        return done.stdout if done.returncode == 0 else b""


def is_garbled(text: str) -> bool:
    """Tell whether a text layer's codes are not what its letters look like.

    Text in TCVN3 or VNI reads `Céng hßa x· héi` when taken for Unicode: no Vietnamese syllables.
    """
    if len(_BROKEN.findall(text)) > _BROKEN_SHARE * len(text):
        return True
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) >= _FEW_WORDS and len(foreign_words(text)) > _FOREIGN_SHARE * len(words)


def says_what_is_seen(
    lines: Sequence[Line], pixels: NDArray[np.uint8], recognizer: Recognizer
) -> bool:
    """Tell whether lines spread over the page say what the picture shows there.

    Args:
        lines: From the text layer, boxes on the page as drawn.
        pixels: uint8 array [height, width, 3], BGR.
        recognizer: Reads the picture.
    """
    step = max(1, len(lines) // _SAMPLES)
    sample = [line for line in lines if line.box.width > 2 * line.box.height][::step] or lines[:1]
    seen = recognizer.glance([cut_line(pixels, line.box) for line in sample])
    differ = sum(
        Levenshtein.normalized_similarity(comparison_key(line.text), comparison_key(look.text))
        < _SAME
        for line, look in zip(sample, seen, strict=True)
    )
    return differ <= _UNSEEN * len(sample)


def _only(number: int) -> tuple[str, ...]:
    return "-f", str(number), "-l", str(number)


def _line(row: str, scale: float) -> Line | None:
    words = tuple(_words(row, scale))
    if not words:
        return None
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    corners = (
        Point(box.left, box.top),
        Point(box.right, box.top),
        Point(box.right, box.bottom),
        Point(box.left, box.bottom),
    )
    text = " ".join(word.text for word in words)
    return Line(
        text=text, confidence=_CONFIDENCE, box=box, polygon=corners, words=words, reader=READER
    )


def _words(row: str, scale: float) -> Iterator[Word]:
    for *sides, escaped in _WORD.findall(row):
        text = nfc(html.unescape(escaped)).strip()
        if text:
            box = Box(*(float(side) * scale for side in sides))
            yield Word(text=text, box=box, confidence=_CONFIDENCE)


def _reading(page: PageImage, lines: Sequence[Line]) -> PageReading:
    height, width = page.pixels.shape[:2]
    return PageReading(
        number=page.number,
        width=width,
        height=height,
        dpi=page.dpi,
        rotation=0,
        skew=0.0,
        lines=tuple(lines[i] for i in reading_order([line.box for line in lines])),
        codes=read_barcodes(page.pixels),
    )
