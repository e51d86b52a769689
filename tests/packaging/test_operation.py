"""What operators install: units, alert rules and dashboard fit the software, and are sound."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from cli.main import app as command_line
from storage.desk.desk_papers import DeskState

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
UNITS = PACKAGING / "systemd"
METRIC = re.compile(r"motlan_[a-z_]+")
EXPOSURE = "30"
"""In tenths; what `systemd-analyze security` calls 3 is OK."""


def metrics() -> set[str]:
    return set(METRIC.findall((ROOT / "api" / "routes" / "health.py").read_text("utf-8")))


def test_alerts_and_dashboard_name_metrics_that_exist() -> None:
    rules = yaml.safe_load((PACKAGING / "prometheus" / "motlan.rules.yml").read_text("utf-8"))
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    dashboard = json.loads((PACKAGING / "grafana" / "motlan.json").read_text("utf-8"))
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked = " ".join([*(alert["expr"] for alert in alerts), *shown])
    assert set(METRIC.findall(asked)) <= metrics()
    assert all({"summary", "remedy"} <= alert["annotations"].keys() for alert in alerts)
    states = "|".join(re.findall(r'state=~?"([^"]+)"', asked)).split("|")
    assert set(states) <= {state.value for state in DeskState}


def test_units_call_commands_that_exist() -> None:
    group = get_command(command_line)
    called = set()
    for path in UNITS.glob("*.service"):
        words = re.findall(r"^ExecStart=\S+/motlan (.+)$", path.read_text("utf-8"), re.MULTILINE)
        called |= {line.split()[0] for line in words}
    assert called == {"serve", "renew", "store", "backup", "audit", "scrub"}
    context = group.make_context("motlan", ["--help"], resilient_parsing=True)
    assert all(group.get_command(context, name) for name in called)  # type: ignore[attr-defined]


def test_every_timer_has_its_service() -> None:
    timers = {path.stem for path in UNITS.glob("*.timer")}
    assert timers <= {path.stem for path in UNITS.glob("*.service")}
    assert len(timers) == 6


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_units_are_installed_hardened(tmp_path: Path) -> None:
    subprocess.run([str(ROOT / "scripts" / "install_units"), str(tmp_path)], check=True)
    folder = tmp_path / "etc" / "systemd" / "system"
    environment = {**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"}
    services = sorted(folder.glob("*.service"))
    for path in (services[0], folder / "motlan-serve.service"):
        rated = subprocess.run(
            ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE}", str(path)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert rated.returncode == 0, rated.stdout[-200:] + rated.stderr
    every = [str(path) for path in folder.iterdir() if path.is_file()]
    checked = subprocess.run(
        ["systemd-analyze", "verify", *every],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in checked.stderr.splitlines() if "is not executable" not in line]
    assert told == []
