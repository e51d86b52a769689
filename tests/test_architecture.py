"""The plan of the house: imports run one way, and the picture of it shows the house that stands."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

from docs.architecture import PICTURE, arrows, import_graph, product_packages


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return import_graph((*product_packages(), "training", "benchmarks", "docs", "tests"))


def test_no_file_imports_itself_over_others(graph: grimp.ImportGraph) -> None:
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of files: {' -> '.join(error.args[1])}")


def test_the_picture_shows_the_imports_that_there_are() -> None:
    shown = set(re.findall(r"<title>(\w+) imports (\w+)</title>", PICTURE.read_text("utf-8")))
    there = set(arrows(import_graph(product_packages())))
    assert shown == there, "make architecture draws the picture anew"
