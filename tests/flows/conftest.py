from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.prefect_server import PrefectServer, prefect_server


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """One server for all tests; each asks for the runs of its own flow."""
    with prefect_server(tmp_path_factory.mktemp("prefect")) as server:
        yield server
