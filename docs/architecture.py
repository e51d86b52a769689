"""Draws the imports between the packages: `python -m docs.architecture [--of PACKAGE]`.

Without arguments it writes `docs/images/architecture.svg`: above the packages, each on the lowest
row that its imports allow, below how many imports run from one to another. With `--of pipeline` it
prints the same table for the folders of one package.
"""

from __future__ import annotations

import argparse
import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

import grimp

__all__ = ["PICTURE", "arrows", "import_graph", "picture", "product_packages"]

Arrows = Counter[tuple[str, str]]

_ROOT = Path(__file__).parents[1]
PICTURE = _ROOT / "docs" / "images" / "architecture.svg"
_WIDTH, _ROW = 960, 112
_BOX_WIDTH, _BOX_HEIGHT = 196, 64
_CELL_WIDTH, _CELL_HEIGHT = 66, 26
_WINGS_A_LINE = 34
"""Letters of the names of folders that fit into a box."""
_STYLE = """
  text { font: 13px sans-serif; fill: #1b2a3a; text-anchor: middle; }
  .name { font-weight: bold; font-size: 15px; }
  .wings { font-size: 10px; fill: #51606f; }
  .side { text-anchor: end; }
  .box { fill: #eef3f8; stroke: #5b7a99; rx: 6px; }
  .paper { fill: #ffffff; }
  .arrow { fill: none; stroke: #5b7a99; marker-end: url(#head); }
  .cell { fill: #d8e6f3; stroke: #ffffff; }
"""


def product_packages() -> tuple[str, ...]:
    """Return the packages whose layers import-linter watches over."""
    settings = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))
    return tuple(settings["tool"]["importlinter"]["root_packages"])


def import_graph(packages: Iterable[str]) -> grimp.ImportGraph:
    """Return who imports whom at run time; imports for types alone do not count."""
    return grimp.build_graph(*packages, exclude_type_checking_imports=True, cache_dir=None)


def arrows(graph: grimp.ImportGraph, depth: int = 1, within: str = "") -> Arrows:
    """Count the imports between packages.

    Args:
        graph: Who imports whom.
        depth: How many parts of a module's name make a package: 1 for `app`, 2 for `app.desk`.
        within: Count only what starts and ends in this package.
    """
    counted: Arrows = Counter()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            ends = tuple(".".join(name.split(".")[:depth]) for name in (module, imported))
            inside = all(f"{end}.".startswith(f"{within}.") for end in ends) if within else True
            if ends[0] != ends[1] and inside:
                counted[ends[0], ends[1]] += 1
    return counted


def picture(graph: grimp.ImportGraph, packages: Iterable[str]) -> str:
    """Return the drawing of the packages and their imports as SVG."""
    counted = arrows(graph)
    rank = _ranks(packages, counted)
    places = _places(rank, counted)
    order = sorted(rank, key=lambda name: (-rank[name], places[name][0]))
    top = (max(rank.values()) + 1) * _ROW + 24
    height = top + (len(order) + 1) * _CELL_HEIGHT + 24
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
        "<title>Packages and the imports between them</title>",
        f"<style>{_STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8"'
        ' markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#5b7a99"/></marker></defs>',
        f'<rect class="paper" width="{_WIDTH}" height="{height}"/>',
        *_drawn_arrows(counted, places),
        *(line for name in order for line in _box(graph, name, places[name])),
        *_table(order, counted, top),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _ranks(packages: Iterable[str], counted: Arrows) -> dict[str, int]:
    """Return the lowest row of each package: one above everything that it imports."""
    rank = dict.fromkeys(packages, 0)
    for _ in rank:
        for upper, lower in counted:
            rank[upper] = max(rank[upper], rank[lower] + 1)
    return rank


