"""The client has models of its own; they say what the description of the service says."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from motlan_client import models
from tests.api.conftest import Service

ANSWERS: dict[tuple[str, str], Any] = {
    ("get", "/v1/changes"): models.ChangePage,
    ("get", "/v1/papers/{paper_id}"): models.PaperOut,
    ("get", "/v1/papers/{paper_id}/fields"): models.Fields,
    ("get", "/v1/papers/{paper_id}/verdicts/{kind}"): models.VerdictOut,
    ("get", "/v1/procedures"): list[models.Procedure],
    ("get", "/v1/schemas"): list[models.SchemaOut],
    ("get", "/v1/schemas/{paper_type}"): dict[str, Any],
    ("post", "/oauth/token"): models.TokenOut,
    ("post", "/v1/audit/person"): models.Accesses,
    ("post", "/v1/dossiers"): models.OpenDossierOut,
    ("post", "/v1/indicators"): list[models.Counters],
    ("post", "/v1/papers/search"): models.PaperPage,
    ("post", "/v1/papers/{paper_id}/apart"): models.PaperOut,
    ("post", "/v1/papers/{paper_id}/consent"): models.PaperOut,
    ("post", "/v1/papers/{paper_id}/corrections"): models.PaperOut,
    ("post", "/v1/papers/{paper_id}/erasure"): models.ErasureOut,
    ("post", "/v1/papers/{paper_id}/files/{kind}/links"): models.LinkOut,
    ("post", "/v1/papers/{paper_id}/status"): models.PaperOut,
    ("post", "/v1/persons/numbers"): models.NumbersOut,
    ("post", "/v1/reuse/checks"): models.ReuseCheckOut,
    ("post", "/v1/reuse/decisions"): models.DecisionOut,
    ("post", "/v1/verifications"): models.VerdictOut,
}
BYTES = {("get", "/v1/papers/{paper_id}/files/{kind}"), ("get", "/v1/links/{token}")}
UNREAD = {("get", "/healthz")}

_WORDS = {"$defs", "title", "description", "default", "example", "examples"}
_CHECKED_THERE = {"pattern", "minLength", "maxLength", "minimum", "exclusiveMinimum"}
"""Of an answer the service makes sure itself, and a client must not refuse what comes later."""


def form(schema: Any, defined: dict[str, Any]) -> Any:
    """Return the form of a JSON Schema: names and types, without words, references resolved."""
    if isinstance(schema, list):
        return [form(part, defined) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return form(defined[schema["$ref"].rpartition("/")[2]], defined)
    plain: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "properties":
            plain[key] = {name: form(part, defined) for name, part in value.items()}
        elif key in ("enum", "required"):
            plain[key] = sorted(value)
        elif key not in _WORDS | _CHECKED_THERE and (key, value) != ("additionalProperties", False):
            plain[key] = form(value, defined)
    return plain


def own_form(kind: Any, mode: Any = "serialization") -> Any:
    schema = TypeAdapter(kind).json_schema(mode=mode)
    return form(schema, schema.get("$defs", {}))


@pytest.fixture(scope="module")
def described(refusing: Service) -> dict[str, Any]:
    description: dict[str, Any] = refusing.http.get("/openapi.json").json()
    return description


def test_every_answer_has_a_model(described: dict[str, Any]) -> None:
    offered = {
        (method, path)
        for path, operations in described["paths"].items()
        if not path.startswith("/v1/intake/")
        for method in operations
    }
    assert offered == set(ANSWERS) | BYTES | UNREAD


@pytest.mark.parametrize(("method", "path"), ANSWERS)
def test_answers_have_the_form_that_is_described(
    described: dict[str, Any], method: str, path: str
) -> None:
    defined = described["components"]["schemas"]
    answer = described["paths"][path][method]["responses"]["200"]["content"]["application/json"]
    assert own_form(ANSWERS[method, path]) == form(answer["schema"], defined)


def test_problems_have_the_form_that_is_described(described: dict[str, Any]) -> None:
    defined = described["components"]["schemas"]
    assert own_form(models.Problem, "validation") == form(defined["Problem"], defined)


def test_dossiers_are_sent_in_the_form_that_is_described(described: dict[str, Any]) -> None:
    defined = described["components"]["schemas"]
    sent = own_form(models.DossierFact, "validation")
    assert sent == form(defined["DossierIn"], defined)
