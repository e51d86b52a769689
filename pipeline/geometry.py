"""Units of paper, and relations between boxes."""

from __future__ import annotations

from schemas.record.reading import Box

__all__ = ["A4_INCHES", "MM_PER_INCH", "POINTS_PER_INCH", "overlap", "touch"]

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72.0
A4_INCHES = (8.27, 11.69)
"""Shorter and longer side."""
_OVERLAP = 0.3
"""Minimum overlap, as a share of the smaller box, for two boxes to show the same thing."""


def touch(a: Box, b: Box) -> bool:
    """Return whether two boxes intersect."""
    across = min(a.right, b.right) > max(a.left, b.left)
    return across and min(a.bottom, b.bottom) > max(a.top, b.top)


def overlap(a: Box, b: Box) -> bool:
    """Return whether two boxes overlap so much that they show the same thing."""
    if not touch(a, b):
        return False
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    return width * height > _OVERLAP * min(a.width * a.height, b.width * b.height)
