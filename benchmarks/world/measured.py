"""What a program costs, told by the kernel: its whole process tree, from its start to its end."""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.backfill.running.processes import resident_mib, tree_of

__all__ = ["Cost", "measured"]

T = TypeVar("T")

_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of what was called.

    Attributes:
        cpu: Processor seconds, user and system, of all processes that it started.
        wall: Seconds.
        peak: Most memory resident in all of them together, MiB, looked at ten times a second.
    """

    cpu: float
    wall: float
    peak: int


def measured(call: Callable[[], T]) -> tuple[T, Cost]:
    """Call what starts processes and waits for them; return its result and their cost."""
    ended, peaks = threading.Event(), [0]

    def look() -> None:
        while not ended.wait(_LOOK):
            peaks.append(sum(map(resident_mib, tree_of(os.getpid())[1:])))

    watch = threading.Thread(target=look, daemon=True)
    before, start = _children(), time.monotonic()
    watch.start()
    try:
        value = call()
        wall = time.monotonic() - start
    finally:
        ended.set()
        watch.join()
    return value, Cost(_children() - before, wall, max(peaks))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
