"""The OpenAPI document as an integrator needs it: nothing unexplained, every example right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from api.access.clients import Scope
from api.openapi.examples import EXAMPLES
from schemas.messages.catalogue import catalogue
from tests.api.conftest import SECRET, Service

BOTH = ("get", "post", "put", "delete", "patch")


@pytest.fixture(scope="module")
def document(refusing: Service) -> dict[str, Any]:
    found: dict[str, Any] = refusing.http.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert method in BOTH
            yield f"{method.upper()} {path}", operation


def test_every_property_and_parameter_is_described(document: dict[str, Any]) -> None:
    bare = [
        f"{name}.{key}"
        for name, schema in document["components"]["schemas"].items()
        for key, part in schema.get("properties", {}).items()
        if not part.get("description", "").strip()
    ]
    bare += [
        f"{name} {parameter['name']}"
        for name, operation in operations(document)
        for parameter in operation.get("parameters", [])
        if not parameter.get("description", "").strip()
    ]
    assert not bare


def test_every_schema_and_operation_says_what_it_is(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["description"], name
        assert not re.search(r"Raises:|Args:|Returns:", operation["description"]), name
        assert all(r["description"] for r in operation["responses"].values()), name
    for name, schema in document["components"]["schemas"].items():
        enumerated = "enum" in schema or name.startswith("Body_")
        assert enumerated or schema.get("description"), name
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][a-z_]*", each) for each in ids)


def test_examples_are_of_the_form_that_is_described(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert EXAMPLES.keys() <= schemas.keys()
    for name, example in EXAMPLES.items():
        whole = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema_rs.validate(whole, example)
    bodies = {
        body["schema"]["$ref"].rpartition("/")[2]
        for _, operation in operations(document)
        for kind, body in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json"
    }
    assert bodies <= EXAMPLES.keys()


def test_operations_name_their_scope_and_flow(document: dict[str, Any]) -> None:
    flow = document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "/oauth/token"
    assert set(flow["scopes"]) == {scope.value for scope in Scope}
    assert all(flow["scopes"].values())
    asked = {
        scope
        for _, operation in operations(document)
        for need in operation.get("security", [])
        for scope in need.get("oauth2", [])
    }
    assert asked == set(flow["scopes"]) - {Scope.PAPERS_TEXT}  # asked for within a search
    open_ones = {name for name, operation in operations(document) if "security" not in operation}
    assert open_ones == {
        "GET /healthz",
        "GET /v1/links/{token}",
        "GET /v1/schemas",
        "GET /v1/schemas/{paper_type}",
    }


def test_codes_and_headers_of_answers_are_listed(document: dict[str, Any]) -> None:
    listed = {code for codes in document["x-error-codes"].values() for code in codes}
    assert {"E-API-TOKEN", "E-API-RATE", "E-STORE-UNAVAILABLE", "E-SUBJECT-NUMBER"} <= listed
    assert listed <= catalogue().keys()
    for name, operation in operations(document):
        for status, response in operation["responses"].items():
            assert "Motlan-Request" in response["headers"], name
            if status in ("429", "503"):
                assert "Retry-After" in response["headers"], name
            if status >= "400":
                assert set(response["content"]) == {"application/problem+json"}
                assert status in document["x-error-codes"], (name, status)
    assert document["servers"]
    assert re.fullmatch(r"\d+\.\d+.*", document["info"]["version"])


@pytest.mark.parametrize(
    ("form", "auth", "status", "error"),
    [
        ({"grant_type": "client_credentials"}, None, 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, ("full", "x"), 401, "invalid_client"),
        ({"grant_type": "password"}, ("full", SECRET), 400, "unsupported_grant_type"),
        ({}, ("full", SECRET), 400, "invalid_request"),
    ],
)
def test_token_errors_are_those_of_oauth(
    service: Service, form: dict[str, str], auth: Any, status: int, error: str
) -> None:
    answer = service.http.post("/oauth/token", data=form, auth=auth)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["error"] == error
    assert told["error_description"].isascii()
    assert told["code"].startswith("E-API")
    if status == 401:
        assert answer.headers["www-authenticate"].startswith("Basic ")


def test_a_token_for_credentials_in_the_form(service: Service) -> None:
    form = {"grant_type": "client_credentials", "client_id": "full", "client_secret": SECRET}
    assert service.http.post("/oauth/token", data=form).json()["token_type"] == "Bearer"
    refused = service.http.post("/oauth/token", data=form | {"client_secret": "x"})
    assert refused.json()["error"] == "invalid_client"
