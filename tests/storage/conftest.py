from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from storage.objects.local import LocalStore
from storage.objects.port import ObjectStore
from storage.objects.retention import RetainedStore
from storage.objects.shelves import Shelves
from tests.servers import PostgresServer, SeaweedServer


@pytest.fixture(scope="session")
def seaweed_bucket(seaweed: SeaweedServer) -> ObjectStore:
    """One bucket for all tests: a bucket takes its own volumes. Keys keep the tests apart."""
    return seaweed.store("contract", object_lock=True)


@pytest.fixture(params=["local", "shelves", "retained", "seaweed"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "local":
        return LocalStore(tmp_path / "store")
    if request.param == "shelves":
        return Shelves(LocalStore(tmp_path / "ordinary"), LocalStore(tmp_path / "restricted"))
    if request.param == "retained":
        return RetainedStore(LocalStore(tmp_path / "store"), 1)
    bucket: ObjectStore = request.getfixturevalue("seaweed_bucket")
    return bucket


@pytest.fixture
def area() -> str:
    """A prefix of its own for each test."""
    return f"test/{uuid.uuid4().hex}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "database.sqlite")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create_database(f"t{uuid.uuid4().hex}")
