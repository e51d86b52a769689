"""The short form of `python -m benchmarks.station kill`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.station.kill import kill_station

pytestmark = pytest.mark.slow


def test_every_file_arrives_once_though_the_station_is_killed(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - a test that can be repeated
    result = kill_station(tmp_path, kills=8, centre_kills=1, chance=chance, life=(0.05, 0.8))
    assert result.kills >= 6
    assert result.files > 10
    assert result.right, result
