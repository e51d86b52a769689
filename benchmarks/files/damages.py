"""What disks, networks and scanners do to files."""

from __future__ import annotations

import random

__all__ = ["cut", "garbled", "holed", "zero_tail"]

_BLOCK = 4096
_HEADERS = 0.2
"""Share of a file that is spared: headers are another kind."""


def cut(data: bytes, share: float) -> bytes:
    """Return the beginning of a file."""
    return data[: int(len(data) * share)]


def zero_tail(data: bytes, share: float) -> bytes:
    """Return a file as long as it should be, of which only the beginning was written."""
    kept = cut(data, share)
    return kept + bytes(len(data) - len(kept))


def holed(data: bytes, rng: random.Random, size: int = _BLOCK) -> bytes:
    """Return a file in the middle of which a block was lost: zeros stand in its place."""
    size = min(size, len(data) // 5)
    start = rng.randint(int(_HEADERS * len(data)), int(0.8 * len(data)) - size)
    return data[:start] + bytes(size) + data[start + size :]


def garbled(data: bytes, rng: random.Random, size: int = 512) -> bytes:
    """Return a file in the middle of which stands a block of another file."""
    size = min(size, len(data) // 5)
    start = rng.randint(int(_HEADERS * len(data)), int(0.8 * len(data)) - size)
    return data[:start] + rng.randbytes(size) + data[start + size :]
