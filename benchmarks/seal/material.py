"""Pages and words for the measurements: pictures of real or made-up papers, words laid over them.

The words are not those of the pictures: recognition is measured elsewhere, here only the output.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import img2pdf
from PIL import Image

from schemas.record.paper import Classification, PaperRecord
from schemas.record.reading import Box, Line, PageReading, Point, Word

__all__ = ["DPI", "Stack", "stack"]

DPI: Final = 200
_LINES: Final = 45
_TEXT: Final = (
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư"
)
_SAMPLES: Final = Path(__file__).parents[2] / "samples" / "data"


@dataclass(frozen=True)
class Stack:
    """A scanned stack: one PDF, its readings and what was known of it."""

    pdf: bytes
    pictures: tuple[bytes, ...]
    readings: tuple[PageReading, ...]

    @property
    def words(self) -> list[list[list[list[Any]]]]:
        """The words in the shape that the plugin of OCRmyPDF reads."""
        return [
            [[[word.text, *word.box] for word in line.words] for line in reading.lines]
            for reading in self.readings
        ]

    @property
    def text(self) -> list[str]:
        """All words in their order."""
        return [w.text for r in self.readings for line in r.lines for w in line.words]

    def record(self) -> PaperRecord:
        """A record of the stack."""
        now = dt.datetime.now(dt.UTC)
        return PaperRecord(
            paper_id=hashlib.sha256(self.pdf).hexdigest(),
            received_at=now,
            processed_at=now,
            software="benchmark",
            media_type="application/pdf",
            size=len(self.pdf),
            classification=Classification(paper_type="unknown", confidence=0, reason=""),
        )


def stack(pages: int) -> Stack:
    """Make a stack of colour scans: real pages where MOTLAN_EVAL_DATA has them, else samples."""
    data = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data"))
    found = sorted((data / "fields_admin_scans" / "pages").glob("*.[jp][pn]g"))
    found = found or sorted(_SAMPLES.glob("*.jpg"))
    pictures = tuple(_jpeg(found[i % len(found)]) for i in range(pages))
    readings = tuple(_reading(picture, i + 1) for i, picture in enumerate(pictures))
    layout = img2pdf.get_fixed_dpi_layout_fun((DPI, DPI))
    return Stack(img2pdf.convert(list(pictures), layout_fun=layout), pictures, readings)


def _jpeg(path: Path) -> bytes:
    with Image.open(path) as picture:
        buffer = io.BytesIO()
        picture.convert("RGB").save(buffer, "JPEG", quality=85, dpi=(DPI, DPI))
    return buffer.getvalue()


def _reading(picture: bytes, number: int) -> PageReading:
    with Image.open(io.BytesIO(picture)) as opened:
        width, height = opened.size
    pitch = height / (_LINES + 4)
    lines = tuple(_line(0.1 * width, (i + 2) * pitch, 0.8 * width, pitch) for i in range(_LINES))
    return PageReading(
        number=number, width=width, height=height, dpi=DPI, rotation=0, skew=0, lines=lines
    )


def _line(left: float, top: float, width: float, pitch: float) -> Line:
    words, at, share = [], left, width / len(_TEXT)
    for token in _TEXT.split():
        end = at + len(token) * share
        words.append(Word(text=token, box=Box(at, top, end, top + 0.7 * pitch), confidence=1))
        at = end + share
    box = Box(left, top, words[-1].box.right, top + 0.7 * pitch)
    corners = (
        Point(box.left, box.top),
        Point(box.right, box.top),
        Point(box.right, box.bottom),
        Point(box.left, box.bottom),
    )
    return Line(
        text=_TEXT, confidence=1, box=box, polygon=corners, words=tuple(words), reader="none"
    )
