"""Tells whoever watches how far a paper is; nobody needs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["announce", "watching"]

Watcher = Callable[[str, str], None]

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


def announce(paper_id: str, step: str) -> None:
    """Say that a paper has reached a step."""
    watcher = _watcher.get()
    if watcher:
        watcher(paper_id, step)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Call a function with paper and step as long as the block runs."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)
