"""Error responses of the pages."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from app.operation.log_scope import note_code
from schemas.errors import MotlanError
from schemas.messages.language import preferred
from web.errors import (
    LockedSessionError,
    NewPasswordError,
    SignInNeededError,
    StaleFormError,
    WebError,
)
from web.presentation.render import go, page
from web.visit import POLL_HEADER

__all__ = ["error_page", "install", "is_lost", "refuse"]

_ELSEWHERE: dict[type[WebError], str] = {
    SignInNeededError: "/dang-nhap",
    LockedSessionError: "/khoa",
    NewPasswordError: "/doi-mat-khau",
}


def install(app: FastAPI) -> None:
    """Register handlers that show every error as a page, or as data for our scripts."""
    app.add_exception_handler(MotlanError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)


def error_page(request: Request, error: MotlanError) -> Response:
    """Return an error page in the language that the browser requests."""
    language = preferred(request.headers.get("accept-language"))
    response = page(request, "error.html", status=error.http_status, language=language, error=error)
    response.headers["Vary"] = "Accept-Language"
    return response


def is_lost(request: Request, response: Response) -> bool:
    """Return whether a browser requested an address without a page, where the API would answer."""
    asks_for_page = "text/html" in request.headers.get("accept", "")
    return asks_for_page and "html" not in response.headers.get("content-type", "")


async def refuse(request: Request, error: MotlanError) -> Response:
    """Return an error as page, redirect or data, depending on what the browser expects."""
    note_code(error.code)
    if "x-csrf" in request.headers or POLL_HEADER in request.headers:
        # a script shows it on its page, and the pages are in Vietnamese
        told = {"code": error.code, "what": error.text(), "remedy": error.remedy()}
        return JSONResponse(told, status_code=error.http_status)
    elsewhere = _ELSEWHERE.get(type(error)) if isinstance(error, WebError) else None
    if elsewhere:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = here if request.method == "GET" else "/"
        return go(f"{elsewhere}?tiep={quote(back)}")
    return error_page(request, error)


async def _on_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, MotlanError):
        raise error
    return await refuse(request, error)


async def _on_invalid(request: Request, _: Exception) -> Response:
    return await refuse(request, StaleFormError("kind"))
