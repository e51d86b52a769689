from __future__ import annotations

import jsonschema_rs
import pytest

from api.access import gate
from schemas.law.procedures import procedure
from storage.audit.chain import Action
from storage.papers.reuse.answers import Availability
from tests.api.conftest import PERSON, REASON, SECRET, STRANGER, Service
from tests.storage.records import original


def availability(service: Service, person: str = PERSON) -> dict[str, str]:
    answer = service.http.post(
        "/v1/reuse/checks", json={"subject_id": person}, headers=service.headers()
    )
    assert answer.status_code == 200
    return {c["component"]: c["availability"] for c in answer.json()["components"]}


def test_a_token_for_credentials(service: Service) -> None:
    answer = service.http.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=("full", SECRET)
    )
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    token = answer.json()
    assert token["expires_in"] == 600
    headers = {**REASON, "Authorization": f"Bearer {token['access_token']}"}
    assert service.http.get("/v1/procedures", headers=headers).status_code == 200


def test_reuse_check_and_decision(service: Service) -> None:
    headers = service.headers()
    answer = service.http.post(
        "/v1/reuse/checks", json={"subject_id": PERSON}, headers=headers
    ).json()
    by_key = {c["component"]: c for c in answer["components"]}
    proposed = by_key["old_birth_certificate"]
    assert proposed["availability"] == Availability.ON_FILE_VALID
    assert proposed["paper_id"] == service.paper_id
    assert by_key["other_papers"]["availability"] == Availability.NOT_ON_FILE
    assert (proposed["dossier"], proposed["branch"]) == ("H26-250305-0007", "H26")
    assert by_key["form"]["availability"] == Availability.MUST_SUBMIT_ORIGINAL
    decision = {
        "check": answer["check"],
        "component": "old_birth_certificate",
        "paper_id": service.paper_id,
        "decision": "accept",
    }
    taken = service.http.post("/v1/reuse/decisions", json=decision, headers=headers)
    assert taken.status_code == 200
    written = service.services.app.audit.entry(taken.json()["entry"])
    assert written is not None
    assert written.event.action is Action.REUSE_ACCEPT
    assert written.event.subject == service.services.app.audit.subject(PERSON)

    for wrong in (
        {"check": answer["check"] + 1},
        {"component": "form"},
        {"paper_id": "f" * 64},
    ):
        refused = service.http.post(
            "/v1/reuse/decisions", json={**decision, **wrong}, headers=headers
        )
        assert refused.status_code == 404
    other_dossier = service.headers(**{"Motlan-Dossier": "H26-261122-0002"})
    refused = service.http.post("/v1/reuse/decisions", json=decision, headers=other_dossier)
    assert refused.status_code == 404


def test_a_stranger_has_nothing_on_file(service: Service) -> None:
    assert availability(service, STRANGER)["old_birth_certificate"] == Availability.NOT_ON_FILE


def test_a_revoked_paper_is_offered_no_more(service: Service) -> None:
    path = f"/v1/papers/{service.paper_id}/status"
    revoked = {"status": "revoked", "version": 1}
    answer = service.http.post(path, json=revoked, headers=service.headers())
    assert (answer.status_code, answer.json()["status"]) == (200, "revoked")
    assert availability(service)["old_birth_certificate"] == Availability.NOT_ON_FILE
    again = service.http.post(path, json=revoked, headers=service.headers())
    assert again.status_code == 409
    assert service.services.app.archive.load(service.paper_id, 1).status == "current"


@pytest.mark.parametrize(
    "query",
    [
        {"subject_id": PERSON},
        {"number": "47 / 2015"},
        {"dossier": "H26-250305-0007"},
        {"text": "tran thi dao"},
        {"name": "tran thi dau"},
    ],
)
def test_search(service: Service, query: dict[str, str]) -> None:
    answer = service.http.post("/v1/papers/search", json=query, headers=service.headers())
    assert [p["paper_id"] for p in answer.json()["papers"]] == [service.paper_id]
    assert "ĐÀO" not in answer.text
    assert PERSON not in answer.text


def test_search_for_nothing_or_behind_nonsense_is_refused(service: Service) -> None:
    for query in ({}, {"subject_id": PERSON, "after": "nonsense"}, {"limit": 5}):
        answer = service.http.post("/v1/papers/search", json=query, headers=service.headers())
        assert answer.status_code == 422


@pytest.mark.parametrize("part", ["", "/fields"])
def test_a_paper_and_its_etag(service: Service, part: str) -> None:
    path, headers = f"/v1/papers/{service.paper_id}{part}", service.headers()
    answer = service.http.get(path, headers=headers)
    assert answer.json()["paper_type"] == "birth_certificate"
    assert ("ĐÀO" in answer.text) is (part == "/fields")
    tag = answer.headers["etag"]
    for known in (tag, f'"another", W/{tag}', "*"):
        unchanged = service.http.get(path, headers={**headers, "If-None-Match": known})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == tag
        assert service.last_outcome() == (Action.READ, "ok")
    changed = service.http.get(path, headers={**headers, "If-None-Match": '"another"'})
    assert (changed.status_code, changed.content) == (200, answer.content)


def test_the_tag_of_fields_changes_with_what_one_may_see(service: Service) -> None:
    path = f"/v1/papers/{service.paper_id}/fields"
    tag = service.http.get(path, headers=service.headers()).headers["etag"]
    headers = {**service.headers("not-sensitive"), "If-None-Match": tag}
    assert service.http.get(path, headers=headers).status_code == 200


