"""Errors of the query service, returned as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from app.operation.log_scope import note_code
from schemas.errors import MotlanError
from schemas.messages.catalogue import Language
from schemas.messages.language import preferred

__all__ = [
    "TOKEN_PATH",
    "ApiError",
    "BodyTooLargeError",
    "ForbiddenError",
    "GrantTypeError",
    "HashMismatchError",
    "IntakeFactsError",
    "InvalidRequestError",
    "NotFoundError",
    "OAuthProblem",
    "Problem",
    "ProviderUnavailableError",
    "RangeError",
    "SlowBodyError",
    "TooManyRequestsError",
    "UnauthenticatedError",
    "WrongStationError",
    "install",
    "refuse",
]


TOKEN_PATH = "/oauth/token"  # noqa: S105 - a path


class Problem(BaseModel):
    """Problem details (RFC 9457) in Vietnamese, or in English if `Accept-Language` requests it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Không tìm thấy",
                "status": 404,
                "detail": "Không tìm thấy",
                "code": "E-API-NOT-FOUND",
                "remedy": "Kiểm tra lại mã và quyền truy cập.",
            }
        }
    )

    type: str = Field(default="about:blank", description="always `about:blank`: see `code`")
    title: str = Field(description="what kind of thing happened")
    status: int = Field(description="HTTP status")
    detail: str = Field(description="what happened this time, without personal data")
    code: str = Field(description="stable code of the kind of problem")
    remedy: str = Field(description="what to do")


class OAuthProblem(Problem):
    """A refusal of a token (RFC 6749 section 5.2) that is also a problem as everywhere else."""

    error: Literal[
        "invalid_request", "invalid_client", "unsupported_grant_type", "temporarily_unavailable"
    ] = Field(description="code of RFC 6749; the last one of its section 4.1.2.1")
    error_description: str = Field(description="the same as `detail`, in English")


class ApiError(MotlanError):
    """Base class of the service's own errors."""

    code = "E-API"


class UnauthenticatedError(ApiError):
    """No valid token, or wrong credentials."""

    code = "E-API-TOKEN"


class ForbiddenError(ApiError):
    """The account lacks a permission; reveals nothing about any person."""

    code = "E-API-FORBIDDEN"


class ProviderUnavailableError(ApiError):
    """The keys of the OpenID Connect provider cannot be loaded."""

    code = "E-API-OIDC"
    temporary = True


class RangeError(ApiError):
    """The requested range is outside the file."""

    code = "E-API-RANGE"


class NotFoundError(ApiError):
    """Does not exist, or this account may not know of it; both look the same."""

    code = "E-API-NOT-FOUND"


class InvalidRequestError(ApiError):
    """The request does not have the documented format."""

    code = "E-API-REQUEST"


class GrantTypeError(ApiError):
    """A token is asked for in a way that this service does not know."""

    code = "E-API-GRANT"


class HashMismatchError(ApiError):
    """The bytes received do not have the announced hash."""

    code = "E-INTAKE-HASH"


class IntakeFactsError(ApiError):
    """The intake facts of a paper are missing or malformed."""

    code = "E-INTAKE-FACTS"


class WrongStationError(ApiError):
    """The account belongs to another station."""

    code = "E-INTAKE-STATION"


class TooManyRequestsError(ApiError):
    """The account exceeds its rate limit."""

    code = "E-API-RATE"


class BodyTooLargeError(ApiError):
    """The body is larger than the route permits."""

    code = "E-API-BODY"


class SlowBodyError(ApiError):
    """The body arrives so slowly that it would block the connection."""

    code = "E-API-SLOW"


# a body that is not JSON is as invalid as one of the wrong format
_KINDS: dict[int, type[ApiError]] = {400: InvalidRequestError, 404: NotFoundError}


def install(app: FastAPI) -> None:
    """Register handlers that return every error of an application as a problem."""
    app.add_exception_handler(MotlanError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


async def refuse(request: Request, error: MotlanError) -> JSONResponse:
    """Return a response for an error that occurs before a route is reached."""
    return _answer(request, error)


async def _on_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, MotlanError):
        raise error
    return _answer(request, error)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    """Name the invalid parts, but never echo values: they may be personal data."""
    if not isinstance(error, RequestValidationError):
        raise error
    if _is_at_token(request) and any(e["type"] == "literal_error" for e in error.errors()):
        return _answer(request, GrantTypeError())
    places = sorted({".".join(map(str, e["loc"])) for e in error.errors()})
    return _answer(request, InvalidRequestError("places", places=", ".join(places)))


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    """Convert errors that the framework raises itself."""
    if not isinstance(error, HTTPException):
        raise error
    if kind := _KINDS.get(error.status_code):
        return _answer(request, kind(), headers=error.headers)
    phrase = HTTPStatus(error.status_code).phrase
    refusal = ApiError("http", status=error.status_code, phrase=phrase)
    return _answer(request, refusal, status=error.status_code, headers=error.headers)


def _answer(
    request: Request,
    error: MotlanError,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return a problem response.

    Args:
        request: The request; determines the language.
        error: The error.
        status: Status chosen by the framework; None: the one from the error catalogue.
        headers: Additional headers.
    """
    status = status or error.http_status
    note_code(error.code)
    language = preferred(request.headers.get("accept-language"))
    told = {"Content-Language": language, "Vary": "Accept-Language", **(headers or {})}
    if status in (429, 503):
        told["Retry-After"] = "1"
    if _is_at_token(request):
        return _refused_token(error, status, language, told)
    if status == 401:
        told["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        _problem(error, status, language).model_dump(),
        status_code=status,
        headers=told,
        media_type="application/problem+json",
    )


def _is_at_token(request: Request) -> bool:
    return request.url.path == TOKEN_PATH


def _refused_token(
    error: MotlanError, status: int, language: Language, headers: dict[str, str]
) -> JSONResponse:
    """Return an error as clients of OAuth 2 expect it (RFC 6749 section 5.2)."""
    status = 400 if status == 422 else status
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="motlan", charset="UTF-8"'
    code = "unsupported_grant_type" if isinstance(error, GrantTypeError) else "invalid_request"
    code = {401: "invalid_client", 429: "temporarily_unavailable"}.get(status, code)
    told = {
        "error": "temporarily_unavailable" if status >= 500 else code,
        "error_description": error.text("en").replace('"', "'").encode("ascii", "replace").decode(),
        **_problem(error, status, language).model_dump(),
    }
    headers = {**headers, "Cache-Control": "no-store"}
    return JSONResponse(
        told, status_code=status, headers=headers, media_type="application/problem+json"
    )


def _problem(error: MotlanError, status: int, language: Language) -> Problem:
    return Problem(
        title=_sentence(error.title(language)),
        status=status,
        detail=_sentence(error.text(language)),
        code=error.code,
        remedy=error.remedy(language),
    )


def _sentence(text: str) -> str:
    """Capitalise the first letter: catalogue texts are written for use within a line."""
    return text[:1].upper() + text[1:]
