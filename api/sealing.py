"""Seals the audit chain into the store while the service runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from schemas.errors import MotlanError
from storage.audit import AuditLog
from storage.objects import ObjectStore

__all__ = ["sealing"]


@contextmanager
def sealing(audit: AuditLog, store: ObjectStore, seconds: float) -> Iterator[None]:
    """Seal the chain from time to time in the background, and once more at the end.

    Args:
        audit: The chain.
        store: Where its segments go.
        seconds: Time between two rounds; as long as this an entry rests on the database alone.

    Raises:
        StoreUnavailableError: The last round failed; the next start makes up for it.
    """
    ended = threading.Event()

    def run() -> None:
        while not ended.wait(seconds):
            try:
                audit.seal(store)
            except MotlanError as error:
                if not error.temporary:
                    raise

    thread = threading.Thread(target=run, name="seal-audit", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        audit.seal(store)
