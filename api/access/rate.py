"""Rate limits of accounts: token buckets that refill steadily."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

__all__ = ["RateLimiter"]

_MOST = 20_000
_FULL_SECONDS = 600.0
"""Time after which every bucket is full: ten requests at one per minute."""


class RateLimiter:
    """One token bucket per account, in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with full buckets.

        Args:
            clock: Returns seconds.
        """
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def allow(self, account: str, per_minute: int) -> bool:
        """Take a token from an account's bucket; return False if it is empty.

        Args:
            account: The account.
            per_minute: Refill rate; the bucket holds a tenth of it, but at least ten.
        """
        size = max(10.0, per_minute / 10)
        now = self._clock()
        with self._lock:
            level, then = self._buckets.get(account, (size, now))
            level = min(size, level + (now - then) * per_minute / 60)
            allowed = level >= 1
            if account not in self._buckets and len(self._buckets) >= _MOST:
                self._forget(now)
            self._buckets[account] = (level - 1 if allowed else level, now)
        return allowed

    def _forget(self, now: float) -> None:
        """Drop buckets that are full again, so that invented names cannot exhaust the memory."""
        self._buckets = {a: b for a, b in self._buckets.items() if now - b[1] < _FULL_SECONDS}
        if len(self._buckets) >= _MOST:
            self._buckets.clear()
