"""Command: compares extracted values with the true values of papers.

    python -m benchmarks.extraction --count 10 --grade scan [--type birth_certificate] [--fields]
    python -m benchmarks.extraction --real [FOLDER] [--fields]

Drawn papers: prints, per type and grade, papers, share classified right, fields, exact values,
accepted unseen, precision of the accepted, CPU seconds a page; then all types together, and the
goals. Seeds start at 10**6: no test and no tuning draws them (`--seed` moves the start, for
tuning). `--real` measures scanned papers instead, beside the goals: government documents of the
evaluation data, or any folder with `fields.jsonl` (benchmarks/extraction/real.py). The worst misses
follow, accepted and wrong first; `--pictures DIR` draws them. `--cache DIR` keeps what was read.
`--json FILE` writes every finding, from which `python -m benchmarks.extraction.thresholds` fits the
thresholds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from benchmarks.extraction import real
from benchmarks.extraction.measure import Finding, Tally, compare, worst
from benchmarks.extraction.pictures import draw_finding
from benchmarks.extraction.readings import Readings
from extractors.classify import classify
from extractors.extract import extract
from pipeline.intake.receive import Received, receive
from samples.generate import seeded
from samples.generate.paper import DrawnPaper, write
from samples.generate.papers import layouts
from samples.generate.scan import Grade
from schemas.papers.registry import UNKNOWN

__all__ = ["main"]

_FIRST_SEED = 10**6
_HEAD = ("type", "grade", "papers", "type ok", "fields", "exact %", "accepted %", "precision %",
         "CPU s/page")  # fmt: skip


@dataclass(slots=True)
class _Result:
    papers: int = 0
    pages: int = 0
    typed: int = 0
    mistyped: int = 0
    cpu: float = 0.0
    findings: list[Finding] = field(default_factory=list)

    def __iadd__(self, other: _Result) -> Self:
        self.papers += other.papers
        self.pages += other.pages
        self.typed += other.typed
        self.mistyped += other.mistyped
        self.cpu += other.cpu
        self.findings += other.findings
        return self


def main(arguments: list[str] | None = None) -> None:
    """Measure and print one table."""
    chosen = _parser().parse_args(arguments)
    readings = Readings(chosen.cache)
    folder = Path(chosen.real) if chosen.real else None
    if chosen.real is not None:
        result = real.measure_documents(readings, folder)
        real.print_table(result)
        findings = result.findings
    else:
        print(*_HEAD, sep="\t")
        results = _measure_drawn(readings, chosen)
        _print_goals(results)
        findings = [finding for result in results.values() for finding in result.findings]
    misses = worst(findings)[: chosen.misses]
    for miss in misses:
        print(f"{miss.paper} {miss.field} [{miss.evidence.state}]: "
              f"{miss.true!r} -> {miss.evidence.value!r}")  # fmt: skip
    if chosen.json:
        chosen.json.write_text("".join(json.dumps(f.row) + "\n" for f in findings), "utf-8")
    if chosen.pictures:
        _draw(misses, chosen.pictures, folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.extraction",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--real", nargs="?", const="", metavar="FOLDER", help="measure scans with known values"
    )
    parser.add_argument("--count", type=int, default=10, help="papers per type and grade")
    parser.add_argument("--grade", type=Grade, action="append", choices=list(Grade))
    parser.add_argument("--type", action="append", choices=list(layouts()), dest="types")
    parser.add_argument("--seed", type=int, default=_FIRST_SEED, help="first seed")
    parser.add_argument("--fields", action="store_true", help="print every field")
    parser.add_argument("--misses", type=int, default=10, help="how many misses to print")
    parser.add_argument("--pictures", type=Path, help="folder for pictures of the worst misses")
    parser.add_argument("--cache", type=Path, help="folder in which readings are kept")
    parser.add_argument("--json", type=Path, help="file for every finding, one a line")
    return parser


def _measure_drawn(readings: Readings, chosen: argparse.Namespace) -> dict[Grade, _Result]:
    """Measure and print type by type; returns all types together."""
    together = {grade: _Result() for grade in chosen.grade or Grade}
    for paper_type in chosen.types or layouts():
        for grade, whole in together.items():
            seeds = range(chosen.seed, chosen.seed + chosen.count)
            result = _measure(readings, paper_type, grade, seeds)
            _print(paper_type, grade, result, each_field=chosen.fields)
            whole += result
    for grade, whole in together.items():
        _print("all types", grade, whole, each_field=False)
    return together


def _print_goals(results: Mapping[Grade, _Result]) -> None:
    """Print how far the goals are at the middle grade, and the wrong types at every grade."""
    if middle := results.get(Grade.SCAN):
        tally = Tally(middle.findings)
        for name, part, whole, goal in (
            ("exact values", tally.exact, tally.fields, 98.5),
            ("accepted unseen", tally.accepted, tally.fields, 85),
            ("right of the accepted", tally.accepted_exact, tally.accepted, 99.9),
            ("papers classified right", middle.typed, middle.papers, 99.5),
        ):
            share = 100 * part / max(1, whole)
            print(f"{name}: {part} of {whole}, {share:.2f} % (goal {goal} %: {share - goal:+.2f})")
    wrong = sum(result.mistyped for result in results.values())
    print(f"papers taken for a wrong type: {wrong} (goal 0)")


def _measure(readings: Readings, paper_type: str, grade: Grade, seeds: Sequence[int]) -> _Result:
    result = _Result()
    for seed in seeds:
        paper, file = _scanned(paper_type, seed, grade)
        reading = readings.of(file)
        result.cpu += reading.cpu
        result.papers += 1
        result.pages += len(reading.pages)
        said = classify(reading.pages).paper_type
        result.typed += said == paper_type
        result.mistyped += said not in (paper_type, UNKNOWN)
        fields = extract(paper_type, reading.pages)
        result.findings += compare(file.name, paper_type, paper.fields, fields)
    return result


def _scanned(paper_type: str, seed: int, grade: Grade) -> tuple[DrawnPaper, Received]:
    """Draw a paper and scan it; the same arguments give the same bytes."""
    paper = layouts()[paper_type](seeded(seed))
    with tempfile.TemporaryDirectory() as folder:
        path = write(paper, Path(folder), "paper", grade=grade, seed=seed)
        return paper, receive(path.read_bytes(), f"{paper_type}/{seed}/{grade}")


def _print(paper_type: str, grade: Grade, result: _Result, *, each_field: bool) -> None:
    typed = f"{result.typed}/{result.papers}"
    cpu = f"{result.cpu / max(1, result.pages):.2f}"
    row = Tally(result.findings).row
    print(paper_type, grade, result.papers, typed, *row, cpu, sep="\t", flush=True)
    if each_field:
        for name in dict.fromkeys(finding.field for finding in result.findings):
            of_field = Tally([f for f in result.findings if f.field == name])
            print(f"  {name}", "", "", "", *of_field.row, "", sep="\t")


def _draw(misses: Sequence[Finding], folder: Path, scanned: Path | None) -> None:
    """Draw each miss from the scan it was found on."""
    folder.mkdir(parents=True, exist_ok=True)
    scans = {document.name: document.file for document in real.documents(scanned)} if any(
        "/" not in miss.paper for miss in misses
    ) else {}  # fmt: skip
    for place, miss in enumerate(misses, start=1):
        file = scans.get(miss.paper)
        if file is None:
            paper_type, seed, grade = miss.paper.split("/")
            _, file = _scanned(paper_type, int(seed), Grade(grade))
        name = f"{place:02}-{miss.paper.replace('/', '-')}-{miss.field}.png"
        draw_finding(miss, file, folder / name)


if __name__ == "__main__":
    main()
