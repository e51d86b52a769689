"""Errors of the query service, told as problems (RFC 9457)."""

from __future__ import annotations

from typing import ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from app.errors import FieldValueError
from pipeline.errors import InputError, TooLargeError, UnsupportedTypeError
from pipeline.seal.errors import SealError
from schemas.errors import MotlanError
from storage.errors import (
    PaperErasedError,
    PaperMissingError,
    PaperStandingError,
    StoreUnavailableError,
    UnknownProcedureError,
    VersionConflictError,
)

__all__ = [
    "ApiError",
    "ForbiddenError",
    "HashMismatchError",
    "IntakeFactsError",
    "InvalidRequestError",
    "NotFoundError",
    "Problem",
    "ProviderUnavailableError",
    "RangeError",
    "TooManyRequestsError",
    "UnauthenticatedError",
    "WrongStationError",
    "install",
]


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Not found.",
                "status": 404,
                "code": "E-API-NOT-FOUND",
                "remedy": "Kiểm tra lại mã và quyền truy cập.",
            }
        }
    )

    type: str = Field(default="about:blank", description="always `about:blank`: see `code`")
    title: str = Field(description="what happened, without personal data")
    status: int = Field(description="HTTP status")
    code: str = Field(description="stable code of the kind of problem")
    remedy: str = Field(description="what to do, in Vietnamese")


class ApiError(MotlanError):
    """Base of the service's own errors."""

    code = "E-API"
    status: ClassVar[int] = 500


class UnauthenticatedError(ApiError):
    """No valid token or wrong credentials."""

    code = "E-API-TOKEN"
    remedy = "Lấy mã truy cập mới tại /oauth/token rồi gửi lại."
    status = 401


class ForbiddenError(ApiError):
    """The account lacks a right; tells nothing of any person."""

    code = "E-API-FORBIDDEN"
    remedy = "Tài khoản chưa được cấp quyền này; liên hệ cán bộ quản trị."
    status = 403


class ProviderUnavailableError(ApiError):
    """The keys of the OpenID Connect provider cannot be loaded."""

    code = "E-API-OIDC"
    remedy = "Máy chủ đăng nhập không trả lời; thử lại sau hoặc báo cán bộ quản trị."
    status = 503
    temporary = True


class RangeError(ApiError):
    """The part that was asked for lies outside the file."""

    code = "E-API-RANGE"
    remedy = "Tải lại toàn bộ tệp."
    status = 416


class NotFoundError(ApiError):
    """Nothing there, or nothing that this account may know of: the two look alike."""

    code = "E-API-NOT-FOUND"
    remedy = "Kiểm tra lại mã và quyền truy cập."
    status = 404


class InvalidRequestError(ApiError):
    """The request does not have the form of the documentation."""

    code = "E-API-REQUEST"
    remedy = "Sửa yêu cầu theo tài liệu của dịch vụ."
    status = 422


class HashMismatchError(ApiError):
    """The bytes that came do not have the hash they were announced with."""

    code = "E-INTAKE-HASH"
    remedy = "Dữ liệu hỏng trên đường truyền: gửi lại tệp từ trạm."
    status = 422


class IntakeFactsError(ApiError):
    """How the paper was handed in is missing or not of its form."""

    code = "E-INTAKE-FACTS"
    remedy = "Kiểm tra mã hồ sơ, mã thủ tục, mã chi nhánh và mã quầy trong cấu hình trạm."
    status = 422


class WrongStationError(ApiError):
    """The account belongs to another station."""

    code = "E-INTAKE-STATION"
    remedy = "Tài khoản không thuộc quầy này: sửa mã chi nhánh, mã quầy hoặc dùng đúng tài khoản."
    status = 403


class TooManyRequestsError(ApiError):
    """The account asks faster than it may."""

    code = "E-API-RATE"
    remedy = "Chờ rồi gửi lại theo Retry-After."
    status = 429


_STATUS: dict[type, int] = {
    FieldValueError: 422,
    PaperMissingError: 404,
    PaperErasedError: 409,
    PaperStandingError: 409,
    UnknownProcedureError: 404,
    VersionConflictError: 409,
    StoreUnavailableError: 503,
    SealError: 503,
    TooLargeError: 413,
    UnsupportedTypeError: 415,
}


# a body that is no JSON at all is as invalid as one of the wrong form
_KINDS: dict[int, type[ApiError]] = {400: InvalidRequestError, 404: NotFoundError}


def install(app: FastAPI) -> None:
    """Make every error of an application a problem."""
    app.add_exception_handler(MotlanError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


async def _on_error(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, MotlanError):
        raise error
    status = error.status if isinstance(error, ApiError) else _status(error)
    headers = {"Retry-After": "1"} if status in (429, 503) else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _response(
        Problem(title=error.what, status=status, code=error.code, remedy=error.remedy), headers
    )


def _status(error: MotlanError) -> int:
    refused = 422 if isinstance(error, InputError) else 500
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), refused)


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    """Name the wrong parts, but never echo the values: they may be personal data."""
    if not isinstance(error, RequestValidationError):
        raise error
    places = sorted({".".join(map(str, e["loc"])) for e in error.errors()})
    title = f"The request is not of the documented form: {', '.join(places)}."
    return _response(
        Problem(
            title=title,
            status=422,
            code=InvalidRequestError.code,
            remedy=InvalidRequestError.remedy,
        )
    )


async def _on_http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    kind = _KINDS.get(error.status_code, ApiError)
    return _response(
        Problem(
            title=str(error.detail),
            status=kind.status if kind is not ApiError else error.status_code,
            code=kind.code,
            remedy=InvalidRequestError.remedy,
        ),
        dict(error.headers or {}),
    )


def _response(problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        problem.model_dump(),
        status_code=problem.status,
        headers=headers,
        media_type="application/problem+json",
    )
