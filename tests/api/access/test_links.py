"""Short-lived links: one file, for minutes, audited when made and when used."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.access.links import LinkSigner
from api.access.rate import RateLimiter
from app.acting import Caller
from app.papers.life.standing import withdraw
from schemas.record.paper import RenditionKind
from storage.audit.chain import Action
from storage.errors import ObjectCorruptError
from storage.objects.local import LocalStore
from storage.objects.open import open_store
from storage.objects.port import ObjectStore
from storage.objects.s3 import S3Store
from storage.objects.shelves import Shelves
from storage.papers.archive import PaperArchive, PaperFile
from tests.api.conftest import NOW, PERSON, Service
from tests.servers import SECRET_KEY, SeaweedServer
from tests.storage.records import original

WHOLE = original(1)


def link(service: Service, kind: str = "original", seconds: int = 60) -> str:
    path = f"/v1/papers/{service.paper_id}/files/{kind}/links"
    answer = service.http.post(path, json={"seconds": seconds}, headers=service.headers())
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["url"]
    return url


def use(service: Service, url: str, part: str | None = None) -> Any:
    return service.http.get(url, headers={"Range": part} if part else {})


def test_a_link_needs_no_headers_and_is_audited(service: Service) -> None:
    url = link(service)
    made = service.entries()[-1].event
    assert (made.action, made.fields[0]) == (Action.LINK, "original")
    answer = use(service, url)
    assert (answer.status_code, answer.content) == (200, WHOLE)
    assert answer.headers["cache-control"] == "no-store"
    used = service.entries()[-1].event
    assert used.action is Action.DOWNLOAD
    assert (used.officer, used.purpose, used.dossier) == (
        made.officer,
        "giải quyết hồ sơ",
        made.dossier,
    )
    assert used.subject == service.services.app.audit.subject(PERSON)
    assert use(service, link(service, "searchable_pdf")).content.endswith(b"searchable")


@pytest.mark.parametrize(
    ("part", "expected", "place"),
    [
        ("bytes=0-3", WHOLE[:4], f"bytes 0-3/{len(WHOLE)}"),
        ("bytes=5-", WHOLE[5:], f"bytes 5-{len(WHOLE) - 1}/{len(WHOLE)}"),
        ("bytes=-4", WHOLE[-4:], f"bytes {len(WHOLE) - 4}-{len(WHOLE) - 1}/{len(WHOLE)}"),
        ("bytes=2-9999", WHOLE[2:], f"bytes 2-{len(WHOLE) - 1}/{len(WHOLE)}"),
        ("bytes=0-1,3-4", WHOLE, None),
        ("pages=1", WHOLE, None),
    ],
)
def test_parts(refusing: Service, part: str, expected: bytes, place: str | None) -> None:
    refusing.forget_requests()
    answer = use(refusing, link(refusing), part)
    assert (answer.status_code, answer.content) == (206 if place else 200, expected)
    assert answer.headers.get("content-range") == place


def test_parts_outside_are_refused(refusing: Service) -> None:
    answer = use(refusing, link(refusing), "bytes=9999-")
    assert (answer.status_code, answer.json()["code"]) == (416, "E-API-RANGE")


def test_links_end_and_cannot_be_forged(service: Service) -> None:
    now = [NOW]
    signer = LinkSigner(b"k" * 32, clock=lambda: now[0])
    service.services = dataclasses.replace(service.services, links=signer)
    service.app.state.services = service.services
    url = link(service, seconds=60)
    head, end, signature = url.rsplit(".", 2)
    later = f"{head}.{int(end) + 600}.{signature}"
    other = f"/v1/links/2.{end}.{signature}"
    for wrong in (later, other, f"{head}.{end}.{'0' * 64}"):
        assert use(service, wrong).status_code == 404
        assert service.last_outcome() == (Action.REFUSE, "no_valid_link")
    now[0] += dt.timedelta(seconds=59)
    assert use(service, url).status_code == 200
    now[0] += dt.timedelta(seconds=1)
    assert use(service, url).status_code == 404


def test_a_link_to_a_withdrawn_paper_is_dead(service: Service) -> None:
    url = link(service)
    by = Caller("motlan-test", "canbo01", purpose="theo đơn")
    withdraw(service.services.app, by, service.paper_id)
    assert use(service, url).status_code == 404
    assert service.last_outcome() == (Action.REFUSE, "no_such_file")


def test_an_altered_file_never_comes_whole(service: Service) -> None:
    url = link(service)
    store = service.services.app.archive.store
    assert isinstance(store, LocalStore)
    path = next(store.folder.glob("papers/*/*/original"))
    path.chmod(0o600)
    path.write_bytes(WHOLE[:-1] + b"X")
    with pytest.raises(RuntimeError) as broken_off:
        use(service, url)
    assert isinstance(broken_off.value.__cause__, ObjectCorruptError)


def test_links_are_not_for_flooding(service: Service) -> None:
    url = link(service)
    limiter = RateLimiter(clock=lambda: 0.0)
    service.services = dataclasses.replace(service.services, limiter=limiter)
    service.app.state.services = service.services
    statuses = [use(service, url).status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]


def at_the_store(service: Service, store: ObjectStore) -> None:
    """Move the paper to another store, and let links lead there."""
    app = service.services.app
    first = app.archive.load(service.paper_id).model_copy(update={"renditions": ()})
    files = [PaperFile(RenditionKind.SEARCHABLE, b"%PDF-1.7 searchable")]
    PaperArchive(store, app.ledger, app.index).save(first, WHOLE, files)
    service.rebuild(links="s3", store=store)


@pytest.mark.parametrize("shelved", [False, True])
def test_the_store_itself_gives_a_file_out(
    service: Service, seaweed: SeaweedServer, tmp_path: Path, shelved: bool
) -> None:
    bucket: ObjectStore = seaweed.store(f"links-{shelved}".lower())
    at_the_store(service, Shelves(LocalStore(tmp_path / "o"), bucket) if shelved else bucket)
    path = f"/v1/papers/{service.paper_id}/files/searchable_pdf/links"
    answer = service.http.post(path, json={"seconds": 900}, headers=service.headers())
    url = answer.json()["url"]
    assert url.startswith(f"http://{seaweed.endpoint}/links-")
    loaded = httpx.get(url)
    assert loaded.content.endswith(b"searchable")
    assert loaded.headers["cache-control"] == "no-store"
    event = service.entries()[-1].event
    assert (event.action, event.fields) == (Action.DOWNLOAD, ("searchable_pdf", "store_link"))
    assert event.subject == service.services.app.audit.subject(PERSON)
    assert answer.json()["expires_at"] == "2026-11-22T03:05:00Z"  # five minutes, not fifteen
    for personal in (PERSON, "ĐÀO", "%C4%90", "canbo01", SECRET_KEY):
        assert personal not in url


def test_links_at_the_store_end_and_hold_for_one_file_alone(
    service: Service, seaweed: SeaweedServer
) -> None:
    at_the_store(service, seaweed.store("links-end"))
    url = link(service, "original", 10)
    other = url.replace("/original", f"/searchable_pdf.{'0' * 64}")
    assert httpx.get(url).content == WHOLE
    assert httpx.get(other).status_code == 403
    assert httpx.put(url, content=b"x").status_code == 403
    assert httpx.delete(url).status_code == 403
    short = service.services.app.archive.presigned(
        service.paper_id,
        service.services.app.archive.load(service.paper_id).renditions[0],
        dt.timedelta(seconds=1),
    )
    assert short is not None
    time.sleep(2.1)
    assert httpx.get(short).status_code == 403


def test_those_who_may_not_read_get_no_link_at_the_store(
    service: Service, seaweed: SeaweedServer
) -> None:
    at_the_store(service, seaweed.store("links-refused"))
    path = f"/v1/papers/{service.paper_id}/files/original/links"
    for account, status in (("other-types", 404), ("not-sensitive", 403)):
        answer = service.http.post(path, json={}, headers=service.headers(account))
        assert answer.status_code == status
        assert service.last_outcome()[0] is Action.REFUSE


def test_a_folder_gives_no_files_out(service: Service) -> None:
    service.rebuild(links="s3")
    path = f"/v1/papers/{service.paper_id}/files/original/links"
    assert service.http.post(path, json={}, headers=service.headers()).status_code == 503


def test_readers_outside_are_sent_to_the_address_they_can_reach(seaweed: SeaweedServer) -> None:
    store = open_store(
        seaweed.url("links-outside") + "&public=https://files.example", seaweed.account
    )
    assert isinstance(store, S3Store)
    url = store.presigned("papers/aa/one", dt.timedelta(seconds=60))
    assert url.startswith("https://files.example/links-outside/papers/aa/one?")
