"""Password checks in separate threads, so that a flood of sign-ins does not block other pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread

from web.errors import TooOftenError

__all__ = ["apart"]

_P = ParamSpec("_P")
_T = TypeVar("_T")

_THREADS = CapacityLimiter(2)
_MOST_WAITING = 40


async def apart(check: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Run a password check.

    Raises:
        TooOftenError: Too many checks are already waiting.
    """
    if _THREADS.statistics().tasks_waiting >= _MOST_WAITING:
        raise TooOftenError("sign-ins")
    return await to_thread.run_sync(lambda: check(*args, **kwargs), limiter=_THREADS)
