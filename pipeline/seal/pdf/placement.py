"""Maps points of the scanned picture to the PDF page.

The PDF page is upright: it includes the quarter turns of `PageReading.rotation`, but not the small
skew correction, because the visible picture is never altered.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.record.reading import PageReading, Point

__all__ = ["QUARTER_TURNS", "Matrix", "PageArea", "PagePlacement"]

Matrix = tuple[float, float, float, float, float, float]
"""`a b c d e f` of ISO 32000-1, 8.3.4: x' = ax + cy + e, y' = bx + dy + f."""

QUARTER_TURNS: dict[int, Matrix] = {
    0: (1, 0, 0, 1, 0, 0),
    90: (0, -1, 1, 0, 0, 1),
    180: (-1, 0, 0, -1, 1, 1),
    270: (0, 1, -1, 0, 1, 0),
}
"""From degrees clockwise to the matrix that rotates the unit square onto itself (y upwards)."""


@dataclass(frozen=True, slots=True)
class PageArea:
    """A rectangle of a PDF page, in points, with the origin at the bottom left."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in points."""
        return self.top - self.bottom

    def overlaps(self, other: PageArea) -> bool:
        """Return whether two areas overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


@dataclass(frozen=True, slots=True)
class PagePlacement:
    """The upright page that shows a scanned picture.

    Attributes:
        reading: The reading of the picture.
        area: Area of the page that the rotated picture fills.
    """

    reading: PageReading
    area: PageArea

    def point(self, pixel: Point) -> Point:
        """Return the position on the page, in points, of a pixel of the original picture."""
        x, y = pixel.x / self.reading.width, 1 - pixel.y / self.reading.height
        a, b, c, d, e, f = QUARTER_TURNS[self.reading.rotation]
        return Point(
            self.area.left + (a * x + c * y + e) * self.area.width,
            self.area.bottom + (b * x + d * y + f) * self.area.height,
        )

    def around(self, pixels: tuple[Point, ...]) -> PageArea:
        """Return the smallest area of the page that contains some pixels."""
        points = [self.point(pixel) for pixel in pixels]
        xs, ys = [p.x for p in points], [p.y for p in points]
        return PageArea(min(xs), min(ys), max(xs), max(ys))
