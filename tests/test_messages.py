"""The catalogue of messages against the code: no error without a row, no sentence in a `raise`."""

import ast
import functools
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from cli import main
from cli.main import app
from docs import errors
from pipeline.errors import InputError
from pipeline.seal.errors import ProofUnavailableError
from schemas.errors import MotlanError
from schemas.messages.catalogue import catalogue
from schemas.messages.exits import exit_meanings
from storage.errors import PaperMissingError

ROOT = Path(__file__).parents[1]
PACKAGES = (
    "schemas",
    "extractors",
    "pipeline",
    "storage",
    "app",
    "flows",
    "api",
    "web",
    "station",
    "cli",
)


@functools.cache
def kinds() -> dict[str, list[type[MotlanError]]]:
    """Every kind of error, by the name of its class."""
    for package in PACKAGES:
        module = importlib.import_module(package)
        for info in pkgutil.walk_packages(module.__path__, f"{package}."):
            if info.name.endswith(".errors"):
                importlib.import_module(info.name)
    found: dict[str, list[type[MotlanError]]] = {}
    waiting = [MotlanError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.partition(".")[0] in PACKAGES:
            found.setdefault(kind.__name__, []).append(kind)
    return found


class Site(NamedTuple):
    """One place where an error is made."""

    where: str
    kinds: tuple[type[MotlanError], ...]
    call: ast.Call

    @property
    def case(self) -> str | None:
        """The case that is named; a sentence, or what is not written out, is none."""
        if not self.call.args:
            return None
        (argument,) = self.call.args
        assert isinstance(argument, ast.Constant), f"{self.where}: the case is not written out"
        assert isinstance(argument.value, str), self.where
        assert " " not in argument.value, f"{self.where}: a sentence belongs into the catalogue"
        return argument.value


@functools.cache
def sites() -> tuple[Site, ...]:
    return tuple(_sites())


def _sites() -> Iterator[Site]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and (name := _name(node.func)) in kinds():
                    near = [k for k in kinds()[name] if k.__module__.startswith(f"{package}.")]
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield Site(where, tuple(near or kinds()[name]), node)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _fits(site: Site, kind: type[MotlanError]) -> bool:
    """Tell whether a site hands over a case of the row and the facts of the case, no more."""
    row = catalogue()[kind.code]
    if site.case is not None and site.case not in row.cases:
        return False
    needed = row.text(site.case).placeholders()
    own = inspect.signature(kind.__init__).parameters.keys() - needed
    given = {keyword.arg for keyword in site.call.keywords}
    return given - own == needed


def test_every_error_has_a_row_and_every_row_an_error() -> None:
    codes = [kind.code for family in kinds().values() for kind in family]
    assert len(codes) > 90
    assert sorted(codes) == sorted(catalogue())


def test_an_error_is_made_from_a_case_and_its_facts() -> None:
    assert len(sites()) > 250
    wrong = [s.where for s in sites() if not any(_fits(s, kind) for kind in s.kinds)]
    assert not wrong


def test_a_class_that_is_looked_up_gets_no_sentence() -> None:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    looked_up = not isinstance(node.exc.func, ast.Name | ast.Attribute)
                    assert not (looked_up and node.exc.args), f"{path}:{node.lineno}"


def test_every_case_happens_somewhere() -> None:
    raised = {(kind.code, site.case) for site in sites() for kind in site.kinds}
    cases = {(code, case) for code, row in catalogue().items() for case in row.cases}
    assert not cases - raised


def test_the_page_of_codes_is_up_to_date() -> None:
    assert errors.PAGE.read_text(encoding="utf-8") == errors.page(), "run python -m docs.errors"


def test_the_readme_tells_every_exit_code() -> None:
    assert errors.exit_table() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_command_tells_every_exit_code() -> None:
    shown = " ".join(CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output.split())
    for code, meaning in exit_meanings().items():
        assert f"{int(code)} {meaning['vi']}" in shown


@pytest.mark.parametrize("error", [PaperMissingError(), ProofUnavailableError(), InputError()])
def test_the_command_exits_with_the_code_of_the_catalogue(
    error: MotlanError, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(main, "app", fail)
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == catalogue()[error.code].exit_code
    assert error.remedy() in capsys.readouterr().err


def test_exit_codes_stand_in_one_place() -> None:
    for path in (ROOT / "cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in ("Exit", "exit", "SystemExit"):
                assert not any(isinstance(a, ast.Constant) for a in node.args), path
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                assert not any("EXIT" in ast.unparse(target) for target in node.targets), path
