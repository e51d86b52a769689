"""From a file in the drop folder to its fields: station, centre, reading process, work queue.

One paper at a time, as a clerk with a citizen works. All processes are real and share the machine;
the reading process has its networks loaded. The installation stays in `folder/centre` with every
paper on its desk, so that what a clerk does next can be measured on the same papers.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.station.centre import CentreProcess, StationProcess
from storage.database import Database
from storage.desk.desk_papers import DeskPaper, DeskState
from storage.desk.work_queue import Desk
from storage.errors import PaperMissingError
from storage.objects.port import sha256_of

__all__ = ["Drop", "measure_drops", "table"]

_SAMPLES = Path(__file__).parents[2] / "samples" / "data"
_KINDS = (".jpg", ".pdf", ".tiff")
_LONGEST = 300.0
_LOOK = 0.02
_READ = (DeskState.TO_REVIEW, DeskState.TO_CHECK, DeskState.TO_SIGN, DeskState.SIGNED)
_ENDED = (*_READ, DeskState.RESCAN, DeskState.FAILED, DeskState.REPLACED)


@dataclass(frozen=True, slots=True)
class Drop:
    """One paper that was dropped.

    Attributes:
        name: Of the sample.
        paper_id: Its hash.
        state: Where it ended.
        pages: How many were judged.
        arrived: Seconds from drop to the work queue of the centre.
        judged: Seconds from drop to the verdict on its pages.
        fields: Seconds from drop to its fields.
    """

    name: str
    paper_id: str
    state: DeskState
    pages: int
    arrived: float
    judged: float
    fields: float


def measure_drops(folder: Path, rounds: int) -> list[Drop]:
    """Drop every sample so many times and wait for its fields.

    Args:
        folder: Empty folder for station and centre.
        rounds: Each round the same papers with other hashes.
    """
    centre = CentreProcess(folder / "centre")
    station = StationProcess(folder / "station", centre)
    centre.start()
    desk = Desk(Database(centre.home / "ledger.sqlite"))
    samples = sorted(path for path in _SAMPLES.iterdir() if path.suffix in _KINDS)
    try:
        with _reading_process(centre.home):
            station.start()
            _drop_one(station, desk, samples[0], b"\n% warm\n")
            return [
                _drop_one(station, desk, sample, b"\n%% %d\n" % turn)
                for turn in range(rounds)
                for sample in samples
            ]
    finally:
        station.stop()
        desk.database.close()
        centre.kill()


def table(drops: list[Drop]) -> str:
    """Return the measurements as text."""
    read = [drop for drop in drops if drop.state in _READ]
    per_page = [drop.fields / drop.pages for drop in read]
    rows = [
        ("drop to work queue of the centre, per file", [drop.arrived for drop in drops]),
        ("drop to quality verdict, per file", [drop.judged for drop in drops]),
        ("drop to fields, per file", [drop.fields for drop in read]),
        ("drop to fields, per page", per_page),
    ]
    lines = [f"{len(drops)} files, {len(read)} read, {len(os.sched_getaffinity(0))} cores"]
    lines.append(f"{'seconds':44s} {'p50':>7s} {'p95':>7s}")
    for name, values in rows:
        lines.append(f"{name:44s} {statistics.median(values):7.2f} {_p95(values):7.2f}")
    return "\n".join(lines)


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, round(0.95 * len(values)))]


def _drop_one(station: StationProcess, desk: Desk, sample: Path, mark: bytes) -> Drop:
    """Drop one paper; behind its end a mark that gives it a hash of its own."""
    data = sample.read_bytes() + mark
    paper_id = sha256_of(data)
    temporary = station.drop / f"{sample.name}.part"
    temporary.write_bytes(data)
    began = time.monotonic()
    temporary.replace(station.drop / sample.name)
    arrived = judged = 0.0
    while time.monotonic() - began < _LONGEST:
        time.sleep(_LOOK)
        paper = _on_desk(desk, paper_id)
        if paper is None:
            continue
        now = time.monotonic() - began
        arrived = arrived or now
        judged = judged or (now if paper.pages else 0.0)
        if paper.state in _ENDED:
            pages = max(1, len(paper.pages))
            return Drop(sample.name, paper_id, paper.state, pages, arrived, judged or now, now)
    raise TimeoutError(f"{sample.name} was not read")


def _on_desk(desk: Desk, paper_id: str) -> DeskPaper | None:
    try:
        return desk.get(paper_id)
    except PaperMissingError:
        return None


@contextmanager
def _reading_process(home: Path) -> Iterator[None]:
    """The process that reads what the desk holds."""
    environment = {**os.environ, "MOTLAN_HOME": str(home)}
    with (home / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "web.worker"], env=environment, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.kill()
        process.wait()
