"""The plan of the house: imports run one way, and the picture of it shows the house that stands."""

from __future__ import annotations

import ast
import re
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

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


PARSERS = frozenset(
    {
        "PIL",
        "cv2.imdecode",
        "cv2.imread",
        "img2pdf",
        "lxml",
        "openpyxl",
        "page",
        "pdf2image",
        "pikepdf",
        "pillow_heif",
        "pyhanko",
        "pyhanko_certvalidator",
        "tarfile",
        "xml",
        "zipfile",
    }
)
"""Libraries that take files apart."""
WITH_A_PARSER = {
    "app.backfill.planning.archives": "archives of a backfill: by command, streams with limits",
    "app.backfill.planning.sheets": "lists of a backfill: by command, from an administrator",
    "pipeline.blank.sheet": "draws forms to print, reads none",
    "pipeline.seal.signing.adapter": "signs what the confined child has just written",
    "pipeline.seal.signing.proof": "adds timestamps to files of the store that were verified",
    "pipeline.seal.signing.sign": "signs what the confined child has just written",
    "pipeline.seal.signing.stamp": "writes the stamp, reads nothing",
    "pipeline.seal.signing.stamp_font": "writes the stamp, reads nothing",
    "pipeline.seal.verification.trust": "certificates that an administrator trusts",
    "pipeline.stack.separator": "draws separator sheets, reads none",
}
"""Modules with a parser that the pages and the API can import, and why none meets foreign bytes."""


def test_the_server_imports_no_parser_of_foreign_bytes(graph: grimp.ImportGraph) -> None:
    """Those run in children of `pipeline.confined`, whose tasks are named and never imported."""
    reachable: set[str] = set()
    for package in ("api", "web"):
        reachable |= graph.find_upstream_modules(package, as_package=True)
        reachable |= graph.find_descendants(package)
    found = {module for module in reachable if _libraries(module) & PARSERS}
    assert found == set(WITH_A_PARSER)


def test_the_tasks_of_confined_children_are_there() -> None:
    named = re.compile(r'"(pipeline(?:\.\w+)+):(\w+)"')
    tasks = {
        found
        for path in Path("pipeline").rglob("*.py")
        for found in named.findall(path.read_text("utf-8"))
    }
    assert len(tasks) >= 2
    for module, name in tasks:
        assert callable(getattr(import_module(module), name))


def _libraries(module: str) -> set[str]:
    path = Path(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not path.is_file():  # another distribution's
        return set()
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Attribute):
            found.add(f"cv2.{node.attr}")
    return found
