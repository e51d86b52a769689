"""Each part of the distribution holds what its commands need; what is missing is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.commands import COMMANDS
from tests.packaging.sites import distributions, make_site, motlan, requirements, run

pytestmark = pytest.mark.slow

HEAVY = {
    "fastapi",
    "numpy",
    "onnxruntime",
    "opencv-python",
    "openvino",
    "paddleocr",
    "paddlex",
    "prefect",
    "sqlalchemy",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("base") / "site", requirements())


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_site(tmp_path_factory.mktemp("station") / "site", requirements("station"))


def test_a_station_gets_no_reader_and_no_centre() -> None:
    assert not distributions(requirements("station")) & HEAVY
    assert len(distributions(requirements("station"))) < 30


def test_every_part_is_named_by_a_command_or_is_a_database() -> None:
    parts = {entry.part for entry in COMMANDS.values()}
    assert parts == {"read", "server", "station"}


def test_the_base_lists_all_commands(base: Path, tmp_path: Path) -> None:
    done = motlan(base, tmp_path, "--help")
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_without_the_part_is_help_or_one_line(name: str, base: Path, tmp_path: Path) -> None:
    done = motlan(base, tmp_path, name, "--help")
    if done.returncode:
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
        assert f"pip install 'motlan[{COMMANDS[name].part}]'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["read", "{paper}"], "E-PART-READ"),
        (["split", "{paper}", "-o", "out"], "E-PART-READ"),
        (["query", "--subject", "999000000001"], "E-PART-SERVER"),
        (["renew"], "E-PART-SERVER"),
        (["serve"], "E-PART-SERVER"),
        (["account", "list"], "E-PART-SERVER"),
        (["station", "status", "--config", "{settings}"], "E-PART-STATION"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else value,
)
def test_a_missing_part_is_told_in_one_line(
    arguments: list[str], code: str, base: Path, samples: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "station.toml"
    settings.write_text("")
    places = {"paper": str(samples / "cong-van.jpg"), "settings": str(settings)}
    done = motlan(base, tmp_path, *(argument.format(**places) for argument in arguments))
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    part = code.rpartition("-")[2].lower()
    assert f"[{code}]" in line
    assert line.endswith(f"pip install 'motlan[{part}]'")


def test_a_station_is_set_up_with_its_part_alone(station: Path, tmp_path: Path) -> None:
    settings = tmp_path / "station.toml"
    made = motlan(station, tmp_path, "station", "init", "--config", str(settings))
    assert made.returncode == 0, made.stderr
    assert settings.stat().st_size > 0
    agent = run(station, tmp_path, "import station.agent, station.__main__, station.scanners.scan")
    assert agent.returncode == 0, agent.stderr
    unset = run(station, tmp_path, "import runpy; runpy.run_module('station', run_name='__main__')")
    assert "[E-STATION-CONFIG]" in unset.stderr


@pytest.mark.exhaustive
def test_papers_are_read_with_the_part_for_it_alone(
    samples: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("read")
    site = make_site(folder / "site", requirements("read"))
    done = motlan(site, folder, "extract", "--json", str(samples / "cong-van.jpg"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)


def test_a_centre_runs_with_its_part_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("server")
    site = make_site(folder / "site", requirements("server"))
    done = motlan(site, folder, "query", "--subject", "999000000001")
    assert done.returncode == 0, done.stderr
    rest = run(site, folder, "import api.process.serve, flows.renewal, flows.backfill, web.serve")
    assert rest.returncode == 0, rest.stderr
