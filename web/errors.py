"""Errors of the pages.

MotlanError
└── WebError
    ├── SignInNeededError     nobody is signed in
    ├── LockedSessionError    the session is locked until the password is entered
    ├── NewPasswordError      the first password has to be changed
    ├── NotAllowedError       the account lacks the role
    ├── StaleFormError        the form was not issued for this session
    ├── SingleSignOnError     the identity provider does not confirm the person
    ├── TooOftenError         more requests than a person makes
    └── NoSuchPageError       does not exist, or this account may not know of it
"""

from __future__ import annotations

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
    """Base class of the errors of the pages."""

    code = "E-WEB"


class SignInNeededError(WebError):
    """Nobody is signed in."""

    code = "E-WEB-SIGN-IN"


class SingleSignOnError(WebError):
    """The identity provider does not confirm who the person is."""

    code = "E-WEB-SINGLE-SIGN-ON"


class LockedSessionError(WebError):
    """The session was idle for too long."""

    code = "E-WEB-LOCKED"


class NewPasswordError(WebError):
    """The password was set by somebody else and has to be changed first."""

    code = "E-WEB-NEW-PASSWORD"


class NotAllowedError(WebError):
    """The account does not have the required role."""

    code = "E-WEB-ROLE"


class StaleFormError(WebError):
    """The form was not issued for this session."""

    code = "E-WEB-FORM"


class TooOftenError(WebError):
    """More requests than a person makes."""

    code = "E-WEB-RATE"


class NoSuchPageError(WebError):
    """Does not exist, or this account may not know of it; both look the same."""

    code = "E-WEB-NOT-FOUND"
