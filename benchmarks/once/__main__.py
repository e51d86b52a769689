"""`python -m benchmarks.once`: what was handed in once is found, and nothing else."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.once.measure import measure
from benchmarks.once.town import build
from benchmarks.query.databases import database
from storage.database import Database
from storage.papers.search.index import PaperIndex


def main() -> int:
    """Build a town, ask, print; exit code 1 if an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500, help="20000 for the whole town")
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--json", type=Path, help="write everything into this file, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="motlan-once-") as made:
        folder = Path(made)
        with database(options.database, folder) as (url, _):
            index = PaperIndex(Database(url))
            town = build(options.people, options.seed)
            found = measure(town, index, options.questions, options.seed)
            index.database.close()
    text = json.dumps(vars(found), ensure_ascii=False, indent=1)
    sys.stdout.write(text + "\n")
    if options.json:
        options.json.write_text(text, "utf-8")
    return 1 if found.wrong_on_file or found.wrong_not_on_file else 0


if __name__ == "__main__":
    sys.exit(main())
