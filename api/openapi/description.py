"""The OpenAPI document: what FastAPI makes of the routes, and what an integrator needs beyond it.

Problems get their media type and their codes, operations the scope that they need, answers their
headers and an example. What docstrings say to programmers only is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.access.clients import Scope
from api.access.gate import requires
from api.access.stations import station_access
from api.errors import TOKEN_PATH
from api.openapi.examples import EXAMPLES
from schemas.messages.catalogue import catalogue

__all__ = ["described"]

_TEXT = """
Tra cứu giấy tờ đã số hóa để người dân không phải nộp lại.

Every request for data names its reason in the headers `Motlan-Purpose`, `Motlan-Procedure`,
`Motlan-Dossier`, `Motlan-Officer` and `Motlan-Legal-Basis` (percent-encoded UTF-8). Every answer
and every refusal is an entry of the audit chain, found by the header `Motlan-Request` of the
answer. Answers of a trial carry the header `Motlan-Trial`: what it signs has no legal force.

Problems follow RFC 9457, those of `/oauth/token` RFC 6749 as well. Their `code` is stable; all
codes of a status are listed in `x-error-codes`. Answers with 429 and 503 carry `Retry-After`; the
same request may be sent again.

The path names the version of the interface (`/v1`). Within a version, properties, operations and
codes are added, never removed or changed in meaning: ignore what you do not know. An operation that
is to go is marked `deprecated` for at least twelve months.
"""
_FOR_PROGRAMMERS = re.compile(r"\n\s*(?:Raises|Args|Returns):.*", re.DOTALL)
_NOT_OURS = ("E-WEB", "E-STATION", "E-SPOOL", "E-SCAN-", "E-BATCH", "E-BACKFILL")
_REQUEST_ID = {
    "description": "ID of the request, as in its audit entries",
    "schema": {"type": "string"},
}
_HEADERS = {
    "Retry-After": {"description": "seconds to wait", "schema": {"type": "integer"}},
    "WWW-Authenticate": {"description": "how to authenticate", "schema": {"type": "string"}},
    "ETag": {"description": "tag for `If-None-Match`", "schema": {"type": "string"}},
}
_OF_STATUS = {"401": "WWW-Authenticate", "429": "Retry-After", "503": "Retry-After"}


def described(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application.

    Args:
        app: The application with its routes.
    """
    document = get_openapi(
        title="motlan", version=version("motlan"), description=_TEXT, routes=app.routes
    )
    document["servers"] = [{"url": "/", "description": "this installation"}]
    document["x-error-codes"] = _codes()
    schemes = document["components"]["securitySchemes"]
    schemes["oauth2"] = {
        "type": "oauth2",
        "description": "systems, with the credentials of their account",
        "flows": {"clientCredentials": {"tokenUrl": TOKEN_PATH, "scopes": _scopes()}},
    }
    needed = dict(_needed(app))
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(operation, path)
            if scope := needed.get((path, method)):
                operation["security"] = [{"oauth2": [scope.value]}, {"HTTPBearer": []}]
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        del schemas[unused]
    for name, schema in schemas.items():
        if name in EXAMPLES:
            schema["example"] = EXAMPLES[name]
    return document


def _complete(operation: dict[str, Any], path: str) -> None:
    words = _FOR_PROGRAMMERS.sub("", operation.get("description", "")).strip()
    operation["description"] = words
    if path == TOKEN_PATH:
        del operation["responses"]["422"]  # it is 400 there
    for status, response in operation["responses"].items():
        headers = response.setdefault("headers", {})
        headers["Motlan-Request"] = _REQUEST_ID
        if status in _OF_STATUS:
            headers[_OF_STATUS[status]] = _HEADERS[_OF_STATUS[status]]
        if "304" in operation["responses"] and status in ("200", "304"):
            headers["ETag"] = _HEADERS["ETag"]
        if int(status) >= 400:
            kind = "OAuthProblem" if path == TOKEN_PATH else "Problem"
            schema = {"$ref": f"#/components/schemas/{kind}"}
            response["content"] = {"application/problem+json": {"schema": schema}}


def _codes() -> dict[str, dict[str, str]]:
    """Return the codes of every status, each with its meaning."""
    found: dict[str, dict[str, str]] = {}
    for code, row in catalogue().items():
        if not code.startswith(_NOT_OURS):
            found.setdefault(str(row.http_status), {})[code] = row.title.en
    return dict(sorted(found.items()))


def _scopes() -> dict[str, str]:
    return {scope.value: scope.meaning for scope in Scope}


def _needed(app: FastAPI) -> Iterator[tuple[tuple[str, str], Scope]]:
    """Yield the scope that each operation needs."""
    for route in _routes(app):
        scope = _scope(route.dependant)
        if scope is None:
            continue
        for method in sorted(route.methods or ()):
            yield (route.path, method.lower()), scope


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    pending = list(app.routes)
    while pending:
        route = pending.pop()
        if isinstance(route, APIRoute):
            yield route
        elif included := getattr(route, "original_router", None):
            pending += included.routes


def _scope(dependant: Dependant) -> Scope | None:
    for each in dependant.dependencies:
        if isinstance(each.call, requires):
            return each.call.scope
        if each.call is station_access:
            return Scope.INTAKE_WRITE
        if found := _scope(each):
            return found
    return None
