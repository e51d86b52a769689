"""The lock in software: on a folder, and on a server that has none."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

import pytest

from storage.objects.local import LocalStore
from storage.objects.port import ObjectStore
from storage.objects.retention import HIDDEN, RetainedStore
from tests.servers import SeaweedServer

DAY = dt.timedelta(days=1)


class Clock:
    """A clock that can be set."""

    def __init__(self) -> None:
        self.now = dt.datetime.now(dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["folder", "server"])
def inner(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "folder":
        return LocalStore(tmp_path / "store")
    seaweed: SeaweedServer = request.getfixturevalue("seaweed")
    return seaweed.store(f"retained-{uuid.uuid4().hex[:8]}")


@pytest.fixture
def store(inner: ObjectStore, clock: Clock) -> RetainedStore:
    made = RetainedStore(inner, 1, clock=clock)
    made.put_new("papers/aa/one", b"one", "text/plain", {"note": "Đào"})
    return made


def test_what_is_deleted_too_early_is_hidden_and_kept(store: RetainedStore) -> None:
    store.delete("papers/aa/one")
    store.delete("papers/aa/one")
    assert store.stat("papers/aa/one") is None
    assert list(store.list()) == []
    assert store.hidden("papers/aa/one") == (b"one",)
    assert store.put_new("papers/aa/one", b"two", "text/plain")
    store.delete("papers/aa/one")
    assert set(store.hidden("papers/aa/one")) == {b"one", b"two"}


def test_what_is_purged_too_early_goes_when_its_time_is_over(
    store: RetainedStore, inner: ObjectStore, clock: Clock
) -> None:
    store.put_new("papers/aa/tombstone", b"x", "text/plain")
    until = store.purge("papers/aa/", spare="papers/aa/tombstone")
    assert until is not None
    assert abs(until - clock.now - DAY) < dt.timedelta(minutes=5)
    assert store.hidden("papers/aa/one") == (b"one",)
    clock.now += 2 * DAY
    assert store.purge("papers/aa/", spare="papers/aa/tombstone") is None
    assert list(inner.list(HIDDEN)) == []
    assert list(store.list()) == ["papers/aa/tombstone"]


def test_an_old_object_can_be_deleted(
    store: RetainedStore, inner: ObjectStore, clock: Clock
) -> None:
    clock.now += 2 * DAY
    store.delete("papers/aa/one")
    assert list(inner.list()) == []


def test_a_corrupt_object_does_not_stand_in_the_way_of_mending(
    tmp_path: Path, clock: Clock
) -> None:
    folder = LocalStore(tmp_path / "store")
    store = RetainedStore(folder, 1, clock=clock)
    store.put_new("papers/aa/one", b"one", "text/plain")
    path = folder.folder / "papers/aa/one"
    path.chmod(0o600)
    path.write_bytes(b"two")
    store.delete("papers/aa/one")
    assert store.hidden("papers/aa/one") == ()
    assert store.put_new("papers/aa/one", b"one", "text/plain")
    assert store.get("papers/aa/one") == b"one"
