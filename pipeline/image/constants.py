"""Bounds that several steps on page images share."""

from __future__ import annotations

__all__ = ["INK_CONTRAST", "INK_CONTRAST_IN_BOX", "RED_PAGE"]

RED_PAGE = 5e-4
"""Share of red pixels from which a page is taken to bear a seal or a red stamp."""
INK_CONTRAST = 40
"""How much darker than paper ink is, grey levels."""
INK_CONTRAST_IN_BOX = 50
"""The same within a box for a digit: what is left of its sides is paler than a digit."""
