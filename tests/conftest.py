"""What tests of several packages share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import Scheduling

from app.installation import App
from tests.scheduling import FilesScheduling
from tests.servers import PostgresServer, SeaweedServer, postgres_server, seaweed_server

SAMPLES = Path(__file__).parents[1] / "samples" / "data"

_BROWSER = {"browser"}
_SERVER = {"centre", "door", "pki", "postgres", "prefect", "seaweed", "site", "stocked", "token"}
_SLOW = {"app", "pen", "reader", "recognizer"}
_SERVERS_BY_PARAMETER = {"postgresql", "seaweed"}
_HEAVY = ("browser", "slow", "server")

os.environ.setdefault("MOTLAN_TRIAL", "1")  # tests, and what they start, sign with test keys


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures that they use; `CONTRIBUTING.md` says what the marks are for.

    Files with heavy tests come first, so that no worker is left alone with one at the end.
    """
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        chosen = getattr(item, "callspec", None)
        values = (
            {value for value in chosen.params.values() if isinstance(value, str)}
            if chosen
            else set()
        )
        if used & _BROWSER:
            item.add_marker("browser")
        if used & _SERVER or values & _SERVERS_BY_PARAMETER:
            item.add_marker("server")
        if used & _SLOW:
            item.add_marker("slow")
    weight: dict[Path, int] = {}
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        own = next((place for place, name in enumerate(_HEAVY) if name in marks), len(_HEAVY))
        weight[item.path] = min(weight.get(item.path, own), own)
    items.sort(key=lambda item: weight[item.path])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Share the files out; see `tests/scheduling.py`."""
    return FilesScheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep everything that tests run away from what the person who runs them has on file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTLAN_HOME", str(tmp_path_factory.mktemp("own-home")))
        yield


@pytest.fixture(scope="session")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share, for what they have read."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "readings"


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, readings: Path) -> Iterator[App]:
    """One installation for all tests of a process, so that the networks are loaded once.

    What runs in it as another process, or by the command line, finds it in the environment.
    """
    from pipeline.page.read import PageReader
    from tests.readings import remembering

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PageReader, "read", remembering(readings))
        patch.setenv("MOTLAN_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("PREFECT_API_URL", raising=False)
        with App.open() as opened:
            yield opened


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample papers."""
    return SAMPLES


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeaweedServer]:
    """One object server for all tests of a process."""
    with seaweed_server(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One database server for all tests of a process; its own user must reach its folder."""
    folder = Path(tempfile.mkdtemp(prefix="motlan-postgres-"))
    with postgres_server(folder) as server:
        yield server
    shutil.rmtree(folder)
