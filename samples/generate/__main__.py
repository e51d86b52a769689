"""Command: draw, print and scan papers of invented people.

python -m samples.generate --out DIR --seed 7 --count 100 --grade scan [--type birth_certificate]
"""

from __future__ import annotations

import argparse
import itertools
import sys
from pathlib import Path

from samples.generate import seeded
from samples.generate.paper import write
from samples.generate.papers import layouts
from samples.generate.scan import Grade

__all__ = ["main"]

_BAR = 40
"""Width of the progress bar, characters."""


def main(arguments: list[str] | None = None) -> None:
    """Write `--count` papers; types, then grades, take turns; a seed gives the same files."""
    known = layouts()
    parser = argparse.ArgumentParser(prog="python -m samples.generate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=len(known))
    parser.add_argument(
        "--grade", type=Grade, choices=list(Grade), action="append", dest="grades",
        help="how well they are scanned; may be given several times",
    )  # fmt: skip
    parser.add_argument("--type", choices=list(known), action="append", dest="types")
    parser.add_argument("--quiet", action="store_true", help="a progress bar, no names of files")
    chosen = parser.parse_args(arguments)
    grades = chosen.grades or [Grade.SCAN]
    turns = itertools.cycle(itertools.product(grades, chosen.types or list(known)))
    for index, (grade, paper_type) in zip(range(chosen.count), turns, strict=False):
        paper = known[paper_type](seeded(f"{chosen.seed}/{index}"))
        name = f"{paper_type}_{chosen.seed}_{index:05}"
        path = write(paper, chosen.out, name, grade=grade, seed=chosen.seed + index)
        if chosen.quiet:
            _show(index + 1, chosen.count)
        else:
            print(path)


def _show(done: int, count: int) -> None:
    """Draw the progress bar on a terminal; elsewhere a line every hundred papers."""
    if sys.stderr.isatty():
        full = _BAR * done // count
        print(f"\r[{'#' * full:{_BAR}}] {done}/{count}", end="" if done < count else "\n",
              file=sys.stderr, flush=True)  # fmt: skip
    elif done % 100 == 0 or done == count:
        print(f"{done}/{count}", file=sys.stderr)


if __name__ == "__main__":
    main()
