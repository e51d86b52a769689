"""Free memory between what stays is given back."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.heap import give_back_free_memory

_SIDE = 300
"""Of arrays that glibc lays on the heap: 90 kB."""
_COUNT = 2000


def resident() -> int:
    """Bytes in use by this process that lie in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


def test_holes_on_the_heap_are_given_back() -> None:
    arrays = [np.ones((_SIDE, _SIDE), np.uint8) for _ in range(_COUNT)]
    stay = arrays[::2]
    del arrays
    before = resident()
    give_back_free_memory()
    assert before - resident() > 0.7 * _COUNT / 2 * _SIDE**2
    assert all(array.all() for array in stay)