def test_sensitive_fields_only_where_granted(service: Service) -> None:
    path = f"/v1/papers/{service.paper_id}/fields"
    plain = service.http.get(path, headers=service.headers("not-sensitive")).json()
    assert plain["fields"]["full_name"]["value"] == "TRẦN THỊ ĐÀO"
    assert "ethnic_group" not in plain["fields"]
    assert plain["withheld"] == ["ethnic_group"]
    granted = service.http.get(path, headers=service.headers()).json()
    assert granted["fields"]["ethnic_group"]["value"] == "Kinh"
    assert "ethnic_group" in service.entries()[-1].event.fields


def test_files(service: Service) -> None:
    path = f"/v1/papers/{service.paper_id}/files"
    headers = service.headers()
    loaded = service.http.get(f"{path}/original", headers=headers)
    assert loaded.content == original(1)
    assert loaded.headers["cache-control"] == "no-store"
    searchable = service.http.get(f"{path}/searchable_pdf", headers=headers)
    assert searchable.content.endswith(b"searchable")
    assert service.http.get(f"{path}/signed_master", headers=headers).status_code == 404
    assert service.http.get(f"{path}/other", headers=headers).status_code == 422


def test_a_picture_shows_nobody_what_they_may_not_read(service: Service) -> None:
    path = f"/v1/papers/{service.paper_id}/files/original"
    headers = service.headers("not-sensitive")
    for answer in (
        service.http.get(path, headers=headers),
        service.http.post(f"{path}/links", json={"seconds": 60}, headers=headers),
    ):
        assert answer.status_code == 403
        assert service.last_outcome() == (Action.REFUSE, "sensitive_not_granted")


def test_fields_that_the_procedure_does_not_need_are_withheld(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = procedure("1.004884", service.services.today())
    assert rules is not None
    components = tuple(
        c.model_copy(update={"fields": ("full_name", "number")}) if c.accepts else c
        for c in rules.components
    )
    narrow = rules.model_copy(update={"components": components})
    monkeypatch.setattr(gate, "procedure", lambda *_: narrow)
    path = f"/v1/papers/{service.paper_id}/fields"
    answer = service.http.get(path, headers=service.headers()).json()
    assert set(answer["fields"]) == {"full_name", "number"}
    assert answer["withheld"] == ["ethnic_group", "personal_id", "registered_on"]
    assert set(service.entries()[-1].event.fields) == {"full_name", "number"}


def test_values_come_with_their_evidence(service: Service) -> None:
    path = f"/v1/papers/{service.paper_id}/fields"
    number = service.http.get(path, headers=service.headers()).json()["fields"]["number"]
    assert (number["value"], number["raw"], number["state"]) == ("47/2015", "47/2015", "accepted")
    assert {"page", "polygon", "reader", "confidence", "rules_failed", "confirmed_at"} < set(number)


def test_values_come_in_their_types(service: Service) -> None:
    path = f"/v1/papers/{service.paper_id}/fields"
    fields = service.http.get(path, headers=service.headers()).json()["fields"]
    schema = service.http.get("/v1/schemas/birth_certificate").json()
    for name, field in fields.items():
        assert field["kind"] == schema["properties"][name]["x-motlan-kind"]
        assert (field["typed"], field["misfit"]) == (field["value"], None)


def test_a_value_that_is_not_of_its_kind_is_told(service: Service) -> None:
    archive = service.services.app.archive
    record = archive.load(service.paper_id)
    wrong = record.fields["registered_on"].model_copy(update={"value": "hôm qua"})
    fields = {**record.fields, "registered_on": wrong}
    archive.revise(record.model_copy(update={"fields": fields, "version": 2}))
    path = f"/v1/papers/{service.paper_id}/fields"
    answer = service.http.get(path, headers=service.headers()).json()
    told = answer["fields"]["registered_on"]
    assert (told["value"], told["typed"], told["misfit"]) == ("hôm qua", None, "not_date")


def test_the_types_of_paper_and_their_schemas_are_open_to_all(service: Service) -> None:
    types = service.http.get("/v1/schemas").json()
    certificate = next(t for t in types if t["paper_type"] == "birth_certificate")
    assert certificate["name"] == "Giấy khai sinh"
    schema = service.http.get(certificate["href"]).json()
    assert jsonschema_rs.meta.is_valid(schema)
    assert schema["$id"] == "urn:motlan:paper:birth_certificate"
    missing = service.http.get("/v1/schemas/no_such_type")
    assert (missing.status_code, missing.json()["code"]) == (404, "E-API-NOT-FOUND")


def test_changes_can_be_followed(service: Service) -> None:
    first = service.http.get("/v1/changes", headers=service.headers()).json()
    assert [c["paper_id"] for c in first["changes"]] == [service.paper_id]
    path = f"/v1/changes?after={first['next']}"
    assert service.http.get(path, headers=service.headers()).json()["changes"] == []
    service.http.post(
        f"/v1/papers/{service.paper_id}/status",
        json={"status": "replaced", "version": 1},
        headers=service.headers(),
    )
    later = service.http.get(path, headers=service.headers()).json()
    assert [(c["paper_id"], c["version"]) for c in later["changes"]] == [(service.paper_id, 2)]


def test_a_person_sees_who_looked(service: Service) -> None:
    availability(service)
    service.http.get(f"/v1/papers/{service.paper_id}/fields", headers=service.headers())
    answer = service.http.post(
        "/v1/audit/person", json={"subject_id": PERSON}, headers=service.headers()
    ).json()
    assert [a["action"] for a in answer["accesses"]] == ["reuse_check", "read"]
    assert answer["accesses"][0]["purpose"] == "giải quyết hồ sơ"
    assert "full_name" in answer["accesses"][1]["fields"]
    assert service.services.app.audit.verify().intact


def test_health(service: Service) -> None:
    assert service.http.get("/healthz").json() == {"status": "ok"}
