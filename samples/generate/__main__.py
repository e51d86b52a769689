"""Command: draw, print and scan papers of invented people.

python -m samples.generate --out DIR --seed 7 --count 100 --grade scan [--type birth_certificate]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from samples.generate import seeded
from samples.generate.paper import write
from samples.generate.papers import layouts
from samples.generate.scan import Grade

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Write `--count` papers, the types taking turns; the same seed gives the same files."""
    known = layouts()
    parser = argparse.ArgumentParser(prog="python -m samples.generate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=len(known))
    parser.add_argument("--grade", type=Grade, choices=list(Grade), default=Grade.SCAN)
    parser.add_argument("--type", choices=list(known), action="append", dest="types")
    chosen = parser.parse_args(arguments)
    types = chosen.types or list(known)
    for index in range(chosen.count):
        paper_type = types[index % len(types)]
        seed = f"{chosen.seed}/{index}"
        paper = known[paper_type](seeded(seed))
        name = f"{paper_type}_{chosen.seed}_{index:05}"
        print(write(paper, chosen.out, name, grade=chosen.grade, seed=chosen.seed + index))


if __name__ == "__main__":
    main()
