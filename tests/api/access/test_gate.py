"""Every endpoint, without each right: refused, and the refusal is on the audit chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from fastapi.routing import APIRoute
from joserfc.jwk import ECKey

from api.access.clients import Scope
from api.access.tokens import TokenIssuer
from api.app import create_app
from storage.audit.chain import Action
from tests.api.conftest import DOSSIERS, NOW, PERSON, REASON, SECRET, STRANGER, Service

PAPER = "{paper_id}"


@pytest.fixture
def service(refusing: Service) -> Service:
    """Nobody has asked too much yet."""
    refusing.forget_requests()
    return refusing


ENDPOINTS: list[tuple[Scope, str, str, dict[str, Any] | None]] = [
    (Scope.REUSE_CHECK, "GET", "/v1/procedures", None),
    (Scope.REUSE_CHECK, "POST", "/v1/reuse/checks", {"subject_id": PERSON}),
    (
        Scope.REUSE_DECIDE,
        "POST",
        "/v1/reuse/decisions",
        {"check": 1, "component": "old_birth_certificate", "paper_id": PAPER, "decision": "accept"},
    ),
    (Scope.PAPERS_SEARCH, "POST", "/v1/papers/search", {"subject_id": PERSON}),
    (Scope.PAPERS_TEXT, "POST", "/v1/papers/search", {"text": "dao"}),
    (Scope.PAPERS_TEXT, "POST", "/v1/papers/search", {"name": "Trần Thị Đào"}),
    (Scope.PAPERS_READ, "GET", "/v1/papers/{paper_id}", None),
    (Scope.PAPERS_FIELDS, "GET", "/v1/papers/{paper_id}/fields", None),
    (Scope.PAPERS_FILES, "GET", "/v1/papers/{paper_id}/files/original", None),
    (
        Scope.PAPERS_FILES,
        "POST",
        "/v1/papers/{paper_id}/files/original/links",
        {"seconds": 60},
    ),
    (Scope.FILES_VERIFY, "GET", "/v1/papers/{paper_id}/verdicts/original", None),
    (Scope.FILES_VERIFY, "POST", "/v1/verifications", None),
    (
        Scope.PAPERS_STATUS,
        "POST",
        "/v1/papers/{paper_id}/status",
        {"status": "revoked", "version": 1},
    ),
    (
        Scope.PAPERS_STATUS,
        "POST",
        "/v1/papers/{paper_id}/apart",
        {"other": "0" * 64, "version": 999},
    ),
    (
        Scope.PAPERS_CONSENT,
        "POST",
        "/v1/papers/{paper_id}/consent",
        {"given": False, "version": 999},  # refused where it is allowed: others need the paper
    ),
    (
        Scope.PAPERS_CORRECT,
        "POST",
        "/v1/papers/{paper_id}/corrections",
        {"fields": {"number": "48/2015"}, "version": 999},
    ),
    (
        Scope.PAPERS_ERASE,
        "POST",
        "/v1/papers/{paper_id}/erasure",
        {"ground": "order", "reference": "12/QD-TA", "version": 999},
    ),
    (Scope.DOSSIERS_OPEN, "POST", "/v1/dossiers", {"branch": "H26.12"}),
    (Scope.CHANGES_READ, "GET", "/v1/changes", None),
    (Scope.INDICATORS_READ, "POST", "/v1/indicators", {"dossiers": []}),
    (Scope.AUDIT_READ, "POST", "/v1/audit/person", {"subject_id": PERSON}),
    (Scope.PERSONS_LINK, "POST", "/v1/persons/numbers", {"number": PERSON, "other": "011234567"}),
]
OPEN = {
    ("POST", "/oauth/token"),
    ("GET", "/healthz"),
    ("GET", "/v1/links/{token}"),
    ("GET", "/v1/schemas"),
    ("GET", "/v1/schemas/{paper_type}"),
}
"""They ask for other things than a token and a reason: credentials, a signed link, or nothing."""
WATCHED = {("GET", "/livez"), ("GET", "/readyz"), ("GET", "/metrics")}
"""They are for what watches the machine, and no part of what is described to other systems."""
STATIONS: list[tuple[str, str, dict[str, Any] | None]] = [
    ("PUT", "/v1/intake/papers/{paper_id}", None),
    ("POST", "/v1/intake/known", {"papers": ["a" * 64]}),
    ("POST", "/v1/intake/progress", {"papers": ["a" * 64]}),
]
"""They belong to a station instead of a procedure; the facts travel with the paper."""
every_endpoint = pytest.mark.parametrize(("scope", "method", "path", "body"), ENDPOINTS)
every_endpoint_of_a_paper = pytest.mark.parametrize(
    ("scope", "method", "path", "body"), [e for e in ENDPOINTS if PAPER in e[2]]
)


def ask(
    service: Service,
    method: str,
    path: str,
    body: dict[str, Any] | None,
    headers: dict[str, str],
    paper_id: str | None = None,
) -> Any:
    paper_id = paper_id or service.paper_id
    if body and body.get("paper_id") == PAPER:
        body = {**body, "paper_id": paper_id}
    return service.http.request(method, path.format(paper_id=paper_id), json=body, headers=headers)


def assert_refused(service: Service, answer: Any, status: int, outcome: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["code"].startswith("E-")
    assert problem["remedy"]
    assert service.last_outcome() == (Action.REFUSE, outcome)


TRIED = {(method, path.replace("original", "{kind}")) for _, method, path, _ in ENDPOINTS}
TRIED |= {(method, path) for method, path, _ in STATIONS}


def served(routes: Iterable[Any]) -> set[tuple[str, str]]:
    """Every operation that is answered, described or not, but for the description itself."""
    found = set()
    for route in routes:
        if isinstance(route, APIRoute):
            found |= {(method, route.path) for method in route.methods or ()}
        elif hasattr(route, "original_router"):
            found |= served(route.original_router.routes)
    return found


def test_every_operation_is_in_this_table(service: Service) -> None:
    documented = {
        (method.upper(), path)
        for path, operations in service.http.get("/openapi.json").json()["paths"].items()
        for method in operations
    }
    assert documented == TRIED | OPEN
    assert served(service.app.routes) == documented | WATCHED


def test_an_operation_that_is_not_in_this_table_is_noticed(service: Service) -> None:
    app = create_app(service.services)
    app.add_api_route("/v1/papers/{paper_id}/hidden", lambda: None, include_in_schema=False)
    known = TRIED | OPEN | WATCHED
    assert served(app.routes) - known == {("GET", "/v1/papers/{paper_id}/hidden")}


@every_endpoint
def test_without_token(
    service: Service, scope: Scope, method: str, path: str, body: dict[str, Any] | None
) -> None:
    assert_refused(service, ask(service, method, path, body, REASON), 401, "no_valid_token")


@every_endpoint
@pytest.mark.parametrize("flaw", ["expired", "other_key", "none", "closed_account"])
def test_with_a_token_that_does_not_count(
    service: Service, flaw: str, scope: Scope, method: str, path: str, body: dict[str, Any] | None
) -> None:
    full = service.services.clients.get("full")
    assert full is not None
    key, made_at = service.services.tokens._key, NOW
    if flaw == "expired":
        made_at -= dt.timedelta(minutes=11)
    if flaw == "other_key":
        key = ECKey.generate_key("P-256")
    if flaw == "closed_account":
        full = full.model_copy(update={"id": "gone"})
    token = TokenIssuer(key, clock=lambda: made_at).issue(full)
    if flaw == "none":
        token = "eyJhbGciOiJub25lIn0." + token.split(".")[1] + "."
    headers = {**REASON, "Authorization": f"Bearer {token}"}
    assert_refused(service, ask(service, method, path, body, headers), 401, "no_valid_token")


@every_endpoint
def test_without_scope(
    service: Service, scope: Scope, method: str, path: str, body: dict[str, Any] | None
) -> None:
    headers = service.headers(f"without-{scope.value.replace(':', '-')}")
    assert_refused(service, ask(service, method, path, body, headers), 403, f"no_scope {scope}")


@every_endpoint
@pytest.mark.parametrize(
    ("account", "procedure"),
    [("other-procedures", "1.004884"), ("full", "1.004222"), ("full", "9.9")],
)
def test_without_the_procedure(
    service: Service,
    account: str,
    procedure: str,
    scope: Scope,
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> None:
    headers = service.headers(account, **{"Motlan-Procedure": procedure})
    answer = ask(service, method, path, body, headers)
    assert_refused(service, answer, 403, "procedure_not_granted")


@every_endpoint
def test_without_a_reason(
    service: Service, scope: Scope, method: str, path: str, body: dict[str, Any] | None
) -> None:
    before = len(service.entries())
    for header in REASON:
        headers = service.headers()
        del headers[header]
        answer = ask(service, method, path, body, headers)
        assert answer.status_code == 422
        assert header.lower() in answer.json()["detail"].lower()
    assert len(service.entries()) == before


@every_endpoint
def test_too_fast(
    service: Service, scope: Scope, method: str, path: str, body: dict[str, Any] | None
) -> None:
    headers = service.headers("slow")
    for _ in range(10):
        assert ask(service, method, path, body, headers).status_code != 429
    answer = ask(service, method, path, body, headers)
    assert_refused(service, answer, 429, "too_many_requests")
    assert answer.headers["retry-after"]


@pytest.mark.parametrize(("method", "path", "body"), STATIONS)
def test_stations_need_a_token_and_the_scope_and_patience(
    service: Service, method: str, path: str, body: dict[str, Any] | None
) -> None:
    assert_refused(service, ask(service, method, path, body, {}), 401, "no_valid_token")
    for account, status, outcome in (
        ("without-intake-write", 403, "no_scope intake:write"),
        ("slow", 429, "too_many_requests"),
    ):
        headers = {"Authorization": service.headers(account)["Authorization"]}
        for _ in range(11):
            answer = ask(service, method, path, body, headers)
        assert_refused(service, answer, status, outcome)


@every_endpoint_of_a_paper
def test_what_one_may_not_know_of_looks_like_what_is_not_there(
    service: Service, scope: Scope, method: str, path: str, body: dict[str, Any] | None
) -> None:
    nothing = ask(service, method, path, body, service.headers(), paper_id="f" * 64)
    assert_refused(service, nothing, 404, "no_such_paper")
    other_type = ask(service, method, path, body, service.headers("other-types"))
    assert_refused(service, other_type, 404, "type_not_granted")
    headers = service.headers(**{"Motlan-Procedure": "1.010041"})
    not_needed = ask(service, method, path, body, headers)
    assert_refused(service, not_needed, 404, "not_needed_for_procedure")
    assert nothing.content == other_type.content == not_needed.content


def test_no_answer_tells_whether_a_person_exists(service: Service) -> None:
    for account, dossier in (("other-types", "H26-261122-0001"), ("full", "H26-261122-0003")):
        reason = {"Motlan-Procedure": DOSSIERS[dossier], "Motlan-Dossier": dossier}
        headers = service.headers(account, **reason)
        for path in ("/v1/reuse/checks", "/v1/papers/search"):
            answers = [
                service.http.post(path, json={"subject_id": person}, headers=headers).json()
                for person in (PERSON, STRANGER)
            ]
            for answer in answers:
                answer.pop("check", None)
            assert answers[0] == answers[1]


def test_refusals_hold_no_number(service: Service) -> None:
    headers = service.headers("without-papers-search")
    service.http.post("/v1/papers/search", json={"subject_id": PERSON}, headers=headers)
    assert PERSON not in service.entries()[-1].model_dump_json()


def test_invalid_values_are_not_echoed(service: Service) -> None:
    body = {"subject_id": "Trần Thị Đào 1990"}
    answer = service.http.post("/v1/reuse/checks", json=body, headers=service.headers())
    assert answer.status_code == 422
    assert "Trần" not in answer.text


@pytest.mark.parametrize(
    ("name", "secret"),
    [("full", "wrong"), ("nobody", SECRET), ("", "")],
    ids=["wrong secret", "nobody", "nothing"],
)
def test_wrong_credentials(service: Service, name: str, secret: str) -> None:
    answer = service.http.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, auth=(name, secret)
    )
    assert_refused(service, answer, 401, "wrong_credentials")
    assert answer.headers["www-authenticate"]


def test_guessing_secrets_is_slowed_down(service: Service) -> None:
    statuses = [
        service.http.post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=("full", str(n))
        ).status_code
        for n in range(12)
    ]
    assert statuses == [401] * 10 + [429] * 2
