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


class SignInNeededError(WebError):
    """Nobody is signed in."""

    code = "E-WEB-SIGN-IN"


class SingleSignOnError(WebError):
    """The provider of identities does not confirm who the person is."""

    code = "E-WEB-SINGLE-SIGN-ON"


class LockedSessionError(WebError):
    """The session idled for too long."""

    code = "E-WEB-LOCKED"


class NewPasswordError(WebError):
    """The password was set by somebody else and has to be changed first."""

    code = "E-WEB-NEW-PASSWORD"


class NotAllowedError(WebError):
    """The account is not for this."""

    code = "E-WEB-ROLE"


class StaleFormError(WebError):
    """The form was not made for this session."""

    code = "E-WEB-FORM"


class TooOftenError(WebError):
    """Asked more often than a person does."""

    code = "E-WEB-RATE"


class NoSuchPageError(WebError):
    """Nothing there, or nothing that this account may know of: the two look alike."""

    code = "E-WEB-NOT-FOUND"
