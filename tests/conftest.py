"""What tests of several packages share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.workshop import Workshop, workshop

SAMPLES = Path(__file__).parents[1] / "samples" / "data"


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """The workshop of this process, in a new home folder: the networks are loaded once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTLAN_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("PREFECT_API_URL", raising=False)
        workshop.cache_clear()
        yield workshop()
    workshop.cache_clear()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample papers."""
    return SAMPLES
