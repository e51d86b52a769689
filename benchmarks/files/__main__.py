"""`python -m benchmarks.files`: hard files of every kind, made by lot, through the product."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.files.run import run


def main() -> None:
    """Run the kinds that were asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks.files", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=1, help="files of each kind")
    parser.add_argument("--only", default="", help="kinds whose name holds these words")
    parser.add_argument("--part", default="1/1", help="only a part of the kinds, such as 2/4")
    parser.add_argument("--json", type=Path, help="file for all verdicts")
    parser.add_argument("--keep", type=Path, help="folder for the files that went wrong")
    run(parser.parse_args())


if __name__ == "__main__":
    main()
