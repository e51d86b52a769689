"""The contract of the object store, against every implementation; S3 is a real server."""

from __future__ import annotations

import ast
import datetime as dt
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import urllib3
from minio import Minio

from schemas.papers.model import Level
from storage.errors import (
    InvalidKeyError,
    InvalidStoreUrlError,
    ObjectConflictError,
    ObjectCorruptError,
    ObjectMissingError,
    StoreUnavailableError,
)
from storage.objects.guarantees import check_store
from storage.objects.local import LocalStore
from storage.objects.open import S3Account, open_store
from storage.objects.port import ObjectStore
from storage.objects.s3 import S3Store
from storage.objects.s3_wire import http_pool
from storage.objects.trials import Guarantee
from tests.servers import SeaweedServer, free_ports, seaweed_server

ROOT = Path(__file__).parents[3]
CODE = ("storage", "app", "flows", "api", "web", "station", "cli", "pipeline")
VIETNAMESE = "Nguyễn Thị Đào – phường Bến Nghé, 50 % + 1"


def test_writes_reads_and_tells(store: ObjectStore, area: str) -> None:
    assert store.put_new(f"{area}/one", b"abc", "application/pdf", {"title": "x"})
    assert store.get(f"{area}/one") == b"abc"
    info = store.stat(f"{area}/one")
    assert info is not None
    assert (info.size, info.media_type, info.metadata) == (3, "application/pdf", {"title": "x"})
    assert info.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert info.modified_at.tzinfo is not None


def test_writing_twice_changes_nothing(store: ObjectStore, area: str) -> None:
    key = f"{area}/one"
    assert store.put_new(key, b"abc", "text/plain")
    before = store.stat(key)
    assert store.put_new(key, b"abc", "text/plain") is False
    assert store.stat(key) == before
    assert list(store.list(area)) == [key]


def test_other_content_is_refused_and_nothing_is_lost(store: ObjectStore, area: str) -> None:
    key = f"{area}/one"
    store.put_new(key, b"abc", "text/plain")
    with pytest.raises(ObjectConflictError):
        store.put_new(key, b"abd", "text/plain")
    assert store.get(key) == b"abc"


@pytest.mark.parametrize("round_", range(2))
def test_race_has_exactly_one_winner(store: ObjectStore, area: str, round_: int) -> None:
    key, contents = f"{area}/race", [f"writer {n}".encode() for n in range(8)]
    barrier = threading.Barrier(len(contents))

    def write(data: bytes) -> bool | type[Exception]:
        barrier.wait()
        try:
            return store.put_new(key, data, "text/plain")
        except ObjectConflictError as error:
            return type(error)

    with ThreadPoolExecutor(len(contents)) as pool:
        results = list(pool.map(write, contents))
    assert results.count(True) == 1
    assert results.count(ObjectConflictError) == len(contents) - 1
    assert store.get(key) == contents[results.index(True)]


