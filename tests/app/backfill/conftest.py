from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.batches.batches import Batches
from storage.database import Database


@pytest.fixture
def batches(tmp_path: Path) -> Iterator[Batches]:
    opened = Batches(Database(tmp_path / "ledger.sqlite"))
    yield opened
    opened.database.close()
