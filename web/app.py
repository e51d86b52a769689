"""The pages as an application, with the interface for other systems behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from api.app import create_app
from schemas.errors import MotlanError
from storage.errors import DeskConflictError, StoreUnavailableError, VersionConflictError
from web.errors import (
    LockedSessionError,
    NewPasswordError,
    NoSuchPageError,
    SignInNeededError,
    StaleFormError,
    WebError,
)
from web.office import Office
from web.render import go, page
from web.routes import ROUTERS

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
_STATUS: dict[type[MotlanError], int] = {
    DeskConflictError: 409,
    VersionConflictError: 409,
    StoreUnavailableError: 503,
}
_ELSEWHERE: dict[type[WebError], str] = {
    SignInNeededError: "/dang-nhap",
    LockedSessionError: "/khoa",
    NewPasswordError: "/doi-mat-khau",
}


def create_pages(office: Office) -> FastAPI:
    """Make the application.

    Args:
        office: What it works with; the caller closes it afterwards.
    """
    api = create_app(office.services)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with api.router.lifespan_context(api):
            yield

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.office = office
    app.middleware("http")(_with_headers(office.settings.https))
    app.add_exception_handler(MotlanError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.mount("/", api)
    return app


def _with_headers(https: bool) -> Callable[..., Awaitable[Response]]:
    """Return the middleware that tells browsers what these pages never do."""
    headers = dict(_HEADERS)
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"

    async def send(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await answer(request)
        if response.status_code == 404 and _is_lost(request, response):
            response = page(
                request, "error.html", status=404, error=NoSuchPageError(request.url.path)
            )
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return send


def _is_lost(request: Request, response: Response) -> bool:
    """Tell whether a person stands where there is no page: what answers there speaks to systems."""
    asks_for_page = "text/html" in request.headers.get("accept", "")
    return asks_for_page and "html" not in response.headers.get("content-type", "")


async def _on_error(request: Request, error: Exception) -> Response:
    """Tell what went wrong: as a page, or as data to a script of ours."""
    if not isinstance(error, MotlanError):
        raise error
    status = error.status if isinstance(error, WebError) else _STATUS.get(type(error), 400)
    if "x-csrf" in request.headers or "motlan-poll" in request.headers:
        told = {"code": error.code, "what": error.what, "remedy": error.remedy}
        return JSONResponse(told, status_code=status)
    elsewhere = _ELSEWHERE.get(type(error)) if isinstance(error, WebError) else None
    if elsewhere:
        back = request.url.path if request.method == "GET" else "/"
        return go(f"{elsewhere}?tiep={quote(back)}")
    return page(request, "error.html", status=status, error=error)


async def _on_invalid(request: Request, _: Exception) -> Response:
    error = StaleFormError("The form is not of the right kind.")
    return await _on_error(request, error)