def _places(rank: Mapping[str, int], counted: Arrows) -> dict[str, tuple[float, float]]:
    """Return the middle of each box: rows are filled evenly, one alone stands above its imports."""
    highest = max(rank.values())
    places: dict[str, tuple[float, float]] = {}
    for row in range(highest + 1):
        names = [name for name in rank if rank[name] == row]
        for number, name in enumerate(names):
            x = _WIDTH * (number + 0.5) / len(names)
            below = [places[lower][0] for upper, lower in _needed(counted) if upper == name]
            if len(names) == 1 and below:
                x = min(max(sum(below) / len(below), _BOX_WIDTH / 2), _WIDTH - _BOX_WIDTH / 2)
            places[name] = (x, (highest - row) * _ROW + 24 + _BOX_HEIGHT / 2)
    return places


def _needed(counted: Arrows) -> list[tuple[str, str]]:
    """Return the arrows that do not follow from others."""

    def reaches(start: str, end: str) -> bool:
        return any(
            middle == end or reaches(middle, end) for upper, middle in counted if upper == start
        )

    return sorted(
        (upper, lower)
        for upper, lower in counted
        if not any(reaches(other, lower) for start, other in counted if start == upper)
    )


def _drawn_arrows(counted: Arrows, places: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    for upper, lower in _needed(counted):
        (x1, y1), (x2, y2) = places[upper], places[lower]
        y1, y2 = y1 + _BOX_HEIGHT / 2, y2 - _BOX_HEIGHT / 2 - 2
        bend = (y2 - y1) / 2
        width = 1 + math.log2(counted[upper, lower]) / 2
        yield (
            f'<path class="arrow" stroke-width="{width:.1f}" d="M{x1:.0f} {y1:.0f}'
            f'C{x1:.0f} {y1 + bend:.0f} {x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2:.0f}"/>'
        )


def _box(graph: grimp.ImportGraph, name: str, middle: tuple[float, float]) -> Iterator[str]:
    x, y = middle
    yield (
        f'<rect class="box" x="{x - _BOX_WIDTH / 2:.0f}" y="{y - _BOX_HEIGHT / 2:.0f}"'
        f' width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}"/>'
    )
    wings = [""]
    for child in sorted(graph.find_children(name)):
        if graph.find_children(child):
            word = child.removeprefix(f"{name}.")
            if len(f"{wings[-1]} {word}") > _WINGS_A_LINE:
                wings.append("")
            wings[-1] = f"{wings[-1]} {word}".strip()
    yield f'<text class="name" x="{x:.0f}" y="{y - 8:.0f}">{escape(name)}</text>'
    for number, line in enumerate(wings):
        yield f'<text class="wings" x="{x:.0f}" y="{y + 8 + 12 * number:.0f}">{escape(line)}</text>'


def _table(order: list[str], counted: Arrows, top: int) -> Iterator[str]:
    """The matrix: a row imports from a column; below the diagonal nothing may stand."""
    left = 130
    for number, name in enumerate(order):
        x, y = left + (number + 0.5) * _CELL_WIDTH, top + (number + 1.7) * _CELL_HEIGHT
        yield f'<text x="{x:.0f}" y="{top + 0.6 * _CELL_HEIGHT:.0f}">{escape(name)}</text>'
        yield f'<text class="side" x="{left - 10}" y="{y:.0f}">{escape(name)}</text>'
    for (upper, lower), count in sorted(counted.items()):
        column, row = order.index(lower), order.index(upper)
        x, y = left + column * _CELL_WIDTH, top + (row + 1) * _CELL_HEIGHT
        yield (
            f'<rect class="cell" x="{x}" y="{y}" width="{_CELL_WIDTH}" height="{_CELL_HEIGHT}"/>'
            f'<text x="{x + _CELL_WIDTH / 2:.0f}" y="{y + 0.7 * _CELL_HEIGHT:.0f}">'
            f"<title>{escape(upper)} imports {escape(lower)}</title>{count}</text>"
        )


def main() -> None:
    """Write the picture, or print the table of one package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of", help="print the imports between the folders of this package")
    package: str | None = parser.parse_args().of
    packages = product_packages()
    graph = import_graph(packages)
    if package is None:
        PICTURE.write_text(picture(graph, packages), "utf-8")
        print(PICTURE.relative_to(_ROOT))
        return
    for (upper, lower), count in sorted(arrows(graph, depth=2, within=package).items()):
        print(f"{upper:32} {lower:32} {count:4}")


if __name__ == "__main__":
    main()
