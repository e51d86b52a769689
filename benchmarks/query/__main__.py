"""`python -m benchmarks.query` asks the index, `python -m benchmarks.query http` the service."""

from __future__ import annotations

import argparse

from benchmarks.query import http, inside

_DATABASES = ("sqlite", "postgresql")


def main() -> None:
    """Print tables for each database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.query", description=__doc__)
    parser.add_argument("way", nargs="?", choices=("index", "http"), default="index")
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of papers")
    parser.add_argument("--questions", type=int, default=2000, help="of each kind, a minute long")
    parser.add_argument("--only", choices=_DATABASES)
    parser.add_argument(
        "--rebuild", type=int, nargs="+", default=[1000, 10_000], help="records to rebuild from"
    )
    parser.add_argument(
        "--callers", type=int, nargs="+", default=[1, 8], help="http: callers at the same time"
    )
    chosen = parser.parse_args()
    for name in _DATABASES:
        if chosen.only not in (None, name):
            continue
        if chosen.way == "http":
            http.measure(name, chosen.sizes or [10_000, 100_000], chosen.questions, chosen.callers)
        else:
            sizes = chosen.sizes or [10_000, 100_000, 1_000_000]
            inside.measure(name, sizes, chosen.questions, chosen.rebuild)


if __name__ == "__main__":
    main()
