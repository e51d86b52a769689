"""Reproducible random generators."""

from __future__ import annotations

import random


def seeded(seed: int) -> random.Random:
    """Returns a seeded random generator for pictures and wording; never use it for secrets."""
    return random.Random(seed)  # noqa: S311
