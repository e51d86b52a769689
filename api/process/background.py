"""Background jobs: sealing the audit chain, notifying other systems."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from app.operation.log_scope import log_scope
from app.operation.logs import told
from schemas.errors import MotlanError

__all__ = ["Chore", "ChoreLog", "repeated"]

_log = logging.getLogger("motlan.chores")

_LONGEST_WAIT = 600.0
_END_SECONDS = 1.5
"""How long the end of the process waits for a round; the next start makes up for it."""


@dataclass(frozen=True, slots=True)
class Chore:
    """How a chore is doing.

    Attributes:
        failures: How many rounds failed since the last one that did not.
        error: What failed last, without values; empty where nothing did.
        done_at: When a round last succeeded, seconds since 1970; 0 before the first.
    """

    failures: int = 0
    error: str = ""
    done_at: float = 0.0


class ChoreLog:
    """How all chores of a process are doing."""

    def __init__(self) -> None:
        """Know of none yet."""
        self._chores: dict[str, Chore] = {}

    def begin(self, name: str) -> None:
        """Know of a chore before its first round."""
        self._chores[name] = Chore()

    def done(self, name: str) -> None:
        """Note a round that succeeded."""
        self._chores[name] = Chore(done_at=time.time())

    def failed(self, name: str, error: str) -> int:
        """Note a round that failed; returns how many did, one after the other."""
        before = self._chores.get(name, Chore())
        self._chores[name] = replace(before, failures=before.failures + 1, error=error)
        return before.failures + 1

    def all(self) -> dict[str, Chore]:
        """Return every chore by its name."""
        return dict(self._chores)


@contextmanager
def repeated(
    name: str, task: Callable[[], object], seconds: float, log: ChoreLog | None = None
) -> Iterator[None]:
    """Run a task periodically in the background, and once more at the end.

    Whatever goes wrong in a round is logged, and the next round comes, later and later: a chore
    never ends before its process.

    Args:
        name: Of the thread, for people.
        task: What to do.
        seconds: Time between two rounds.
        log: Where it is noted how the chore is doing.
    """
    ended, log = threading.Event(), log or ChoreLog()
    log.begin(name)

    def run() -> None:
        wait = seconds
        while not ended.wait(wait):
            failures = _round(name, task, log)
            wait = min(seconds * 2**failures, max(seconds, _LONGEST_WAIT))
        _round(name, task, log)

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(_END_SECONDS)


def _round(name: str, task: Callable[[], object], log: ChoreLog) -> int:
    """Do one round; returns how many have failed, one after the other."""
    try:
        with log_scope():
            task()
    except MotlanError as error:
        failures = log.failed(name, error.code)
        _log.warning("chore fails", extra={"task": name, "failures": failures, **told(error)})
    except Exception as error:
        failures = log.failed(name, type(error).__name__)
        _log.exception("chore fails", extra={"task": name, "failures": failures})
    else:
        log.done(name)
        failures = 0
    return min(failures, 10)
