"""A spool, facts, and one real centre for the tests that need it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.station.centre import CentreProcess
from schemas.protocol.handover import IntakeFacts
from station.spool import Spool

FACTS = IntakeFacts(
    branch="H26.12",
    station="Q01",
    dossier="H26.12-261122-0001",
    received_at=dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC),
)


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with Spool(tmp_path / "spool") as opened:
        yield opened


@pytest.fixture(scope="package")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProcess]:
    """A running centre with the account of one station."""
    process = CentreProcess(tmp_path_factory.mktemp("centre"))
    process.start()
    try:
        yield process
    finally:
        process.kill()
