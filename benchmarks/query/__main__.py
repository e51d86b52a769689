"""`python -m benchmarks.query`: SQLite and PostgreSQL, growing to a million papers.

Both databases run on this machine; PostgreSQL is started from the distribution's package on a
private cluster. CPU seconds are those of this process and, for PostgreSQL, of its backend too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.query.people import PAPERS_PER_PERSON, entry, person, text
from benchmarks.query.rebuild import measure_rebuild
from storage.index import PaperIndex, PaperQuery
from storage.reuse import Availability, check_reuse
from tests.servers import PostgresServer, postgres_server

_BATCH = 2000
_DAY = dt.date(2026, 11, 22)
_PROCEDURE = "1.004884"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of question: milliseconds, and answers per CPU second."""

    median: float
    worst_of_100: float
    per_cpu_second: float


def main() -> None:
    """Print one table for each database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.query", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--rebuild", type=int, default=1000, help="papers to rebuild an index from")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = parser.parse_args()
    for name in ("sqlite", "postgresql"):
        if chosen.only in (None, name):
            with tempfile.TemporaryDirectory(prefix="motlan-query-") as folder:
                _measure(name, Path(folder), sorted(chosen.sizes), chosen.questions, chosen.rebuild)


def _measure(name: str, folder: Path, sizes: list[int], questions: int, rebuilt: int) -> None:
    print(f"\n## {name}\n")
    print("| papers | load /s | load /CPU s | MB | question | p50 ms | p99 ms | per CPU s |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    with _database(name, folder) as (url, server):
        index = PaperIndex(url)
        loaded = 0
        for size in sizes:
            cpu = _Cpu(server)
            start = time.perf_counter()
            _load(index, loaded, size)
            seconds, cpu_seconds = time.perf_counter() - start, cpu.used()
            new, loaded = size - loaded, size
            load = f"{new / seconds:,.0f} | {new / cpu_seconds:,.0f} | {_size(folder):,.0f}"
            for question, ask in _questions(index, size).items():
                found = _ask(ask, questions, server)
                print(
                    f"| {size:,} | {load} | {question} | {found.median:.2f} |"
                    f" {found.worst_of_100:.2f} | {found.per_cpu_second:,.0f} |",
                    flush=True,
                )
                load = " | | "
        index.close()
        other = server.create_database("rebuilt") if server else str(folder / "rebuilt.sqlite")
        per_second, per_cpu_second = measure_rebuild(folder / "papers", rebuilt, other)
    print(
        f"\nrebuilt from {rebuilt:,} records in a folder: {per_second:,.0f} /s,"
        f" {per_cpu_second:,.0f} /CPU s of this process",
        flush=True,
    )


@contextmanager
def _database(name: str, folder: Path) -> Iterator[tuple[str, PostgresServer | None]]:
    if name == "sqlite":
        yield str(folder / "index.sqlite"), None
    else:
        folder.chmod(0o755)
        with postgres_server(folder / "postgres") as server:
            yield server.create_database("query"), server


def _load(index: PaperIndex, first: int, last: int) -> None:
    for start in range(first, last, _BATCH):
        numbers = range(start, min(start + _BATCH, last))
        index.put_entries((entry(n), text(n)) for n in numbers)


def _questions(index: PaperIndex, size: int) -> dict[str, Callable[[random.Random], None]]:
    people = size // PAPERS_PER_PERSON

    def lookup(chance: random.Random) -> None:
        query = PaperQuery(subject_id=person(chance.randrange(people)), limit=10)
        assert len(index.find(query).entries) == PAPERS_PER_PERSON

    def stranger(chance: random.Random) -> None:
        assert not index.find(PaperQuery(subject_id=f"998{chance.randrange(10**9):09}")).entries

    def reuse(chance: random.Random) -> None:
        answer = check_reuse(index, _PROCEDURE, person(chance.randrange(people)), _DAY)
        assert any(c.availability is Availability.ON_FILE_VALID for c in answer.components)

    def number(chance: random.Random) -> None:
        chosen = entry(chance.randrange(size))
        assert index.find(PaperQuery(number=chosen.number)).entries

    def words(chance: random.Random) -> None:
        name = entry(chance.randrange(size)).subject_name
        assert index.find(PaperQuery(text=f'"{name}"', limit=20)).entries

    return {
        "papers of a person": lookup,
        "person without papers": stranger,
        f"reuse check {_PROCEDURE}": reuse,
        "document number": number,
        "full name in the text": words,
    }


def _ask(
    ask: Callable[[random.Random], None], questions: int, server: PostgresServer | None
) -> Measured:
    chance = random.Random(7)  # noqa: S311 - reproducible, no secret
    for _ in range(20):
        ask(chance)
    times: list[float] = []
    cpu, limit = _Cpu(server), time.perf_counter() + 60
    while len(times) < questions and time.perf_counter() < limit:
        start = time.perf_counter()
        ask(chance)
        times.append((time.perf_counter() - start) * 1000)
    hundredths = statistics.quantiles(times, n=100)
    return Measured(hundredths[49], hundredths[98], len(times) / cpu.used())


class _Cpu:
    """CPU seconds of this process and of a server's processes from now on."""

    def __init__(self, server: PostgresServer | None) -> None:
        self._server = server
        self._start = self._now()

    def used(self) -> float:
        return max(self._now() - self._start, 1e-9)

    def _now(self) -> float:
        return time.process_time() + (_server_cpu(self._server) if self._server else 0.0)


def _server_cpu(server: PostgresServer) -> float:
    """Add up the CPU time of the processes that work in the server's folder."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").resolve() == server.data:
                numbers = (process / "stat").read_text().rpartition(")")[2].split()
                ticks += int(numbers[11]) + int(numbers[12])
        except (OSError, ValueError):
            continue
    return ticks / _TICKS


def _size(folder: Path) -> float:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


if __name__ == "__main__":
    main()
