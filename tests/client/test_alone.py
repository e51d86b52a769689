"""The client is a distribution of its own: it needs nothing of ours, nothing of ours needs it."""

from __future__ import annotations

import ast
import resource
import tomllib
from pathlib import Path

import pytest

from tests.packages import PACKAGES
from tests.packaging.sites import make_site, run

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "client" / "pyproject.toml").read_text("utf-8"))["project"]
IMPORTED = """
import motlan_client
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("client") / "site", PROJECT["dependencies"])


def imports(path: Path) -> set[str]:
    """Roots of what a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def test_it_asks_for_two_libraries() -> None:
    assert [text.partition(">")[0] for text in PROJECT["dependencies"]] == ["httpx", "pydantic"]


def test_it_runs_with_them_alone(site: Path, tmp_path: Path) -> None:
    done = run(site, tmp_path, IMPORTED, ours=ROOT / "client")
    assert done.returncode == 0, done.stderr
    assert "motlan_client" in done.stdout.split()
    assert not {*PACKAGES, "motlan"} & set(done.stdout.split())


@pytest.mark.slow
def test_it_is_imported_within_a_second_of_processor_time(site: Path, tmp_path: Path) -> None:
    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run(site, tmp_path, IMPORTED, ours=ROOT / "client").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(seconds() for _ in range(3)) < 1.0


def test_it_imports_nothing_of_ours() -> None:
    for path in (ROOT / "client").rglob("*.py"):
        assert not imports(path) & set(PACKAGES), path


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_of_ours_imports_it(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert "motlan_client" not in imports(path), path
