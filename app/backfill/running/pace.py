"""How fast a batch goes and how long it will take: from what was settled in the last minutes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Pace", "Speed"]

_WINDOW = 600.0
_LEAST = 20.0
"""Seconds of watching before a rate is worth telling."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Files settled per hour, and seconds until nothing waits."""

    per_hour: float
    seconds_left: float


class Pace:
    """Watches the count of settled files."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to watch.

        Args:
            clock: Returns seconds.
        """
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def note(self, settled: int, waiting: int) -> Speed | None:
        """Note how far the batch is; return its speed once that can be told.

        What other machines do counts too: the counts are those of the database.
        """
        now = self._clock()
        if not self._seen or settled != self._seen[-1][1]:
            self._seen.append((now, settled))
        while len(self._seen) > 2 and now - self._seen[0][0] > _WINDOW:
            self._seen.popleft()
        begun, before = self._seen[0]
        if settled <= before or now - begun < _LEAST:
            return None
        rate = (settled - before) / (now - begun)
        return Speed(3600 * rate, waiting / rate)
