"""The text that a born-digital PDF carries, in place of reading its picture.

Poppler's tools run as processes of their own with a time limit. A text layer is taken only where
the page is not a scanned picture (a layer there is somebody's OCR), where it is not garbled (TCVN3
and VNI fonts, fonts without a map to Unicode), where all of it is seen (nothing invisible, white,
covered or clipped), and where each line says what the picture shows. Else the page is read as a
picture, which is what people see. What stands in pictures on the page is read beside the text.
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

from extractors.values.syllables import foreign_words
from pipeline.intake.limits import DEFAULT_LIMITS, Limits
from pipeline.intake.pages import PageImage
from pipeline.intake.poppler import draw
from pipeline.intake.quality import has_print
from pipeline.intake.receive import MediaType, Received
from pipeline.page.barcodes import read_barcodes
from pipeline.page.layout import reading_order
from pipeline.page.read import PageReader
from pipeline.page.readable import SURE_STAMP
from pipeline.page.seen import agreed, is_painted, painted
from pipeline.page.textless import save_textless
from schemas.record.reading import TEXT_LAYER, Box, InkMark, Line, PageReading, Point, Polygon, Word
from schemas.text.spelling import nfc

__all__ = ["TextLayer", "is_garbled"]

_CONFIDENCE = 0.99
"""Of text that was printed from these very codes; the rest is what the checks may miss."""
_LINE = re.compile(r"<line [^>]*>(.*?)</line>", re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)
"""What poppler prints is one fixed form of XHTML, a word a row."""
_SIZE = re.compile(r'<page width="([\d.]+)"')
_SCAN_SHARE = 0.5
"""A page of which a picture covers this share is taken for a scan."""
_FEW_WORDS = 8
"""Fewer words do not tell whether a layer is garbled."""
_FOREIGN_SHARE = 0.5
"""Most words that may be no Vietnamese syllables; abbreviations and names are few, TCVN3 is all."""
_BROKEN = re.compile("[\ufffd\u0000-\u0008\u000e-\u001f\ue000-\uf8ff]")
_BROKEN_SHARE = 0.005
_SAYS = re.compile(r"[^\W_]")
_PICTURES = {"image", "stencil"}
"""What poppler calls pictures that are painted; masks belong to one of them."""


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

    def read(self, page: PageImage, reader: PageReader) -> PageReading | None:
        """Return the reading of a page from its text layer, or None where it has no good one.

        Args:
            page: The page as drawn by `pipeline.intake.pages`.
            reader: Reads the lines in the picture to compare, and pictures on the page.
        """
        if self._file.media_type is not MediaType.PDF or self._is_scan(page):
            return None
        lines = self._lines(page)
        if not lines or is_garbled("\n".join(line.text for line in lines)):
            return None
        bare = self._without_text(page)
        if bare is None:
            return None
        ink = painted(page.pixels, bare.pixels)
        if not _are_seen(lines, ink):
            return None
        sure = agreed(lines, page.pixels, ink, reader.recognizer)
        if sure is None:
            return None
        pictures = reader.read(bare) if has_print(bare) else None
        return _reading(page, sure, pictures)

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
            if len(row) > 13 and row[2] in _PICTURES and float(row[12]) and float(row[13]):
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
        """Return the lines of the layer that lie on the page as it is shown."""
        layout = ("-bbox-layout", "-cropbox", *_only(page.number))
        printed = self._run("pdftotext", *layout, self._path, "-").decode("utf-8", "replace")
        size = _SIZE.search(printed)
        if size is None or not float(size[1]):
            return []
        height, width = page.pixels.shape[:2]
        scale = width / float(size[1])
        lines = (_line(row, scale) for row in _LINE.findall(printed))
        return [line for line in lines if line and _lies_on(line.box, width, height)]

    def _without_text(self, page: PageImage) -> PageImage | None:
        """Draw the page once more without its text; None where that cannot be done."""
        bare = self._path.with_name("textless.pdf")
        unit = save_textless(self._path, page.number, bare)
        if unit is None:
            return None
        try:
            drawing = draw(bare, 1, page.dpi * unit, self._limits.render_seconds)
        except TimeoutError:
            return None
        pixels = drawing.pixels
        if pixels is None or pixels.shape != page.pixels.shape:
            return None
        return PageImage(page.number, pixels, page.dpi)

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
        text=text, confidence=_CONFIDENCE, box=box, polygon=corners, words=words, reader=TEXT_LAYER
    )


def _words(row: str, scale: float) -> Iterator[Word]:
    for *sides, escaped in _WORD.findall(row):
        text = nfc(html.unescape(escaped)).strip()
        if text:
            box = Box(*(float(side) * scale for side in sides))
            yield Word(text=text, box=box, confidence=_CONFIDENCE)


def _lies_on(box: Box, width: int, height: int) -> bool:
    """Tell whether any of a line is on the page; what lies beside it nobody sees."""
    return box.right > 0 and box.bottom > 0 and box.left < width and box.top < height


def _are_seen(lines: Sequence[Line], ink: NDArray[np.bool_]) -> bool:
    """Tell whether every word that says something is seen."""
    words = (word for line in lines for word in line.words)
    return all(is_painted(word, ink) for word in words if _SAYS.search(word.text))


def _reading(page: PageImage, lines: Sequence[Line], pictures: PageReading | None) -> PageReading:
    height, width = page.pixels.shape[:2]
    found = [*lines, *_in_pictures(pictures)]
    marks: tuple[InkMark, ...] = pictures.marks if pictures else ()
    return PageReading(
        number=page.number,
        width=width,
        height=height,
        dpi=page.dpi,
        rotation=0,
        skew=0.0,
        lines=tuple(found[i] for i in reading_order([line.box for line in found])),
        codes=read_barcodes(page.pixels),
        marks=marks,
    )


def _in_pictures(reading: PageReading | None) -> Iterator[Line]:
    """Yield what is written in the pictures of a page, at its place on the page as it is shown."""
    for line in reading.lines if reading else ():
        if line.confidence < SURE_STAMP:
            continue
        box = _around(line.polygon)
        words = tuple(word.model_copy(update={"box": box}) for word in line.words)
        yield line.model_copy(update={"box": box, "words": words})


def _around(polygon: Polygon) -> Box:
    xs, ys = [point.x for point in polygon], [point.y for point in polygon]
    return Box(min(xs), min(ys), max(xs), max(ys))
