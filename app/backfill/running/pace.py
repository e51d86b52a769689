"""Speed and remaining time of a batch, from the files settled in the last minutes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Pace", "Speed"]

_WINDOW = 600.0
_LEAST = 20.0
"""Seconds of observation before a rate is reported."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Files settled per hour, and estimated seconds until none is left."""

    per_hour: float
    seconds_left: float


class Pace:
    """Observes the number of settled files."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start observing.

        Args:
            clock: Returns seconds.
        """
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()

    def note(self, settled: int, waiting: int) -> Speed | None:
        """Record the progress of the batch; return its speed once it can be estimated.

        Includes the work of other machines, because the counts come from the database.
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
