"""Short-lived links: one file, for minutes, audited when made and when used."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from api.links import LinkSigner
from api.rate import RateLimiter
from schemas.record import StatusChange
from storage.audit import Action
from storage.errors import ObjectCorruptError
from storage.lifecycle import set_consent
from storage.local import LocalStore
from tests.api.conftest import NOW, PERSON, Service
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
    assert used.subject == service.services.audit.subject(PERSON)
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
    change = StatusChange(at=NOW, officer="canbo01", reason="theo đơn")
    set_consent(service.services.archive, service.paper_id, False, change)
    assert use(service, url).status_code == 404
    assert service.last_outcome() == (Action.REFUSE, "no_such_file")


def test_an_altered_file_never_comes_whole(service: Service) -> None:
    url = link(service)
    store = service.services.archive.store
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
