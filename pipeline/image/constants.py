"""Thresholds shared by several image steps."""

from __future__ import annotations

__all__ = ["INK_CONTRAST", "INK_CONTRAST_IN_BOX", "RED_PAGE"]

RED_PAGE = 5e-4
"""Minimum share of red pixels for a page to count as having a seal or red stamp."""
INK_CONTRAST = 40
"""Grey levels by which ink is darker than paper."""
INK_CONTRAST_IN_BOX = 50
"""The same inside a digit box: remains of its sides are paler than a digit."""
