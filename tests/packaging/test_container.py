"""The image and the compose file name what exists: files, commands, settings, services, probes."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.routes.health import router as probes
from app.settings import ApiSettings, Settings
from tests.packages import PROJECT
from tests.test_runbooks import problem

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packaging" / "container"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
INSTRUCTIONS = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "CMD"}
KEYS = {
    "build",
    "cap_drop",
    "command",
    "depends_on",
    "deploy",
    "env_file",
    "environment",
    "healthcheck",
    "image",
    "ports",
    "read_only",
    "restart",
    "security_opt",
    "stop_grace_period",
    "tmpfs",
    "volumes",
}


def instructions() -> list[tuple[str, str]]:
    text = (FOLDER / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def variables(service: dict[str, Any]) -> dict[str, str]:
    given: dict[str, str] = service.get("environment", {})
    return given


def test_the_image_is_built_by_what_is_there_and_runs_without_root() -> None:
    steps = instructions()
    assert {word for word, _ in steps} <= INSTRUCTIONS
    assert steps[0] == ("FROM", "docker.io/library/python:3.11-slim-bookworm")
    words = [word for word, _ in steps]
    assert words.index("USER") < words.index("CMD")
    assert dict(steps)["USER"] == "motlan"
    assert dict(steps)["EXPOSE"] == str(ApiSettings().port)
    runs = " && ".join(rest for word, rest in steps if word == "RUN")
    for script in re.findall(r"\bscripts/\w+", runs):
        assert (ROOT / script).stat().st_mode & 0o100, script
    compiled = re.search(r"compileall -q (.+?)$", runs.split("&&")[2].strip())
    assert compiled
    assert all((ROOT / name).is_dir() for name in compiled[1].split() if not name.startswith("."))
    assert problem(" ".join(yaml.safe_load(dict(steps)["CMD"]))) is None


def test_settings_of_the_image_and_of_the_example_exist() -> None:
    image = " ".join(rest for word, rest in instructions() if word == "ENV")
    example = (FOLDER / "motlan.env.example").read_text("utf-8")
    named = set(re.findall(r"\bMOTLAN_[A-Z0-9_]+", image + example))
    assert named
    assert named <= Settings.names()
    logging = re.search(r"PREFECT_LOGGING_SETTINGS_PATH=/opt/motlan/(\S+)", image)
    assert logging
    assert (ROOT / logging[1]).is_file()


def test_every_variable_of_compose_is_in_the_example() -> None:
    text = (FOLDER / "compose.yaml").read_text("utf-8")
    asked = set(re.findall(r"\$\{([A-Z0-9_]+)", text))
    given = re.findall(r"^([A-Z0-9_]+)=", (FOLDER / "motlan.env.example").read_text(), re.MULTILINE)
    assert asked <= set(given)
    assert len(given) == len(set(given))


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_sound(name: str) -> None:
    service = SERVICES[name]
    assert service.keys() <= KEYS
    image, _, tag = service["image"].rpartition(":")
    assert image
    assert re.search(r"\d", tag), "a tag that does not move"
    for needed, how in service.get("depends_on", {}).items():
        assert needed in SERVICES
        if how["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[needed]
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        if source.startswith("."):
            assert source == "./keys" or (FOLDER / source).is_file(), source
        else:
            assert source in COMPOSE["volumes"]
    if image == "motlan":
        assert tag == PROJECT["project"]["version"]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        _runs(service["command"])


def _runs(command: list[str]) -> None:
    if command[0] == "motlan":
        assert problem(shlex.join(command)) is None
    elif command[0] == "python":
        assert (ROOT / Path(*command[2].split("."))).with_suffix(".py").is_file()
    else:
        assert command[0] == "prefect"


def test_a_whole_centre_is_there_and_only_the_proxy_is_reached_from_outside() -> None:
    assert {"web", "reader", "worker", "db", "s3", "prefect", "proxy"} <= SERVICES.keys()
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_the_probe_of_the_pages_exists() -> None:
    asked = re.search(r"8460(/\w+)", " ".join(SERVICES["web"]["healthcheck"]["test"]))
    assert asked
    assert asked[1] in {getattr(route, "path", "") for route in probes.routes}


@pytest.mark.slow
def test_the_options_of_the_store_server_exist() -> None:
    weed = Path(sys.executable).with_name("weed")
    told = subprocess.run(
        [str(weed), "help", "server"], capture_output=True, text=True, check=False
    )
    for word in SERVICES["s3"]["command"][1:]:
        name = word.split("=")[0]
        assert re.search(rf"^\s+{re.escape(name)}\b", told.stdout + told.stderr, re.MULTILINE), name
