"""Index and reuse check inside one process: SQLite and PostgreSQL, growing to a million papers.

Both databases run on this machine; PostgreSQL is started from the distribution's package on a
private cluster. CPU seconds are those of this process and, for PostgreSQL, of its backend too.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.query.databases import Cpu, database, load, size_of
from benchmarks.query.people import PAPERS_PER_PERSON, entry, person
from benchmarks.query.rebuild import measure_rebuild
from storage.database import Database
from storage.papers.reuse.answers import Availability
from storage.papers.reuse.check import check_reuse
from storage.papers.search.index import PaperIndex, PaperQuery
from tests.servers import PostgresServer

__all__ = ["measure"]

_DAY = dt.date(2026, 11, 22)
_PROCEDURE = "1.004884"


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of question: milliseconds, and answers per CPU second."""

    median: float
    worst_of_100: float
    per_cpu_second: float


def measure(name: str, sizes: list[int], questions: int, rebuilt: list[int]) -> None:
    """Print one table for a database, and how everything grows.

    Args:
        name: `sqlite` or `postgresql`.
        sizes: Numbers of papers.
        questions: How often each question is asked; a minute at most.
        rebuilt: Numbers of records from which a lost index is rebuilt.
    """
    with tempfile.TemporaryDirectory(prefix="motlan-query-") as made:
        folder = Path(made)
        with database(name, folder) as (url, server):
            _measure_growing(name, folder, url, server, sorted(sizes), questions)
            _measure_rebuilding(folder, server, sorted(rebuilt))


def _measure_growing(
    name: str,
    folder: Path,
    url: str,
    server: PostgresServer | None,
    sizes: list[int],
    questions: int,
) -> None:
    print(f"\n## {name}\n")
    print("| papers | load /s | load /CPU s | MB | question | p50 ms | p99 ms | per CPU s |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    index, loaded = PaperIndex(Database(url)), 0
    grown: dict[str, list[Measured]] = {}
    for size in sizes:
        cpu, start = Cpu(server), time.perf_counter()
        load(index, loaded, size)
        seconds, cpu_seconds = time.perf_counter() - start, cpu.used()
        new, loaded = size - loaded, size
        filled = f"{new / seconds:,.0f} | {new / cpu_seconds:,.0f} | {size_of(folder):,.0f}"
        for question, ask in _questions(index, size).items():
            found = _ask(ask, questions, server)
            grown.setdefault(question, []).append(found)
            print(
                f"| {size:,} | {filled} | {question} | {found.median:.2f} |"
                f" {found.worst_of_100:.2f} | {found.per_cpu_second:,.0f} |",
                flush=True,
            )
            filled = " | | "
    index.database.close()
    if len(sizes) > 1:
        _print_growth(sizes, grown)


def _print_growth(sizes: list[int], grown: dict[str, list[Measured]]) -> None:
    print(f"\nFrom {sizes[0]:,} to {sizes[-1]:,} papers ({sizes[-1] / sizes[0]:,.0f} times):\n")
    print("| question | p50 grows | p99 grows | CPU per answer grows |")
    print("|---|---|---|---|")
    for question, found in grown.items():
        first, last = found[0], found[-1]
        print(
            f"| {question} | {last.median / first.median:.1f} times |"
            f" {last.worst_of_100 / first.worst_of_100:.1f} times |"
            f" {first.per_cpu_second / last.per_cpu_second:.1f} times |",
            flush=True,
        )


def _measure_rebuilding(folder: Path, server: PostgresServer | None, sizes: list[int]) -> None:
    print("\nA lost index, rebuilt from records in a folder:\n")
    print("| records | /s | /CPU s of this process |\n|---|---|---|", flush=True)
    for size in sizes:
        name = f"rebuilt{size}"
        url = server.create_database(name) if server else str(folder / f"{name}.sqlite")
        found = measure_rebuild(folder / name, size, url)
        print(f"| {size:,} | {found[0]:,.0f} | {found[1]:,.0f} |", flush=True)


def _questions(index: PaperIndex, size: int) -> dict[str, Callable[[random.Random], None]]:
    people = size // PAPERS_PER_PERSON

    def lookup(chance: random.Random) -> None:
        query = PaperQuery(subject_id=person(chance.randrange(people)), limit=10)
        assert len(index.find(query).entries) == PAPERS_PER_PERSON

    def stranger(chance: random.Random) -> None:
        assert not index.find(PaperQuery(subject_id=f"998{chance.randrange(10**9):09}")).entries

    def reuse(chance: random.Random) -> None:
        answer = check_reuse(index, _PROCEDURE, person(chance.randrange(people)), _DAY).answer
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
    cpu, limit = Cpu(server), time.perf_counter() + 60
    while len(times) < questions and time.perf_counter() < limit:
        start = time.perf_counter()
        ask(chance)
        times.append((time.perf_counter() - start) * 1000)
    hundredths = statistics.quantiles(times, n=100)
    return Measured(hundredths[49], hundredths[98], len(times) / cpu.used())
