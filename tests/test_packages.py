"""There is one list of the packages, and whatever speaks of all of them follows it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.packages import PACKAGES, PROJECT

ROOT = Path(__file__).parents[1]


def test_every_package_is_listed() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found - {"tests", "training", "benchmarks", "docs"} == set(PACKAGES)


def test_the_wheel_holds_them_and_the_models() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["packages"]) == {*PACKAGES, "models"}


def test_each_has_a_layer() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = {name.strip() for layer in layers for name in layer.split("|")}
    assert named == set(PACKAGES) - {"samples"}


def test_samples_reach_nothing_but_schemas() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (samples,) = (one for one in contracts if one.get("source_modules") == ["samples"])
    assert set(samples["forbidden_modules"]) == set(PACKAGES) - {"samples", "schemas"}


def test_the_readme_says_what_each_holds() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    rows = " ".join(re.findall(r"^\| (`.*?) \|", text, re.MULTILINE))
    assert {f"{name}/" for name in PACKAGES} <= set(re.findall(r"\w+/", rows))
