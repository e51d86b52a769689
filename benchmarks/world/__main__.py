"""`python -m benchmarks.world`: the product beside other programs, on the same pages in one run.

Writes docs/benchmarks.md, its charts and the raw figures beside it; `--out` names another folder.
The real pages lie under `MOTLAN_EVAL_DATA` (default ../shared/data); papers are drawn in any case.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path
from typing import Any, Final

__all__ = ["main", "write"]

_DOCS: Final = Path(__file__).parents[2] / "docs"


def main(arguments: list[str] | None = None) -> None:
    """Run the comparison and write its report."""
    from benchmarks.world.products import MAKERS

    parser = argparse.ArgumentParser(prog="python -m benchmarks.world", description=__doc__)
    data = Path(os.environ.get("MOTLAN_EVAL_DATA", "../shared/data"))
    parser.add_argument("--data", type=Path, default=data, help="folder with the sets of pages")
    parser.add_argument("--pages", type=int, default=3, help="real pages of each set")
    parser.add_argument("--drawn", type=int, default=3, help="drawn papers of each grade of scan")
    parser.add_argument("--only", choices=list(MAKERS), action="append", help="these programs")
    parser.add_argument("--out", type=Path, default=_DOCS, help="folder for the report")
    parser.add_argument(
        "--from-json", type=Path, help="write the report of an earlier run; runs nothing"
    )
    chosen = parser.parse_args(arguments)
    if chosen.from_json:
        write(json.loads(chosen.from_json.read_text(encoding="utf-8")), chosen.out)
        return
    run = _compared(chosen.data, chosen.pages, chosen.drawn, chosen.only or list(MAKERS))
    write(run, chosen.out)


def _compared(data: Path, pages: int, drawn: int, names: list[str]) -> dict[str, Any]:
    from benchmarks.world.material import drawn_sheets, real_sheets
    from benchmarks.world.run import compare

    with tempfile.TemporaryDirectory(prefix="motlan-bench-") as home:
        folder = Path(home)
        sheets = [*real_sheets(data, pages), *drawn_sheets(folder, drawn)]
        if not sheets:
            raise SystemExit("no pages: give --pages with evaluation data, or --drawn")
        return compare(sheets, names, folder)


def write(run: dict[str, Any], folder: Path) -> None:
    """Write the figures of a run, the report and its charts.

    Args:
        run: The figures.
        folder: Where they go.
    """
    from benchmarks.world.chart import cost_chart, error_chart
    from benchmarks.world.report import report

    (folder / "images").mkdir(parents=True, exist_ok=True)
    figures = json.dumps(run, ensure_ascii=False, indent=1) + "\n"
    for name, text in (
        ("benchmarks.json", figures),
        ("benchmarks.md", report(run)),
        ("images/benchmarks-cost.svg", cost_chart(run)),
        ("images/benchmarks-errors.svg", error_chart(run)),
    ):
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
