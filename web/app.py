"""The pages as an application, with the API for other systems mounted behind them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from api.app import create_app
from api.http.door import Door, DoorRules
from api.http.request_log import RequestLog
from web.errors import NoSuchPageError
from web.office import Office
from web.problems import error_page, install, is_lost, refuse
from web.routes import ROUTERS
from web.visit import is_known

__all__ = ["create_pages"]

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_DOOR = DoorRules(
    known=is_known,
    refuse=refuse,
    for_strangers=frozenset({"/dang-nhap"}),
    for_files=(
        ("POST", re.compile(r"/tiep-nhan/[^/]+/tep")),
        ("POST", re.compile(r"/giay-to/[^/]+/quet-lai")),
        ("POST", re.compile(r"/quet/xem")),
        ("PUT", re.compile(r"/quet/giay-to/[^/]+")),
        ("POST", re.compile(r"/theo-doi/chi-so")),
    ),
    elsewhere=("/v1/", "/oauth/"),
)


def create_pages(office: Office) -> FastAPI:
    """Create the application.

    Args:
        office: What the pages need; the caller closes it afterwards.
    """
    api = create_app(office.services)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with api.router.lifespan_context(api):
            yield

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.office = office
    app.add_middleware(Door, rules=_DOOR)
    app.middleware("http")(_with_headers(office.settings.https))
    app.add_middleware(RequestLog)  # outermost, for the interface behind the pages, too
    install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.mount("/", api)
    return app


def _with_headers(https: bool) -> Callable[..., Awaitable[Response]]:
    """Return the middleware that adds security headers, which forbid what these pages never do."""
    headers = dict(_HEADERS)
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"

    async def send(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        pages = request.app
        response = await answer(request)
        request.scope["app"] = pages  # the interface behind the pages has put itself there
        if response.status_code == 404 and is_lost(request, response):
            response = error_page(request, NoSuchPageError())
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return send
