"""`python -m benchmarks.intake fuzz|pages`: damaged files; turned, skewed and spoilt pages."""

from __future__ import annotations

import argparse

from benchmarks.intake.fuzz import fuzz
from benchmarks.intake.pages import measure_pages


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(prog="benchmarks.intake", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    commands = parser.add_subparsers(dest="command", required=True)
    damaged = commands.add_parser("fuzz", help="decode damaged files")
    damaged.add_argument("--files", type=int, default=2000)
    pages = commands.add_parser("pages", help="turn, skew and spoil real pages")
    pages.add_argument("--pages", type=int, default=60)
    arguments = parser.parse_args()
    if arguments.command == "fuzz":
        fuzz(arguments.files, arguments.seed)
    else:
        measure_pages(arguments.pages, arguments.seed)


if __name__ == "__main__":
    main()
