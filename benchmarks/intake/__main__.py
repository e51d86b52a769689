"""Benchmarks of intake: `python -m benchmarks.intake fuzz|pages|orientation|reading|…`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(prog="benchmarks.intake", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    commands = parser.add_subparsers(dest="command", required=True)
    damaged = commands.add_parser("fuzz", help="decode damaged files")
    damaged.add_argument("--files", type=int, default=2000)
    damaged.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    pages = commands.add_parser("pages", help="turn, skew and spoil real pages")
    pages.add_argument("--pages", type=int, default=60)
    upright = commands.add_parser("orientation", help="tell which end of real scans is up")
    upright.add_argument("--pages", type=int, default=60)
    upright.add_argument("--json", type=Path, help="file for all beliefs and the curves")
    turns = commands.add_parser("turns", help="turn damaged real scans upright")
    turns.add_argument("--pages", type=int, default=60)
    mild = commands.add_parser("reading", help="read real pages after mild damages")
    mild.add_argument("--pages", type=int, default=3)
    seals = commands.add_parser("seals", help="part seals in black ink from real print")
    seals.add_argument("--pages", type=int, default=30)
    same = commands.add_parser("pictures", help="distances between the keys of pictures")
    same.add_argument("--pages", type=int, default=80)
    stack = commands.add_parser("stack", help="build a stack of 40 sheets for `motlan split`")
    stack.add_argument("output", type=Path)
    arguments = parser.parse_args()
    _run(arguments)


def _run(arguments: argparse.Namespace) -> None:
    """Import what one measurement needs: decoders in processes of their own import this file."""
    match arguments.command:
        case "fuzz":
            from benchmarks.intake.fuzz import fuzz

            fuzz(arguments.files, arguments.seed, arguments.workers)
        case "orientation":
            from benchmarks.intake.orientation import measure_orientation

            measure_orientation(arguments.pages, arguments.seed, arguments.json)
        case "turns":
            from benchmarks.intake.turns import measure_turns

            measure_turns(arguments.pages, arguments.seed)
        case "reading":
            from benchmarks.intake.reading import measure_reading

            measure_reading(arguments.pages, arguments.seed)
        case "seals":
            from benchmarks.intake.seals import measure_seals

            measure_seals(arguments.pages, arguments.seed)
        case "pictures":
            from benchmarks.intake.pictures import measure_pictures

            measure_pictures(arguments.pages, arguments.seed)
        case "stack":
            from benchmarks.intake.stack import build_stack

            build_stack(arguments.output)
        case "pages":
            from benchmarks.intake.pages import measure_pages

            measure_pages(arguments.pages, arguments.seed)


if __name__ == "__main__":
    main()
