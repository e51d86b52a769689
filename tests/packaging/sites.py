"""Folders that hold what an installation of some parts holds: links to the locked packages."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packages import PROJECT

ROOT = Path(__file__).parents[2]
_RUN = """
import sys
sys.path[:0] = {paths!r}
sys.argv = ["motlan", *sys.argv[1:]]
{code}
"""


def requirements(*parts: str) -> list[str]:
    """What an installation of these parts of ours asks for."""
    project = PROJECT["project"]
    return [
        *project["dependencies"],
        *(text for part in parts for text in project["optional-dependencies"][part]),
    ]


def distributions(wanted: list[str]) -> set[str]:
    """Names of all distributions that come with these requirements, ours left out."""
    todo = [Requirement(text) for text in wanted]
    found: dict[str, set[str]] = {}
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        if name == PROJECT["project"]["name"]:
            todo += map(Requirement, requirements(*requirement.extras))
            continue
        new = {"", *requirement.extras} - found.setdefault(name, set())
        found[name] |= new
        for text in (distribution(name).requires or []) if new else []:
            needed = Requirement(text)
            if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in new):
                todo.append(needed)
    return set(found)


def make_site(folder: Path, wanted: list[str]) -> Path:
    """Link everything that an installation of these requirements holds, ours left out."""
    folder.mkdir()
    for name in distributions(wanted):
        package = distribution(name)
        for top in {file.parts[0] for file in package.files or []} - {"..", "__pycache__", "/"}:
            link = folder / top
            if not link.is_symlink():
                link.symlink_to(str(package.locate_file(top)))
    return folder


def run(
    site: Path, home: Path, code: str, *arguments: str, ours: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run Python that sees its own library, the site and our packages, and nothing else."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("MOTLAN_")}
    return subprocess.run(
        [sys.executable, "-ISc", _RUN.format(paths=[str(ours), str(site)], code=code), *arguments],
        env={**own, "HOME": str(home), "MOTLAN_HOME": str(home / "motlan")},
        capture_output=True,
        text=True,
        timeout=120,
    )


def motlan(site: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command on such a machine."""
    return run(site, home, "from cli.main import run; run()", *arguments)
