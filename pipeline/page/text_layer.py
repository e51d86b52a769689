"""Uses the text layer of a born-digital PDF instead of reading its image.

Poppler's tools run in confined children with a time limit. A text layer is used only if the page
is not a scanned image (whose layer is somebody else's OCR), if it is not garbled (TCVN3 and VNI
fonts, fonts without a map to Unicode), if all of it is visible (nothing invisible, white, covered
or clipped), and if each line agrees with the image. Otherwise the page is read as an image, which
is what people see. Pictures on the page are read in addition to the text.
"""

from __future__ import annotations

import functools
import html
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from extractors.values.syllables import foreign_words
from pipeline.confined.ask import ask_once
from pipeline.confined.frames import Answer
from pipeline.errors import InputError
from pipeline.intake.decode.bounded import page_bounds
from pipeline.intake.decode.page_image import PageImage
from pipeline.intake.limits import DEFAULT_LIMITS, Limits
from pipeline.intake.quality import has_print
from pipeline.intake.receive import MediaType, Received
from pipeline.page.barcodes import read_barcodes
from pipeline.page.layout import reading_order
from pipeline.page.read import PageReader
from pipeline.page.readable import SURE_STAMP
from pipeline.page.seen import agreed, is_painted, painted
from schemas.record.reading import TEXT_LAYER, Box, InkMark, Line, PageReading, Point, Polygon, Word
from schemas.text.spelling import nfc

__all__ = ["TextLayer", "is_garbled"]

_CONFIDENCE = 0.99
"""Confidence of a text layer; the remainder is what the checks may miss."""
_LINE = re.compile(r"<line [^>]*>(.*?)</line>", re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)
"""Poppler outputs XHTML in a fixed format with one word per row."""
_SIZE = re.compile(r'<page width="([\d.]+)"')
_SCAN_SHARE = 0.5
"""A page covered to this share by an image counts as a scan."""
_FEW_WORDS = 8
"""Minimum number of words for judging whether a layer is garbled."""
_FOREIGN_SHARE = 0.5
"""Maximum share of non-Vietnamese words: abbreviations and names are few, in TCVN3 all are."""
_BROKEN = re.compile("[\ufffd\u0000-\u0008\u000e-\u001f\ue000-\uf8ff]")
_BROKEN_SHARE = 0.005
_FILE = "paper.pdf"
_SAYS = re.compile(r"[^\W_]")


class TextLayer:
    """The text layer of a file; a context manager that keeps one copy of the file on disk."""

    def __init__(self, file: Received, limits: Limits = DEFAULT_LIMITS) -> None:
        """Store the file; nothing is opened yet."""
        self._file = file
        self._limits = limits
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        """Enter the context; the file is written to disk when the first page is requested."""
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the file on disk."""
        if self._folder is not None:
            self._folder.cleanup()

    def read(self, page: PageImage, reader: PageReader) -> PageReading | None:
        """Return the reading of a page from its text layer, or None if it has no usable one.

        Args:
            page: The page as rendered by `pipeline.intake.decode.pages`.
            reader: Reads the lines in the image for comparison, and the pictures on the page.
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
    def _place(self) -> str:
        """The folder with the file, for poppler."""
        self._folder = tempfile.TemporaryDirectory(prefix="motlan-")
        Path(self._folder.name, _FILE).write_bytes(self._file.data)
        return self._folder.name

    @functools.cached_property
    def _covered(self) -> Mapping[int, float] | None:
        """Area covered by images in square inches, by page number; None if unknown."""
        answer = self._asked("covered", {})
        try:
            return {int(n): float(inches) for n, inches in answer.facts} if answer else None
        except (TypeError, ValueError):
            return None

    def _is_scan(self, page: PageImage) -> bool:
        """Return whether an image covers much of the page."""
        if self._covered is None:
            return True
        height, width = (side / page.dpi for side in page.pixels.shape[:2])
        return bool(self._covered.get(page.number, 0.0) > _SCAN_SHARE * width * height)

    def _lines(self, page: PageImage) -> list[Line]:
        """Return the lines of the layer that are on the visible page."""
        answer = self._asked("printed", {"number": page.number})
        printed = bytes(answer.data).decode("utf-8", "replace") if answer else ""
        size = _SIZE.search(printed)
        if size is None or not float(size[1]):
            return []
        height, width = page.pixels.shape[:2]
        scale = width / float(size[1])
        lines = (_line(row, scale) for row in _LINE.findall(printed))
        return [line for line in lines if line and _lies_on(line.box, width, height)]

    def _without_text(self, page: PageImage) -> PageImage | None:
        """Render the page again without its text; None if this is not possible."""
        answer = self._asked("bare", {"number": page.number, "dpi": page.dpi})
        if answer is None or answer.facts != list(page.pixels.shape):
            return None
        if len(answer.data) != page.pixels.size:
            return None
        pixels = np.frombuffer(answer.data, np.uint8).reshape(page.pixels.shape)
        return PageImage(page.number, pixels, page.dpi)

    def _asked(self, task: str, facts: dict[str, object]) -> Answer | None:
        """Return what a confined child finds; None if it fails: the page is read as an image."""
        seconds = self._limits.render_seconds
        try:
            return ask_once(
                f"pipeline.page.layer_parts:{task}",
                {**facts, "file": _FILE, "seconds": seconds},
                bounds=replace(page_bounds(self._file, self._limits), seconds=3 * seconds),
                folder=self._place,
            )
        except InputError:
            return None


def is_garbled(text: str) -> bool:
    """Return whether the character codes of a text layer do not match its glyphs.

    Text in TCVN3 or VNI interpreted as Unicode (`Céng hßa x· héi`) has no Vietnamese syllables.
    """
    if len(_BROKEN.findall(text)) > _BROKEN_SHARE * len(text):
        return True
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) >= _FEW_WORDS and len(foreign_words(text)) > _FOREIGN_SHARE * len(words)


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
    """Return whether any part of a line is on the page; what is outside is not visible."""
    return box.right > 0 and box.bottom > 0 and box.left < width and box.top < height


def _are_seen(lines: Sequence[Line], ink: NDArray[np.bool_]) -> bool:
    """Return whether every word with content is visible."""
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
    """Yield the text in the pictures of a page, at its position on the visible page."""
    for line in reading.lines if reading else ():
        if line.confidence < SURE_STAMP:
            continue
        box = _around(line.polygon)
        words = tuple(word.model_copy(update={"box": box}) for word in line.words)
        yield line.model_copy(update={"box": box, "words": words})


def _around(polygon: Polygon) -> Box:
    xs, ys = [point.x for point in polygon], [point.y for point in polygon]
    return Box(min(xs), min(ys), max(xs), max(ys))
