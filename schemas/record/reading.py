"""The reading of a page: lines with their positions on the cleaned page and on the original.

Two coordinate systems, both in pixels with the origin at the top left:

* *upright*: the page after orientation and deskew; lines are level, boxes are axis-aligned.
  Layout and extraction work here.
* *original*: the page image as it came in; polygons for people and for evidence use it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "PRINTED_FORM",
    "TEXT_LAYER",
    "Box",
    "CodeReading",
    "CodeSymbology",
    "InkMark",
    "Line",
    "MarkKind",
    "PageReading",
    "Point",
    "Polygon",
    "Word",
]


PRINTED_FORM = "printed-form"
"""The reader of values that were printed on a form here, and so are known."""
TEXT_LAYER = "text-layer"
"""The reader of lines that a born-digital file carries as text."""


class Point(NamedTuple):
    """A point in pixels."""

    x: float
    y: float


Polygon = tuple[Point, Point, Point, Point]
"""Four corners, clockwise from the top left of the text."""


class Box(NamedTuple):
    """An axis-aligned box in pixels; `right` and `bottom` lie outside."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def center(self) -> Point:
        """Centre of the box."""
        return Point((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def union(self, other: Box) -> Box:
        """Return the smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Word(_Value):
    """One word of a line, in upright coordinates."""

    text: str
    box: Box
    confidence: float = Field(ge=0, le=1)


class Line(_Value):
    """One line of text as a reader saw it."""

    text: str = Field(description="NFC text")
    confidence: float = Field(ge=0, le=1, description="calibrated chance that all of it is right")
    box: Box = Field(description="upright coordinates")
    polygon: Polygon = Field(description="original coordinates")
    words: tuple[Word, ...] = ()
    reader: str = Field(description="name and version of the reader")
    second: str | None = Field(
        default=None, description="text as a second, independent reader saw it, where it was asked"
    )


CodeSymbology = Literal["qr", "mrz", "code128", "code39", "pdf417", "datamatrix", "ean13", "other"]


class CodeReading(_Value):
    """A machine-readable code found on a page."""

    symbology: CodeSymbology
    text: str
    polygon: Polygon = Field(description="original coordinates")


MarkKind = Literal[
    "red_seal",
    "red_stamp",
    "dark_seal",
    "arrival_stamp",
    "blue_ink",
    "ticked_box",
    "empty_box",
    "handwriting",
]


class InkMark(_Value):
    """A mark on a page other than printed text: a seal, a signature, a tick box, handwriting."""

    kind: MarkKind
    polygon: Polygon = Field(description="original coordinates")


class PageReading(_Value):
    """Everything read on one page."""

    number: int = Field(ge=1, description="page number within its file, from 1")
    width: int = Field(gt=0, description="width of the original page image, pixels")
    height: int = Field(gt=0, description="height of the original page image, pixels")
    dpi: float = Field(gt=0, description="resolution of the original page image")
    rotation: Literal[0, 90, 180, 270] = Field(
        description="degrees by which the original was turned clockwise to stand upright"
    )
    rotation_confidence: float = Field(
        default=1.0, ge=0, le=1, description="how sure it is which end is up; 0.5 is a guess"
    )
    skew: float = Field(description="degrees by which it was then turned clockwise to be level")
    lines: tuple[Line, ...] = Field(default=(), description="in reading order")
    codes: tuple[CodeReading, ...] = ()
    marks: tuple[InkMark, ...] = Field(
        default=(), description="seals, stamps, signatures, boxes to tick, words by hand"
    )
    blank: bool = False

    @property
    def text(self) -> str:
        """The lines in reading order, one per row."""
        return "\n".join(line.text for line in self.lines)
