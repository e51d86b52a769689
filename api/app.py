"""The API application: endpoints, problem responses and OpenAPI document."""

from __future__ import annotations

import functools
import re
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager

from fastapi import FastAPI

from api import errors
from api.access.gate import is_known
from api.http.door import Door, DoorRules
from api.http.request_log import RequestLog
from api.openapi.description import described
from api.process.background import repeated
from api.process.trial import TrialMark
from api.routes import (
    corrections,
    dossiers,
    feed,
    health,
    indicators,
    intake,
    links,
    paper_types,
    papers,
    persons,
    reuse,
    tokens,
    verification,
)
from api.services import Services
from app.papers.life.anchoring import anchor_records
from app.papers.life.lifecycle import finish_broken_off

__all__ = ["create_app"]

_PARTS = (
    tokens,
    reuse,
    papers,
    paper_types,
    persons,
    corrections,
    dossiers,
    links,
    feed,
    health,
    indicators,
    intake,
    verification,
)
_DOOR = DoorRules(
    known=is_known,
    refuse=errors.refuse,
    for_strangers=frozenset({"/oauth/token"}),
    for_files=(
        ("PUT", re.compile(r"/v1/intake/papers/[^/]+")),
        ("POST", re.compile(r"/v1/verifications")),
    ),
)


def create_app(services: Services) -> FastAPI:
    """Create the application.

    Args:
        services: The services; the caller closes them afterwards.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        seconds = services.app.settings.api.chore_seconds
        with ExitStack() as background:
            for name, task in _chores(services).items():
                background.enter_context(repeated(name, task, seconds, services.chores))
            yield

    app = FastAPI(
        lifespan=lifespan,
        title="motlan",
        generate_unique_id_function=lambda route: route.name,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.services = services
    errors.install(app)
    app.add_middleware(Door, rules=_DOOR)
    app.add_middleware(TrialMark, services=services)  # it marks refusals, too
    app.add_middleware(RequestLog)
    for part in _PARTS:
        app.include_router(part.router)

    @app.get("/healthz", tags=["health"])
    def health() -> dict[str, str]:
        """Report that the service is up; does not check the store."""
        return {"status": "ok"}

    app.openapi = functools.cache(lambda: described(app))  # type: ignore[method-assign]
    return app


def _chores(services: Services) -> dict[str, Callable[[], object]]:
    chores: dict[str, Callable[[], object]] = {
        "anchor-records": lambda: anchor_records(services.app),
        "seal-audit": lambda: services.app.audit.seal(services.app.archive.store),
        "finish-changes": lambda: finish_broken_off(services.app.archive, services.app.desk),
    }
    if services.webhooks is not None:
        chores["webhooks"] = services.webhooks.deliver
    return chores
