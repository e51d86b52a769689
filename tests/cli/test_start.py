"""What a command costs before it does anything: only what it needs is imported."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from cli.commands import COMMANDS
from tests.packages import PACKAGES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MOTLAN = "import sys; from cli.main import run; sys.argv[0] = 'motlan'; run()"
LISTED = f"""
import atexit, sys
atexit.register(lambda: print(*{{name.split('.')[0] for name in sys.modules}}, file=sys.stderr))
{MOTLAN}
"""

LIBRARIES = """
import os
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
import pydantic_settings, rich.console, sqlalchemy, typer
"""

TERMINAL = {"annotated_doc", "shellingham", "typer"}
"""What the command line itself is made of."""
TABLES = {"rich"}
"""What tables are drawn with."""
HELP = TABLES | {"attr", "markdown_it", "mdurl", "pygments"}
"""What help is drawn with."""
INDEX = {
    *("annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"),
    *("dotenv", "pydantic_settings"),
    *("cython_runtime", "sqlalchemy"),
}
"""What a question to the index needs: records, settings, the database."""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation as it is used: bytecode is on disk, nothing else is configured."""
    folder = tmp_path_factory.mktemp("start")
    ours = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ours and not name.startswith("MOTLAN_")
    }
    return {
        **kept,
        "MOTLAN_HOME": str(folder / "home"),
        "MOTLAN_TRIAL": "1",  # else people are asked about for open dossiers only
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }


def imported(environment: dict[str, str], *arguments: str) -> set[str]:
    """Roots of all modules that are not Python's own, after a command has run."""
    done = subprocess.run(
        [sys.executable, "-c", LISTED, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    names = set(done.stderr.splitlines()[-1].split())
    return {n for n in names if n not in sys.stdlib_module_names and not n.startswith("_")}


def cpu_seconds(environment: dict[str, str], program: str, *arguments: str) -> float:
    """Processor time of one run of a Python program, user and system."""
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    command = [sys.executable, "-c", program, *arguments]
    process = os.posix_spawn(sys.executable, command, environment, file_actions=silent)
    _, status, used = os.wait4(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return used.ru_utime + used.ru_stime


def test_the_list_of_commands_imports_no_command(environment: dict[str, str]) -> None:
    assert imported(environment, "--help") == TERMINAL | HELP | {"cli", "schemas"}


@pytest.mark.parametrize(
    ("arguments", "drawn"),
    [
        (("query", "--subject", "999000000001"), set()),
        (("reuse", "--procedure", "1.004884", "--subject", "999000000001"), TABLES),
        (("store", "ls"), TABLES),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_question_imports_records_settings_and_database(
    environment: dict[str, str], arguments: tuple[str, ...], drawn: set[str]
) -> None:
    assert imported(environment, *arguments) - set(PACKAGES) == TERMINAL | INDEX | drawn


def test_help_starts_within_a_second_of_processor_time(environment: dict[str, str]) -> None:
    cpu_seconds(environment, MOTLAN, "--help")  # writes the bytecode
    runs = (cpu_seconds(environment, MOTLAN, "--help") for _ in range(6))  # others may work here
    assert any(seconds < 1.0 for seconds in runs)


def test_a_question_starts_within_a_second_of_processor_time(
    environment: dict[str, str],
) -> None:
    """Or, on a machine too slow for that, at little more than the cost of its libraries alone."""
    question = (MOTLAN, "query", "--subject", "999000000001")
    cpu_seconds(environment, *question)  # writes the bytecode
    cpu_seconds(environment, LIBRARIES)
    asked, imported_only = [], []
    for _ in range(6):
        asked.append(cpu_seconds(environment, *question))
        imported_only.append(cpu_seconds(environment, LIBRARIES))
        if min(asked) < max(1.0, 1.1 * min(imported_only)):
            return
    pytest.fail(f"{min(asked):.2f} s, and {min(imported_only):.2f} s for the libraries alone")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_it_says_itself(name: str) -> None:
    entry = COMMANDS[name]
    module, _, target = entry.target.partition(":")
    found = getattr(importlib.import_module(module), target)
    text = found.info.help if isinstance(found, typer.Typer) else found.__doc__
    assert text
    assert " ".join(text.split("\n\n")[0].split()) == entry.summary
