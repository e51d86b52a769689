"""Errors of the pages.

MotlanError
└── WebError
    ├── SignInNeededError     nobody is signed in
    ├── LockedSessionError    the password is asked for again
    ├── NewPasswordError      the first password has to be changed
    ├── NotAllowedError       the account is not for this
    ├── StaleFormError        the form was not made for this session
    ├── SingleSignOnError     the provider of identities does not confirm who it is
    ├── TooOftenError         asked more often than a person does
    └── NoSuchPageError       nothing there, or nothing this account may know of
"""

from __future__ import annotations

from typing import ClassVar

from schemas.errors import MotlanError

__all__ = [
    "LockedSessionError",
    "NewPasswordError",
    "NoSuchPageError",
    "NotAllowedError",
    "SignInNeededError",
    "SingleSignOnError",
    "StaleFormError",
    "TooOftenError",
    "WebError",
]


class WebError(MotlanError):
    """Base of the errors of the pages."""

    code = "E-WEB"
    status: ClassVar[int] = 500


class SignInNeededError(WebError):
    """Nobody is signed in."""

    code = "E-WEB-SIGN-IN"
    remedy = "Đăng nhập để tiếp tục."
    status = 401


class SingleSignOnError(WebError):
    """The provider of identities does not confirm who the person is."""

    code = "E-WEB-SINGLE-SIGN-ON"
    remedy = "Đăng nhập lại qua cổng đăng nhập chung."
    status = 401


class LockedSessionError(WebError):
    """The session idled for too long."""

    code = "E-WEB-LOCKED"
    remedy = "Nhập lại mật khẩu để tiếp tục."
    status = 401


class NewPasswordError(WebError):
    """The password was set by somebody else and has to be changed first."""

    code = "E-WEB-NEW-PASSWORD"
    remedy = "Đổi mật khẩu trước khi làm việc."
    status = 403


class NotAllowedError(WebError):
    """The account is not for this."""

    code = "E-WEB-ROLE"
    remedy = "Tài khoản của bạn không có quyền dùng trang này; liên hệ người phụ trách."
    status = 403


class StaleFormError(WebError):
    """The form was not made for this session."""

    code = "E-WEB-FORM"
    remedy = "Tải lại trang rồi làm lại thao tác vừa rồi."
    status = 403


class TooOftenError(WebError):
    """Asked more often than a person does."""

    code = "E-WEB-RATE"
    remedy = "Chờ một phút rồi thử lại."
    status = 429


class NoSuchPageError(WebError):
    """Nothing there, or nothing that this account may know of: the two look alike."""

    code = "E-WEB-NOT-FOUND"
    remedy = "Kiểm tra lại đường dẫn, hoặc quay về trang Tiếp nhận."
    status = 404