def test_race_with_equal_content_has_one_winner_and_no_error(store: ObjectStore, area: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        written = list(
            pool.map(lambda _: store.put_new(f"{area}/same", b"same", "text/plain"), range(8))
        )
    assert written.count(True) == 1


def test_vietnamese_metadata_survives(store: ObjectStore, area: str) -> None:
    store.put_new(f"{area}/meta", b"x", "text/plain", {"note": VIETNAMESE})
    info = store.stat(f"{area}/meta")
    assert info is not None
    assert info.metadata == {"note": VIETNAMESE}


def test_vietnamese_tags_survive(store: ObjectStore, area: str) -> None:
    tags = {"kind": "original", "nhãn": "Phường Bến Nghé + Đào"}
    store.put_new(f"{area}/tagged", b"x", "text/plain", {"note": VIETNAMESE}, tags)
    assert store.tags(f"{area}/tagged") == tags
    info = store.stat(f"{area}/tagged")
    assert info is not None
    assert info.metadata == {"note": VIETNAMESE}
    store.put_new(f"{area}/plain", b"x", "text/plain")
    assert store.tags(f"{area}/plain") == {}
    with pytest.raises(ObjectMissingError):
        store.tags(f"{area}/none")


def test_missing(store: ObjectStore, area: str) -> None:
    assert store.stat(f"{area}/none") is None
    assert list(store.list(f"{area}/none")) == []
    with pytest.raises(ObjectMissingError):
        store.get(f"{area}/none")
    with pytest.raises(ObjectMissingError):
        list(store.stream(f"{area}/none"))


def test_empty_and_large_objects(store: ObjectStore, area: str) -> None:
    large = bytes(range(256)) * 40_000
    store.put_new(f"{area}/empty", b"", "text/plain")
    store.put_new(f"{area}/large", large, "image/tiff")
    assert store.get(f"{area}/empty") == b""
    pieces = list(store.stream(f"{area}/large", 1 << 20))
    assert len(pieces) > 1
    assert b"".join(pieces) == large


def test_lists_by_prefix_that_ends_anywhere(store: ObjectStore, area: str) -> None:
    keys = {f"{area}/a/one", f"{area}/a/two", f"{area}/ab", f"{area}/b"}
    for key in keys:
        store.put_new(key, b"x", "text/plain")
    assert set(store.list(f"{area}/")) == keys
    assert set(store.list(f"{area}/a")) == keys - {f"{area}/b"}
    assert set(store.list(f"{area}/a/")) == {f"{area}/a/one", f"{area}/a/two"}


@pytest.mark.parametrize(
    "key", ["", "/a", "a/", "a//b", "../a", "a/../b", ".a", "a/.b", "Nguyễn", "a b", "A", "a\\b"]
)
def test_keys_outside_the_layout_are_refused(store: ObjectStore, key: str) -> None:
    with pytest.raises(InvalidKeyError):
        store.put_new(key, b"x", "text/plain")
    with pytest.raises(InvalidKeyError):
        store.get(key)


def test_delete_is_for_caches(store: ObjectStore, area: str) -> None:
    store.put_new(f"{area}/cache", b"x", "text/plain")
    store.delete(f"{area}/cache")
    store.delete(f"{area}/cache")
    assert store.stat(f"{area}/cache") is None


@pytest.mark.parametrize("level", [None, *Level])
def test_what_lies_on_a_shelf_is_found(store: ObjectStore, area: str, level: Level | None) -> None:
    store.shelf(level).put_new(f"{area}/made", b"made", "text/plain")
    assert store.get(f"{area}/made") == b"made"
    assert list(store.list(area)) == [f"{area}/made"]


def test_what_is_written_lies_in_exactly_one_part(store: ObjectStore, area: str) -> None:
    store.put_new(f"{area}/one", b"abc", "text/plain")
    found = [name for name, part in store.parts().items() if part.stat(f"{area}/one")]
    assert len(found) == 1


def test_an_address_gives_the_object_out_or_there_is_none(store: ObjectStore, area: str) -> None:
    store.put_new(f"{area}/one", b"abc", "text/plain")
    address = store.presigned(f"{area}/one", dt.timedelta(seconds=60))
    if address is not None:
        answer = urllib3.request("GET", address)
        assert (answer.status, answer.data) == (200, b"abc")


def test_every_part_says_of_each_guarantee_whether_it_holds(store: ObjectStore) -> None:
    for part in store.parts().values():
        results = check_store(part)
        assert {result.guarantee for result in results} == set(Guarantee)
        assert set(part.trials()) <= {r.guarantee for r in results if r.holds is not None}


def test_nobody_asks_a_store_what_it_is() -> None:
    """What a kind of store can do is asked of the port; only its own folder knows the kinds."""
    kinds = {"LocalStore", "S3Store", "RetainedStore", "Shelves"}
    asked = [
        f"{path}:{node.lineno}"
        for package in CODE
        for path in sorted((ROOT / package).rglob("*.py"))
        if (ROOT / "storage" / "objects") not in path.parents
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("isinstance", "issubclass", "type")
        and kinds & {getattr(name, "id", getattr(name, "attr", "")) for name in ast.walk(node)}
    ]
    assert asked == []


def test_local_corruption_is_an_error(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put_new("a/b", b"intact", "text/plain")
    path = tmp_path / "a/b"
    path.chmod(0o644)
    path.write_bytes(b"altered")
    with pytest.raises(ObjectCorruptError):
        store.get("a/b")
    with pytest.raises(ObjectCorruptError):
        list(store.stream("a/b"))


def test_s3_corruption_is_an_error(seaweed: SeaweedServer, area: str) -> None:
    store = seaweed.store("contract")
    wrong = {"x-amz-meta-content-sha256": hashlib.sha256(b"intact").hexdigest()}
    store.client._put_object(store.bucket, f"{area}/bad", b"altered", headers=wrong)
    with pytest.raises(ObjectCorruptError):
        store.get(f"{area}/bad")


def test_object_of_another_program_is_hashed(seaweed: SeaweedServer, area: str) -> None:
    store = seaweed.store("contract")
    store.client._put_object(store.bucket, f"{area}/foreign", b"abc")
    info = store.stat(f"{area}/foreign")
    assert info is not None
    assert info.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert store.get(f"{area}/foreign") == b"abc"


def test_local_crash_before_metadata_is_mended(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.put_new("a/b", b"abc", "text/plain", {"note": "x"})
    (tmp_path / "a/.b.meta.json").unlink()
    info = store.stat("a/b")
    assert info is not None
    assert info.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert store.put_new("a/b", b"abc", "text/plain", {"note": "x"}) is False
    mended = store.stat("a/b")
    assert mended is not None
    assert (mended.media_type, mended.metadata) == ("text/plain", {"note": "x"})


@pytest.mark.slow
def test_acknowledged_objects_survive_a_killed_server(tmp_path: Path) -> None:
    with seaweed_server(tmp_path) as server:
        store = server.store("durable")
        contents = {f"test/{n}": bytes([n]) * 50_000 for n in range(40)}
        for key, data in contents.items():
            assert store.put_new(key, data, "application/octet-stream")
        server.kill()
        server.start()
        store = server.store("durable")
        assert {key: store.get(key) for key in store.list("test/")} == contents
        assert store.put_new("test/0", contents["test/0"], "application/octet-stream") is False


def test_dead_server_is_reported_within_seconds() -> None:
    endpoint = f"127.0.0.1:{free_ports(1)[0]}"
    client = Minio(endpoint, "a", "very-secret", secure=False, http_client=http_pool())
    with pytest.raises(StoreUnavailableError) as caught:
        S3Store(client, "bucket").stat("a")
    assert "very-secret" not in str(caught.value)


def test_opens_by_address(seaweed: SeaweedServer, tmp_path: Path) -> None:
    for url in (str(tmp_path / "a"), f"file://{tmp_path}/b", seaweed.url("contract")):
        store = open_store(url, seaweed.account)
        store.put_new("opened", b"x", "text/plain")
        assert store.get("opened") == b"x"


def test_wrong_account_is_refused_without_telling_the_secret(seaweed: SeaweedServer) -> None:
    stranger = S3Account("motlan-test", "not-the-secret")
    with pytest.raises(StoreUnavailableError) as caught:
        open_store(seaweed.url("contract"), stranger)
    assert "not-the-secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "ftp://x/y", "s3://host:1", "s3://host/a/b", "s3://host/A_b", "file://h/x"]
)
def test_bad_addresses_are_refused(url: str) -> None:
    with pytest.raises(InvalidStoreUrlError):
        open_store(url, S3Account("a", "b"))


def test_address_without_account_is_refused() -> None:
    with pytest.raises(InvalidStoreUrlError):
        open_store("s3://host/bucket")
