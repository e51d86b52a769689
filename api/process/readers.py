"""Reading processes of this machine: watched, and started again when one ends."""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

__all__ = ["Readers"]

_log = logging.getLogger("motlan.readers")

_LOOK_SECONDS = 1.0
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0
_STEADY_SECONDS = 300.0
"""A process that lived so long starts again at once."""
_END_SECONDS = 5.0


@dataclass(slots=True)
class _Place:
    """One of the reading processes, and its followers."""

    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    wait: float = _FIRST_WAIT
    start_at: float = 0.0


@dataclass(slots=True)
class Readers:
    """Keeps a number of reading processes alive. A context manager.

    Attributes:
        command: Starts one.
        count: How many there are to be.
        look_seconds: Time between two looks at them.
        restarts: How often one was started again.
    """

    command: Sequence[str]
    count: int
    look_seconds: float = _LOOK_SECONDS
    restarts: int = 0
    _places: list[_Place] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None

    @property
    def alive(self) -> int:
        """How many read now."""
        running = [place.process for place in self._places]  # the watch may take one away
        return sum(process is not None and process.poll() is None for process in running)

    def __enter__(self) -> Self:
        """Start them, and watch over them."""
        self._places = [_Place() for _ in range(self.count)]
        for place in self._places:
            self._start(place)
        self._watch = threading.Thread(target=self._look, name="readers", daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End them; a paper in hand is finished, or left for another process."""
        self._ended.set()
        if self._watch is not None:
            self._watch.join()
        running = [place.process for place in self._places if place.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + _END_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, place: _Place) -> None:
        place.process = subprocess.Popen(self.command, start_new_session=True)
        place.started_at = time.monotonic()

    def _look(self) -> None:
        while not self._ended.wait(self.look_seconds):
            for place in self._places:
                self._tend(place)

    def _tend(self, place: _Place) -> None:
        now = time.monotonic()
        if place.process is not None:
            status = place.process.poll()
            if status is None:
                return
            if now - place.started_at > _STEADY_SECONDS:
                place.wait = _FIRST_WAIT
            place.process = None
            self._put_off(place, "a reading process ended", exit_status=status)
        elif now >= place.start_at:
            try:
                self._start(place)
            except OSError as error:  # no memory or no process number left: later
                self._put_off(place, "a reading process does not start", error=type(error).__name__)
            else:
                self.restarts += 1

    def _put_off(self, place: _Place, what: str, **facts: str | int) -> None:
        _log.error(what, extra={"wait_seconds": place.wait, **facts})
        place.start_at = time.monotonic() + place.wait
        place.wait = min(2 * place.wait, _LONGEST_WAIT)
