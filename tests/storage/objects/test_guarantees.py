"""What a store really guarantees, tried against real ones and against broken ones."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from minio import Minio
from minio.error import S3Error

from storage.errors import InvalidStoreUrlError, StoreUnavailableError
from storage.objects.guarantees import check_store
from storage.objects.local import LocalStore
from storage.objects.open import S3Account, open_store
from storage.objects.port import ObjectStore
from storage.objects.s3 import S3Store
from storage.objects.s3_wire import http_pool
from storage.objects.trials import Guarantee
from tests.servers import ACCESS_KEY, SECRET_KEY, SeaweedServer, free_ports


def results(store: ObjectStore) -> dict[Guarantee, bool | None]:
    found = check_store(store)
    assert len(found) == len(Guarantee)
    assert all(result.detail.endswith(".") for result in found)
    return {result.guarantee: result.holds for result in found}


def test_local_folder(tmp_path: Path) -> None:
    assert results(LocalStore(tmp_path)) == {
        Guarantee.WRITE_ONCE: True,
        Guarantee.ONE_WINNER: True,
        Guarantee.READ_BACK: True,
        Guarantee.VIETNAMESE: True,
        Guarantee.TAGGED: True,
        Guarantee.DAMAGE_REFUSED: None,
        Guarantee.VERSIONED: None,
        Guarantee.LOCKED: None,
        Guarantee.SOFTWARE_LOCK: None,
        Guarantee.ENCRYPTED_TRANSPORT: None,
    }


def test_seaweed_with_a_default_retention(seaweed: SeaweedServer) -> None:
    store = open_store(seaweed.url("locked") + "&retain_days=1", seaweed.account)
    found = results(store)
    assert found.pop(Guarantee.ENCRYPTED_TRANSPORT) is False
    assert found.pop(Guarantee.SOFTWARE_LOCK) is None
    assert set(found.values()) == {True}


def test_a_folder_with_a_lock_in_software(tmp_path: Path) -> None:
    found = results(open_store(f"file://{tmp_path}?retain_days=1"))
    assert (found[Guarantee.SOFTWARE_LOCK], found[Guarantee.LOCKED]) == (True, None)


def test_a_server_without_lock_gets_one_in_software(seaweed: SeaweedServer) -> None:
    found = results(
        open_store(seaweed.url("contract") + "&retain_days=1&lock=software", seaweed.account)
    )
    assert (found[Guarantee.SOFTWARE_LOCK], found[Guarantee.LOCKED]) == (True, False)


def test_locked_objects_cannot_be_deleted_and_a_deletion_hides_nothing(
    seaweed: SeaweedServer,
) -> None:
    store = seaweed.store("locked", object_lock=True)
    store.lock_by_default(1)
    store.put_new("test/locked", b"kept", "text/plain")
    until = store.locked_until("test/locked")
    assert until is not None
    assert until > dt.datetime.now(dt.UTC) + dt.timedelta(hours=23)
    (version,) = store.versions("test/locked")
    with pytest.raises(S3Error):
        store.client.remove_object(store.bucket, "test/locked", version_id=version)
    store.delete("test/locked")
    assert store.stat("test/locked") is None
    assert store.version_content("test/locked", version) == b"kept"


def test_seaweed_without_lock(seaweed: SeaweedServer) -> None:
    found = results(seaweed.store("contract"))
    assert found[Guarantee.LOCKED] is False
    assert found[Guarantee.WRITE_ONCE] is True


def test_a_server_that_ignores_the_condition_is_caught(tmp_path: Path) -> None:
    turns = threading.Lock()

    class Overwriting(LocalStore):
        def put_new(
            self,
            key: str,
            data: bytes,
            media_type: str,
            metadata: Mapping[str, str] | None = None,
            tags: Mapping[str, str] | None = None,
            sha256: str | None = None,
        ) -> bool:
            with turns:  # one after the other, so that every writer surely wins
                self.delete(key)
                return super().put_new(key, data, media_type, {"note": "mat dau"})

    found = results(Overwriting(tmp_path))
    assert found[Guarantee.WRITE_ONCE] is False
    assert found[Guarantee.ONE_WINNER] is False
    assert found[Guarantee.VIETNAMESE] is False
    assert found[Guarantee.TAGGED] is None  # it forgets them, too


class Tagless(Minio):  # type: ignore[misc]  # the SDK tells no types
    """Answers as servers do that know no tags; everything else goes to the real one."""

    def _put_object(self, bucket: str, key: str, data: bytes, headers: dict[str, str]) -> Any:
        if "x-amz-tagging" in headers:
            raise S3Error(None, "NotImplemented", "", "", "", "")
        return super()._put_object(bucket, key, data, headers)

    def get_object_tags(self, *_: Any) -> Any:
        raise S3Error(None, "NotImplemented", "", "", "", "")


def test_a_server_without_tags_is_told_and_goes_without(seaweed: SeaweedServer) -> None:
    seaweed.store("contract")
    client = Tagless(
        seaweed.endpoint, ACCESS_KEY, SECRET_KEY, secure=False, http_client=http_pool()
    )
    store = S3Store(client, "contract")
    found = results(store)
    assert (found[Guarantee.TAGGED], found[Guarantee.WRITE_ONCE]) == (None, True)
    key = f"test/{uuid.uuid4().hex}"
    assert store.put_new(key, b"x", "text/plain", tags={"kind": "record"})
    assert (store.get(key), store.tags(key)) == (b"x", {})


def test_an_address_may_not_ask_for_nonsense(seaweed: SeaweedServer) -> None:
    for days in ("0", "-1", "ten"):
        with pytest.raises(InvalidStoreUrlError):
            open_store(seaweed.url("locked") + f"&retain_days={days}", seaweed.account)
    with pytest.raises(InvalidStoreUrlError):
        open_store(seaweed.url("locked") + "&public=files.example", seaweed.account)


def test_a_dead_server_is_an_error_and_no_list_of_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTLAN_S3_ACCESS_KEY", "a")
    monkeypatch.setenv("MOTLAN_S3_SECRET_KEY", "b")
    account = S3Account(ACCESS_KEY, SECRET_KEY)
    store = open_store(f"s3://127.0.0.1:{free_ports(1)[0]}/papers?secure=0", account, create=False)
    assert isinstance(store, S3Store)
    with pytest.raises(StoreUnavailableError):
        check_store(store)
