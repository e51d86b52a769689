"""Converts positions on the original page to the upright coordinates of the lines."""

from __future__ import annotations

from schemas.record.reading import Box, Line, PageReading, Point, Polygon

__all__ = ["upright_box"]


def upright_box(page: PageReading, polygon: Polygon) -> Box | None:
    """Return a polygon of the original page in upright coordinates.

    It is transformed like the nearest line; None on a page without lines.

    Args:
        page: As read.
        polygon: In original coordinates.
    """
    xs, ys = zip(*polygon, strict=True)
    middle = Point(sum(xs) / 4, sum(ys) / 4)
    nearest = min(page.lines, key=lambda line: _distance(line, middle), default=None)
    if nearest is None:
        return None
    a, b, _, d = nearest.polygon
    wide = max(1e-6, (b.x - a.x) ** 2 + (b.y - a.y) ** 2)
    tall = max(1e-6, (d.x - a.x) ** 2 + (d.y - a.y) ** 2)
    corners = [
        (
            ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / wide,
            ((x - a.x) * (d.x - a.x) + (y - a.y) * (d.y - a.y)) / tall,
        )
        for x, y in polygon
    ]
    across, down = zip(*corners, strict=True)
    box = nearest.box
    return Box(
        box.left + min(across) * box.width,
        box.top + min(down) * box.height,
        box.left + max(across) * box.width,
        box.top + max(down) * box.height,
    )


def _distance(line: Line, point: Point) -> float:
    xs, ys = zip(*line.polygon, strict=True)
    return abs(sum(ys) / 4 - point.y) * 4 + abs(sum(xs) / 4 - point.x)
