"""Command: read drawn and scanned papers with the real reader and print what came out.

    python -m benchmarks.extraction --count 10 --grade scan [--type birth_certificate] [--fields]

Prints, per type and grade: papers, share classified right, fields, exact values, accepted unseen,
precision of the accepted, CPU seconds a page. Seeds start at 10**6: no test and no tuning draws
them. The worst misses follow, accepted and wrong first.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.extraction.measure import Miss, Tally, compare
from extractors.extract import extract
from pipeline.paper import understand
from pipeline.read import PageReader
from pipeline.receive import receive
from samples.generate import seeded
from samples.generate.paper import write
from samples.generate.papers import layouts
from samples.generate.scan import Grade

__all__ = ["main"]

_FIRST_SEED = 10**6
_HEAD = ("type", "grade", "papers", "type ok", "fields", "exact %", "accepted %", "precision %",
         "CPU s/page")  # fmt: skip


@dataclass(slots=True)
class _Result:
    papers: int = 0
    pages: int = 0
    typed: int = 0
    cpu: float = 0.0
    fields: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))

    @property
    def total(self) -> Tally:
        total = Tally()
        for tally in self.fields.values():
            total.add(tally)
        return total


def main(arguments: list[str] | None = None) -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=__doc__)
    parser.add_argument("--count", type=int, default=10, help="papers per type and grade")
    parser.add_argument("--grade", type=Grade, action="append", choices=list(Grade))
    parser.add_argument("--type", action="append", choices=list(layouts()), dest="types")
    parser.add_argument("--fields", action="store_true", help="print every field")
    parser.add_argument("--misses", type=int, default=10, help="how many misses to print")
    chosen = parser.parse_args(arguments)
    reader = PageReader()
    print(*_HEAD, sep="\t")
    misses: list[Miss] = []
    for paper_type in chosen.types or layouts():
        for grade in chosen.grade or list(Grade):
            result = _measure(reader, paper_type, grade, chosen.count)
            _print(paper_type, grade, result, each_field=chosen.fields)
            misses += result.total.misses
    # Worst first: accepted and wrong, then wrong with confidence.
    misses.sort(key=lambda miss: (miss.state != "accepted", miss.got is None, -miss.confidence))
    for miss in misses[: chosen.misses]:
        print(f"{miss.paper} {miss.field} [{miss.state}]: {miss.true!r} -> {miss.got!r}")


def _measure(reader: PageReader, paper_type: str, grade: Grade, count: int) -> _Result:
    result = _Result()
    for seed in range(_FIRST_SEED, _FIRST_SEED + count):
        paper = layouts()[paper_type](seeded(seed))
        with tempfile.TemporaryDirectory() as folder:
            path = write(paper, Path(folder), "paper", grade=grade, seed=seed)
            file = receive(path.read_bytes(), path.name)
        started = time.process_time()
        found = understand(file, reader)
        result.cpu += time.process_time() - started
        result.papers += 1
        result.pages += len(found.pages)
        result.typed += found.classification.paper_type == paper_type
        fields = extract(paper_type, found.pages)
        for name, tally in compare(f"{paper_type}/{seed}/{grade}", paper.fields, fields).items():
            result.fields[name].add(tally)
    return result


def _print(paper_type: str, grade: Grade, result: _Result, *, each_field: bool) -> None:
    typed = f"{result.typed}/{result.papers}"
    cpu = f"{result.cpu / max(1, result.pages):.2f}"
    print(paper_type, grade, result.papers, typed, *result.total.row, cpu, sep="\t", flush=True)
    if each_field:
        for name, tally in result.fields.items():
            print(f"  {name}", "", "", "", *tally.row, "", sep="\t")


if __name__ == "__main__":
    main()
