"""Reports the progress of a paper to an optional watcher."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["announce", "watching"]

Watcher = Callable[[str, str], None]

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


def announce(paper_id: str, step: str) -> None:
    """Report that a paper has reached a step."""
    watcher = _watcher.get()
    if watcher:
        watcher(paper_id, step)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Call a function with paper ID and step for each step reached inside the block."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)
