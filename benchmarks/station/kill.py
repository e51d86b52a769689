"""Kills the station at random while files arrive and the centre comes and goes.

Files are written as scanners and people do it: renamed into place, written in pieces with pauses,
copied twice under different names. At the end every file must be at the centre exactly once: one
original under its hash, one row in the work queue, received once; nothing truncated, nothing
invented, nothing left in the drop folder.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.station.centre import CentreProcess, StationProcess
from station.book import SpoolBook, SpoolState
from storage.objects.port import sha256_of

__all__ = ["KillResult", "kill_station"]

_DRAIN_SECONDS = 180
_PIECES = 4


@dataclass(slots=True)
class KillResult:
    """What was found after the kills.

    Attributes:
        kills: How often the station was killed.
        centre_kills: How often the centre was.
        files: Different contents that were dropped.
        copies: Files that were dropped once more under another name.
        once: Files that are at the centre exactly once.
        lost: Hashes that are missing there.
        doubled: Hashes that were received more than once.
        invented: Hashes at the centre that nobody dropped.
        left: Files left in the drop folder.
        unacknowledged: Papers that the station still waits for.
        seconds: Duration.
    """

    kills: int = 0
    centre_kills: int = 0
    files: int = 0
    copies: int = 0
    once: int = 0
    lost: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    invented: set[str] = field(default_factory=set)
    left: list[str] = field(default_factory=list)
    unacknowledged: int = 0
    seconds: float = 0.0

    @property
    def right(self) -> bool:
        """Whether every file arrived exactly once and nothing else did."""
        wrong = (self.lost, self.doubled, self.invented, self.left, self.unacknowledged)
        return self.once == self.files and not any(wrong)


def kill_station(
    folder: Path,
    *,
    kills: int,
    centre_kills: int,
    chance: random.Random,
    life: tuple[float, float] = (0.02, 2.0),
) -> KillResult:
    """Run station and centre, kill them, and look at what arrived.

    Args:
        folder: Empty folder for both.
        kills: How often the station is killed.
        centre_kills: How often the centre is; it stays away for a while each time.
        chance: Source of all choices.
        life: Shortest and longest life of the station, seconds.
    """
    began = time.monotonic()
    centre = CentreProcess(folder / "centre")
    station = StationProcess(folder / "station", centre)
    clerk = _Clerk(station.drop, random.Random(chance.random()))  # noqa: S311
    result = KillResult()
    centre.start()
    try:
        clerk.start()
        down_at = {kills * (n + 1) // (centre_kills + 1) for n in range(centre_kills)}
        up_again = -1
        for turn in range(kills):
            if turn in down_at:
                centre.kill()
                result.centre_kills += 1
                up_again = turn + 3
            elif turn == up_again:
                centre.launch()
            station.start()
            time.sleep(chance.uniform(*life))
            result.kills += station.alive
            station.kill()
        clerk.stop()
        if not centre.running:
            centre.launch()
        centre.wait()
        station.start()
        _wait_until_empty(station, clerk)
        station.stop()
    finally:
        clerk.stop()
        station.kill()
        centre.kill()
    _judge(result, clerk, centre, station)
    result.seconds = time.monotonic() - began
    return result


class _Clerk(threading.Thread):
    """Drops files without end, in all the ways that files arrive."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        super().__init__(name="clerk", daemon=True)
        self.dropped: set[str] = set()
        self.copies = 0
        self._folder = folder
        self._chance = chance
        self._ended = threading.Event()

    def stop(self) -> None:
        self._ended.set()
        if self.is_alive():
            self.join()

    def run(self) -> None:
        number = 0
        while not self._ended.wait(self._chance.uniform(0.02, 0.3)):
            number += 1
            self._drop(f"scan{number:05d}", self._paper(number))

    def _paper(self, number: int) -> bytes:
        body = self._chance.randbytes(self._chance.choice((300, 20_000, 200_000)))
        return b"%%PDF-1.4\n%% %d\n" % number + body + b"\n%%EOF\n"

    def _drop(self, name: str, data: bytes) -> None:
        self.dropped.add(sha256_of(data))
        way = self._chance.randrange(4)
        folder = self._folder
        if way == 0:
            folder = self._folder / f"H26.12-261122-{self._chance.randrange(5):04d}"
            folder.mkdir(exist_ok=True)
        if way == 1:
            self._in_pieces(folder / f"{name}.pdf", data)
            return
        temporary = folder / f"{name}.part"
        temporary.write_bytes(data)
        temporary.replace(folder / f"{name}.pdf")
        if way == 3:
            self.copies += 1
            (folder / f"{name}-copy.pdf").write_bytes(data)

    def _in_pieces(self, path: Path, data: bytes) -> None:
        """Write as a slow scanner does, with pauses longer than one look of the watcher."""
        size = len(data) // _PIECES + 1
        with path.open("wb") as file:
            for at in range(0, len(data), size):
                file.write(data[at : at + size])
                file.flush()
                time.sleep(self._chance.uniform(0.0, 0.25))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _wait_until_empty(station: StationProcess, clerk: _Clerk) -> None:
    deadline = time.monotonic() + _DRAIN_SECONDS
    while time.monotonic() < deadline:
        acknowledged = _states(station)[SpoolState.ACKNOWLEDGED]
        if not any(_files(station.drop)) and acknowledged >= len(clerk.dropped):
            return
        time.sleep(0.2)


def _states(station: StationProcess) -> dict[SpoolState, int]:
    (station.folder / "spool").mkdir(exist_ok=True)
    book = SpoolBook(station.folder / "spool" / "spool.sqlite")
    try:
        return book.counts()
    finally:
        book.close()


def _judge(
    result: KillResult, clerk: _Clerk, centre: CentreProcess, station: StationProcess
) -> None:
    desk, kept = centre.on_desk(), centre.in_store()
    result.files, result.copies = len(clerk.dropped), clerk.copies
    result.once = sum(desk.get(paper) == 1 and paper in kept for paper in clerk.dropped)
    result.lost = clerk.dropped - (desk.keys() & kept)
    result.doubled = {paper for paper, times in desk.items() if times != 1}
    result.invented = (desk.keys() | kept) - clerk.dropped
    result.left = [path.name for path in _files(station.drop)]
    states = _states(station)
    result.unacknowledged = sum(states.values()) - states[SpoolState.ACKNOWLEDGED]
