"""The version of the rules changes with the rules, and with nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import extractors
from extractors.version import rules_version
from schemas.papers.registry import UNKNOWN, paper_types

ROOT = Path(extractors.__path__[0]).parent
TYPES = ("passport", "birth_certificate", UNKNOWN)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the packages that hold rules."""
    for package in ("schemas", "extractors"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    return tmp_path


def changed_by(root: Path, path: str) -> set[str]:
    """The types among `TYPES` that are of another version once a comment was appended to a file."""
    before = {paper_type: _version(paper_type, root) for paper_type in TYPES}
    with (root / path).open("ab") as file:
        file.write(b"\n# a comment\n")
    return {each for each, version in before.items() if _version(each, root) != version}


def _version(paper_type: str, root: Path) -> str:
    forgetful = rules_version.__wrapped__  # type: ignore[attr-defined]
    version: str = forgetful(paper_type, root)
    return version


@pytest.mark.parametrize(
    "path",
    [
        "schemas/protocol/handover.py",
        "schemas/record/paper.py",
        "schemas/law/procedures.py",
        "schemas/data/review.toml",
        "schemas/presentation/display.py",
        "schemas/presentation/json_schema.py",
        "schemas/errors.py",
        "extractors/version.py",
    ],
)
def test_what_is_no_rule_changes_nothing(root: Path, path: str) -> None:
    assert changed_by(root, path) == set()


@pytest.mark.parametrize(
    "path",
    [
        "schemas/text/spelling.py",
        "schemas/papers/groups.py",
        "extractors/classify.py",
        "extractors/judge/rules.py",
        "extractors/toolkit/office.py",
        "extractors/values/dates.py",
        "extractors/values/units_before_2025-07-01.tsv.xz",
    ],
)
def test_a_shared_rule_concerns_all_types(root: Path, path: str) -> None:
    assert changed_by(root, path) == set(TYPES)


@pytest.mark.parametrize("path", ["schemas/papers/types", "extractors/papers"])
def test_the_modules_of_a_type_concern_that_type_and_what_is_unknown(root: Path, path: str) -> None:
    assert changed_by(root, f"{path}/passport.py") == {"passport", UNKNOWN}


def test_no_module_of_a_type_leans_on_that_of_another() -> None:
    for path in (ROOT / "extractors/papers").rglob("*.py"):
        own = path.relative_to(ROOT / "extractors/papers").parts[0].removesuffix(".py")
        lines = path.read_text("utf-8").splitlines()
        for line in (each for each in lines if each.startswith("from extractors.papers.")):
            assert line.startswith(f"from extractors.papers.{own}"), path


def test_every_type_has_a_version_of_its_own() -> None:
    versions = {rules_version(paper_type) for paper_type in paper_types()}
    assert len(versions) == len(paper_types())
