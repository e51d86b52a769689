"""Revoked, withdrawn and erased papers, as other systems see them."""

from __future__ import annotations

from typing import Any

import pytest

from storage.audit import Action
from tests.api.conftest import PERSON, Service
from tests.storage.records import original


def post(service: Service, what: str, body: dict[str, Any], **reason: str) -> Any:
    path = f"/v1/papers/{service.paper_id}/{what}"
    return service.http.post(path, json=body, headers=service.headers(**reason))


def check(service: Service) -> dict[str, Any]:
    body = {"subject_id": PERSON}
    answer = service.http.post("/v1/reuse/checks", json=body, headers=service.headers()).json()
    component = next(c for c in answer["components"] if c["component"] == "old_birth_certificate")
    return {"check": answer["check"], **component}


def get(service: Service, path: str, **reason: str) -> Any:
    path = f"/v1/papers/{service.paper_id}{path}"
    return service.http.get(path, headers=service.headers(**reason))


def test_a_withdrawn_paper_is_gone_at_once(service: Service) -> None:
    asked = check(service)
    assert asked["availability"] == "on_file_valid"
    answer = post(service, "consent", {"given": False, "version": 1})
    assert (answer.status_code, answer.json()["status"]) == (200, "withdrawn")
    assert service.last_outcome()[0] is Action.WITHDRAW
    assert (check(service)["availability"], check(service)["paper_id"]) == ("not_on_file", None)
    decision = {
        "check": asked["check"],
        "component": "old_birth_certificate",
        "paper_id": service.paper_id,
        "decision": "accept",
    }
    taken = service.http.post("/v1/reuse/decisions", json=decision, headers=service.headers())
    assert taken.status_code == 404
    assert service.last_outcome() == (Action.REFUSE, "consent_withdrawn")
    for path in ("", "/fields", "/files/original", "/verdicts/original"):
        assert get(service, path).status_code == 404
    found = service.http.post(
        "/v1/papers/search", json={"subject_id": PERSON}, headers=service.headers()
    )
    assert found.json()["papers"] == []
    changes = service.http.get("/v1/changes", headers=service.headers()).json()["changes"]
    assert [c["standing"] for c in changes] == ["current", "withdrawn"]
    again = post(service, "consent", {"given": False, "version": 2})
    assert (again.status_code, again.json()["code"]) == (409, "E-PAPER-STANDING")
    assert post(service, "consent", {"given": True, "version": 2}).status_code == 200
    assert check(service)["availability"] == "on_file_valid"


def test_a_withdrawn_paper_stays_with_its_own_dossier(service: Service) -> None:
    post(service, "consent", {"given": False, "version": 1})
    assert get(service, "/files/original").status_code == 404
    own = get(service, "/files/original", **{"Motlan-Dossier": "H26-250305-0007"})
    assert own.content == original(1)


@pytest.mark.parametrize("status", ["revoked", "replaced"])
def test_what_was_proposed_may_fall_before_it_is_taken(service: Service, status: str) -> None:
    asked = check(service)
    post(service, "status", {"status": status, "version": 1})
    decision = {
        "check": asked["check"],
        "component": "old_birth_certificate",
        "paper_id": service.paper_id,
    }
    for word, expected in (("accept", 404), ("reject", 200)):
        answer = service.http.post(
            "/v1/reuse/decisions", json={**decision, "decision": word}, headers=service.headers()
        )
        assert answer.status_code == expected
    post(service, "status", {"status": "current", "version": 2})
    assert service.last_outcome()[0] is Action.RESTORE
    assert check(service)["availability"] == "on_file_valid"
    change = service.services.archive.load(service.paper_id).status_change
    assert change is not None
    assert (change.officer, change.reason) == ("canbo01", "giải quyết hồ sơ")


def test_an_erased_paper_leaves_its_trace_only(service: Service) -> None:
    order = {"ground": "retention_ended", "reference": "12/QĐ-UBND", "version": 1}
    answer = post(service, "erasure", order)
    assert (answer.status_code, answer.json()["locked_until"]) == (200, None)
    assert get(service, "").status_code == 404
    assert check(service)["availability"] == "not_on_file"
    changes = service.http.get("/v1/changes", headers=service.headers()).json()["changes"]
    assert [c["standing"] for c in changes] == ["current", "erased"]
    erasures = [e.event for e in service.entries() if e.event.action is Action.ERASE]
    assert [(e.fields, e.paper_id) for e in erasures] == [
        (("retention_ended", "12/QĐ-UBND"), service.paper_id)
    ]
    assert erasures[0].subject == service.services.audit.subject(PERSON)
    assert post(service, "erasure", order).status_code == 404
    assert service.services.audit.verify().intact
