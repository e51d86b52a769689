"""Errors of the query service, told as problems (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from schemas.errors import MotlanError
from schemas.messages.catalogue import Language
from schemas.messages.language import preferred

__all__ = [
    "ApiError",
    "BodyTooLargeError",
    "ForbiddenError",
    "HashMismatchError",
    "IntakeFactsError",
    "InvalidRequestError",
    "NotFoundError",
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


class Problem(BaseModel):
    """What went wrong (RFC 9457), in Vietnamese, or in English where `Accept-Language` asks so."""

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


class ApiError(MotlanError):
    """Base of the service's own errors."""

    code = "E-API"


class UnauthenticatedError(ApiError):
    """No valid token or wrong credentials."""

    code = "E-API-TOKEN"


class ForbiddenError(ApiError):
    """The account lacks a right; tells nothing of any person."""

    code = "E-API-FORBIDDEN"


class ProviderUnavailableError(ApiError):
    """The keys of the OpenID Connect provider cannot be loaded."""

    code = "E-API-OIDC"
    temporary = True


class RangeError(ApiError):
    """The part that was asked for lies outside the file."""

    code = "E-API-RANGE"


class NotFoundError(ApiError):
    """Nothing there, or nothing that this account may know of: the two look alike."""

    code = "E-API-NOT-FOUND"


class InvalidRequestError(ApiError):
    """The request does not have the form of the documentation."""

    code = "E-API-REQUEST"


class HashMismatchError(ApiError):
    """The bytes that came do not have the hash they were announced with."""

    code = "E-INTAKE-HASH"


class IntakeFactsError(ApiError):
    """How the paper was handed in is missing or not of its form."""

    code = "E-INTAKE-FACTS"


class WrongStationError(ApiError):
    """The account belongs to another station."""

    code = "E-INTAKE-STATION"


class TooManyRequestsError(ApiError):
    """The account asks faster than it may."""

    code = "E-API-RATE"


class BodyTooLargeError(ApiError):
    """More bytes than the route takes."""

    code = "E-API-BODY"


class SlowBodyError(ApiError):
    """The body comes so slowly that it would hold the line for ever."""

    code = "E-API-SLOW"


# a body that is no JSON at all is as invalid as one of the wrong form
_KINDS: dict[int, type[ApiError]] = {400: InvalidRequestError, 404: NotFoundError}


def install(app: FastAPI) -> None:
    """Make every error of an application a problem."""
    app.add_exception_handler(MotlanError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


async def refuse(request: Request, error: MotlanError) -> JSONResponse:
    """Answer with an error that happens before a route is reached."""
    return _answer(request, error)


async def _on_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, MotlanError):
        raise error
    return _answer(request, error)


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    """Name the wrong parts, but never echo the values: they may be personal data."""
    if not isinstance(error, RequestValidationError):
        raise error
    places = sorted({".".join(map(str, e["loc"])) for e in error.errors()})
    return _answer(request, InvalidRequestError("places", places=", ".join(places)))


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    """Tell what the framework refuses by itself."""
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
    """Answer with a problem.

    Args:
        request: Says which language is asked for.
        error: What went wrong.
        status: Where the framework chose it; else what the catalogue says.
        headers: More of them.
    """
    status = status or error.http_status
    language = preferred(request.headers.get("accept-language"))
    told = {"Content-Language": language, "Vary": "Accept-Language", **(headers or {})}
    if status in (429, 503):
        told["Retry-After"] = "1"
    if status == 401:
        told["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        _problem(error, status, language).model_dump(),
        status_code=status,
        headers=told,
        media_type="application/problem+json",
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
    """Begin with a capital: texts of the catalogue are made to stand within a line."""
    return text[:1].upper() + text[1:]
