"""Draws papers of invented people in the layouts of real ones, prints them and scans them."""

from __future__ import annotations

import random

__all__ = ["seeded"]


def seeded(seed: int | str) -> random.Random:
    """Return the random generator for one paper: the same seed draws the same paper."""
    return random.Random(seed)  # noqa: S311 - reproducible drawing, no secret
