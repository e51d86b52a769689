"""Chance that can be repeated."""

from __future__ import annotations

import random


def seeded(seed: int) -> random.Random:
    """Returns a source of chance for pictures and wording; never use it for secrets."""
    return random.Random(seed)  # noqa: S311
