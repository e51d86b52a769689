"""Requests made up from the OpenAPI document: no crash, and no answer that it does not describe."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode

from tests.api.access.test_gate import OPEN, TRIED
from tests.api.conftest import Service

OPERATIONS = sorted(TRIED | OPEN)
UPLOAD = "/v1/intake/papers/{paper_id}"
CASES = [(*operation, GenerationMode.POSITIVE) for operation in OPERATIONS]
CASES += [
    (*operation, GenerationMode.NEGATIVE)
    for operation in OPERATIONS
    if operation not in {("GET", "/healthz"), ("GET", "/v1/schemas")}  # nothing to get wrong
]


@pytest.fixture(scope="module")
def schema(refusing: Service) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", refusing.app)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path", "mode"), CASES)
@pytest.mark.exhaustive
def test_made_up_requests(
    refusing: Service, schema: Any, method: str, path: str, mode: Any
) -> None:
    operation = schema[path][method]

    @settings(
        max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        refusing.forget_requests()
        if mode is GenerationMode.POSITIVE:
            _make_fit(path, case)
        headers = refusing.headers()
        if mode is GenerationMode.NEGATIVE:  # a wrong header must not be put right here
            headers = {"Authorization": headers["Authorization"]}
        case.call_and_validate(headers=headers)

    ask()


def _make_fit(path: str, case: Any) -> None:
    """Put right what the description says in words: a file has bytes, and a hash."""
    if case.media_type == "application/octet-stream":
        case.body = _bytes(case.body) or b"%PDF-1.7"
    if path == UPLOAD:
        case.path_parameters["paper_id"] = hashlib.sha256(case.body).hexdigest()


def _bytes(body: Any) -> bytes:
    data = getattr(body, "data", body)
    return data if isinstance(data, bytes) else b""
