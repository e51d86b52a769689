"""Work that goes on beside the requests: sealing the audit chain, telling other systems."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from schemas.errors import MotlanError

__all__ = ["repeated"]


@contextmanager
def repeated(name: str, task: Callable[[], object], seconds: float) -> Iterator[None]:
    """Do something from time to time in the background, and once more at the end.

    Args:
        name: Of the thread, for people.
        task: What to do; a temporary error (`MotlanError.temporary`) waits for the next round.
        seconds: Time between two rounds.

    Raises:
        MotlanError: The last round failed; the next start makes up for it.
    """
    ended = threading.Event()

    def run() -> None:
        while not ended.wait(seconds):
            try:
                task()
            except MotlanError as error:
                if not error.temporary:
                    raise

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        task()
