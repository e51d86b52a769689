"""Requests made up from the OpenAPI document: no crash, and no answer that it does not describe."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode

from tests.api.conftest import Service
from tests.api.test_access import ENDPOINTS, OPEN, STATIONS

OPERATIONS = sorted(
    {(method, path.replace("original", "{kind}")) for _, method, path, _ in ENDPOINTS}
    | {(method, path) for method, path, _ in STATIONS}
    | OPEN
)


UPLOAD = ("PUT", "/v1/intake/papers/{paper_id}")
"""Nobody makes up bytes that have the hash of the path."""
CASES = [(*operation, GenerationMode.POSITIVE) for operation in OPERATIONS if operation != UPLOAD]
CASES += [
    (*operation, GenerationMode.NEGATIVE)
    for operation in OPERATIONS
    if operation != ("GET", "/healthz")  # there is nothing to get wrong
]


@pytest.mark.parametrize(("method", "path", "mode"), CASES)
def test_made_up_requests(refusing: Service, method: str, path: str, mode: Any) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", refusing.app)
    operation = schema[path][method]

    @settings(
        max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        refusing.forget_requests()
        headers = refusing.headers()
        if mode is GenerationMode.NEGATIVE:  # a wrong header must not be put right here
            headers = {"Authorization": headers["Authorization"]}
        case.call_and_validate(headers=headers)

    ask()
