"""`motlan station` as a clerk and a script use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from station.errors import SettingsError
from station.state import screen, shown

WHOLE = b"%PDF-1.4 paper\n%%EOF\n"


def motlan(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["station", *map(str, arguments)])


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "station.toml"
    assert motlan("init", "--config", path, "--folder", tmp_path / "home").exit_code == 0
    return path


def test_help_teaches_every_command() -> None:
    for command in ("init", "run", "status", "add", "retry", "devices", "scan"):
        assert command in motlan("--help").output
        assert len(motlan(command, "--help").output) > 300


def test_init_writes_once(config: Path) -> None:
    before = config.read_text("utf-8")
    assert "keep_days" in before
    again = motlan("init", "--config", config)
    assert isinstance(again.exception, SettingsError)
    assert config.read_text("utf-8") == before


def test_a_file_is_added_and_shown(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "ảnh chụp.pdf"
    path.write_bytes(WHOLE)
    options = ("--config", config, "--dossier", "H26.12-261122-0001", "--json")
    added = json.loads(motlan("add", path, *options).stdout)
    assert (added["file"], added["created"]) == (path.name, True)
    assert path.exists()
    assert json.loads(motlan("add", path, *options).stdout)["created"] is False
    state = json.loads(motlan("status", "--config", config, "--json").stdout)
    assert state["counts"]["spooled"] == 1
    (paper,) = state["papers"]
    assert (paper["name"], paper["label"]) == (path.name, "chờ gửi")
    assert paper["dossier"] == "H26.12-261122-0001"
    told = motlan("status", "--config", config).stdout
    assert "chờ gửi" in told
    assert "H26.12" in told


def test_one_bad_file_leaves_the_others(config: Path, tmp_path: Path) -> None:
    good, folder = tmp_path / "a.pdf", tmp_path / "folder"
    good.write_bytes(WHOLE)
    folder.mkdir()
    result = motlan("add", folder, good, "--config", config)
    assert result.exit_code == 3
    assert "E-SOURCE" in result.output
    assert "đã nhận" in result.output


def test_a_code_that_is_none_is_refused(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(WHOLE)
    result = motlan("add", path, "--config", config, "--dossier", "Nguyễn Văn A")
    assert isinstance(result.exception, SettingsError)


def test_retry_says_how_many(config: Path) -> None:
    assert motlan("retry", "--config", config).stdout.startswith("0 giấy tờ")


def test_without_configuration_the_remedy_is_told(tmp_path: Path) -> None:
    result = motlan("status", "--config", tmp_path / "none.toml")
    assert isinstance(result.exception, SettingsError)
    assert "motlan station init" in str(result.exception)


def test_names_are_text_not_markup(config: Path, tmp_path: Path) -> None:
    from rich.console import Console

    from station.agent import opened_spool
    from station.settings import StationSettings

    path = tmp_path / "[red]x[b].pdf"
    path.write_bytes(WHOLE)
    motlan("add", path, "--config", config)
    settings = StationSettings.load(config)
    with opened_spool(settings) as spool:
        console = Console(width=120, record=True, file=(tmp_path / "out").open("w"))
        console.print(screen(shown(settings, spool)))
        console.file.close()
    assert "[red]x[b].pdf" in console.export_text()
