"""Revoked, withdrawn and erased papers, as other systems see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from api.app import _chores
from schemas.record.paper import PaperRecord, RenditionKind
from storage.audit.chain import Action
from storage.desk.corrections import corrections_of
from storage.papers.archive import PaperFile
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
    change = service.services.app.archive.load(service.paper_id).status_change
    assert change is not None
    assert (change.officer, change.reason) == ("canbo01", "giải quyết hồ sơ")


def test_a_correction_is_a_version_and_is_found_at_once(service: Service) -> None:
    answer = post(service, "corrections", {"fields": {"number": "48/2015"}, "version": 1})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    corrected = [e.event for e in service.entries() if e.event.action is Action.CORRECT]
    assert [e.fields for e in corrected] == [("number",)]
    archive = service.services.app.archive
    assert archive.load(service.paper_id, 1).value("number") == "47/2015"
    number = archive.load(service.paper_id).fields["number"]
    assert (number.value, number.raw, number.state) == ("48/2015", "47/2015", "confirmed")
    assert number.confirmed is not None
    assert (number.confirmed.operator, number.confirmed.previous) == ("canbo01", "47/2015")
    found = {"number": "48/2015"}, {"number": "47/2015"}
    papers = [
        service.http.post("/v1/papers/search", json=query, headers=service.headers()).json()
        for query in found
    ]
    assert [len(page["papers"]) for page in papers] == [1, 0]
    kept = list(corrections_of(service.services.app.desk.database, service.paper_id))
    assert [(c.field, c.proposed, c.confirmed) for c in kept] == [("number", "47/2015", "48/2015")]


@pytest.mark.parametrize(
    ("fields", "version", "account", "status", "code"),
    [
        ({"registered_on": "31/02/2015"}, 1, "full", 422, "E-FIELD-VALUE"),
        ({"Trần Thị Đào": "x"}, 1, "full", 422, "E-FIELD-VALUE"),
        ({"number": "48/2015"}, 2, "full", 409, "E-PAPER-VERSION"),
        ({"ethnic_group": "Tày"}, 1, "not-sensitive", 403, "E-API-FORBIDDEN"),
        ({}, 1, "full", 422, "E-API-REQUEST"),
    ],
)
def test_corrections_must_fit(
    service: Service, fields: dict[str, str], version: int, account: str, status: int, code: str
) -> None:
    path = f"/v1/papers/{service.paper_id}/corrections"
    body = {"fields": fields, "version": version}
    answer = service.http.post(path, json=body, headers=service.headers(account))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "Trần" not in answer.text
    assert service.services.app.archive.load(service.paper_id).version == 1
    assert not [e for e in service.entries() if e.event.action is Action.CORRECT]


def test_a_corrected_paper_is_sealed_anew(service: Service) -> None:
    def seal(record: PaperRecord, _: object) -> list[PaperFile]:
        return [PaperFile(RenditionKind.SEARCHABLE, str(record.value("number")).encode())]

    service.rebuild(sealer=seal)
    post(service, "corrections", {"fields": {"number": "48/2015"}, "version": 1})
    assert get(service, "/files/searchable_pdf").content == b"48/2015"
    assert get(service, "/files/original").content == original(1)
    record = service.services.app.archive.load(service.paper_id)
    assert [r.kind for r in record.renditions] == ["original", "searchable_pdf"]


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
    assert erasures[0].subject == service.services.app.audit.subject(PERSON)
    assert post(service, "erasure", order).status_code == 404
    assert service.services.app.audit.verify().intact


def test_a_revocation_that_a_crash_cut_off_is_finished_though_nobody_asks_again(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = service.services.app.ledger
    with monkeypatch.context() as crash, pytest.raises(RuntimeError):
        crash.setattr(ledger, "stored", _killed)
        post(service, "status", {"status": "revoked", "version": 1})
    assert check(service)["availability"] == "on_file_valid"
    chore = _chores(service.services)["finish-changes"]
    chore()
    assert check(service)["availability"] == "on_file_valid"  # somebody may still be at work
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=3)
    monkeypatch.setattr(ledger, "_clock", lambda: later)
    chore()
    assert check(service)["availability"] != "on_file_valid"


def _killed(*_: object) -> None:
    raise RuntimeError("killed")
