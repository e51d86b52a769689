"""The documents against the repository: paths, links, anchors, modules and commands exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.commands import COMMANDS
from tests.packages import PACKAGES

ROOT = Path(__file__).parents[1]
FOLDERS = {*PACKAGES, "benchmarks", "client", "docs", "packaging", "scripts", "tests", "training"}
DOCUMENTS = sorted(
    path.relative_to(ROOT)
    for pattern in ("*.md", "docs/**/*.md", "*/README.md")
    for path in ROOT.glob(pattern)
    if not path.relative_to(ROOT).parts[0].startswith(".")
)
FILES = {path.name for folder in sorted(FOLDERS) for path in (ROOT / folder).rglob("*.py")}

_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_PATH = re.compile(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.py")
_DOTTED = re.compile(r"[a-z_]+(?:\.[a-z_][A-Za-z_0-9]*)+")
_RUN = re.compile(r"python -m ([a-z_.]+)")
_COMMAND = re.compile(r"(?<![\w/.=-])motlan ([a-z]+)")
_MAKE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)


def read(document: Path) -> str:
    return (ROOT / document).read_text("utf-8")


def spans(document: Path) -> list[str]:
    """The pieces of code in the running text."""
    return _CODE.findall(_FENCE.sub("", read(document)))


def commands(document: Path) -> str:
    """The code of a document, blocks and pieces, where commands stand."""
    text = read(document)
    blocks = "\n".join(_FENCE.findall(text))
    return "\n".join([blocks, *(f"`{span}" for span in spans(document))])


def anchors(document: Path) -> Iterator[str]:
    """The anchors that GitHub gives to the headings of a document."""
    for heading in _HEADING.findall(_FENCE.sub("", read(document))):
        shown = re.sub(r"\]\([^)]*\)", "", heading).lower()
        yield re.sub(r"[^\w\- ]", "", shown).strip().replace(" ", "-")


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def is_known(name: str) -> bool:
    """Whether a dotted name is a module, or is written in the module that it names."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:end])
        source = next(
            (file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()),
            None,
        )
        if source:
            text = source.read_text("utf-8")
            return all(re.search(rf"\b{part}\b", text) for part in parts[end:])
    return False


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in _LINK.findall(_FENCE.sub("", read(document))):
        if "://" in link:
            continue
        address, _, anchor = link.partition("#")
        target = (ROOT / document.parent / address).resolve() if address else ROOT / document
        assert target.exists(), link
        if anchor:
            assert anchor in set(anchors(target.relative_to(ROOT))), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_path_exists(document: Path) -> None:
    for span in spans(document):
        if not _PATH.fullmatch(span):
            continue
        first, slash, _ = span.partition("/")
        if not slash:
            assert span in FILES, span
        elif first in FOLDERS:
            assert (ROOT / span).exists() or (ROOT / document.parent / span).exists(), span


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_name_of_the_code_exists(document: Path) -> None:
    for span in spans(document):
        name = re.split(r"[(\s]", span, maxsplit=1)[0]
        if _DOTTED.fullmatch(name) and name.partition(".")[0] in FOLDERS and "." in name:
            assert is_known(name) or (ROOT / document.parent / name).exists(), span


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_command_exists(document: Path) -> None:
    text = commands(document)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert set(_COMMAND.findall(text)) <= set(COMMANDS)
    for target in _MAKE.findall(text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for module in _RUN.findall(text):
        if module.partition(".")[0] in FOLDERS:
            assert is_module(module), module


def test_the_readme_lists_every_command() -> None:
    rows = re.findall(r"^\| `motlan .*", read(Path("README.md")), re.MULTILINE)
    listed = set(_COMMAND.findall("\n".join(rows)))
    assert listed == set(COMMANDS)
