"""The verbs for accounts and sign-in of the pages. Audit entries never contain passwords.

Every sign-in and every failure is logged; an unknown name is logged as a keyed hash, because people
type passwords into the name field. While a name is blocked for an address, attempts are not logged
individually: the entry of the block covers them.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.acting import Caller, audited, note, refusal_noted
from app.installation import App
from app.passwords import check_password
from storage.audit.chain import Action
from storage.desk.accounts import Role, SignIn
from storage.objects.port import sha256_of

__all__ = [
    "AccountChange",
    "add_account",
    "change_account",
    "change_password",
    "close_account",
    "confirm",
    "first_account",
    "reset_account",
    "session_mark",
    "sign_in",
    "sign_in_from_elsewhere",
    "sign_out",
    "unlock",
]

_FIRST = "quantri"
_UNKNOWN = "unknown"
_MARK = 16


@dataclass(frozen=True, slots=True)
class AccountChange:
    """Changes to an account; None leaves a value as it is."""

    roles: frozenset[Role] | None = None
    branch: str | None = None
    station: str | None = None
    signing_key: str | None = None
    holder: str | None = None
    elsewhere: bool | None = None

    def values(self) -> dict[str, object]:
        """Return the changes, by name."""
        every = {
            "roles": self.roles,
            "branch": self.branch,
            "station": self.station,
            "signing_key": self.signing_key,
            "holder": self.holder,
            "elsewhere": self.elsewhere,
        }
        return {name: value for name, value in every.items() if value is not None}


def session_mark(token: str) -> str:
    """Return the mark of a session in the audit chain, which gives no access."""
    return sha256_of(token.encode())[:_MARK]


@audited(Action.SIGN_IN)
def sign_in(app: App, name: str, password: str, address: str) -> tuple[SignIn, str]:
    """Check a password and open a session.

    Args:
        app: The installation.
        name: Name of the account, as typed.
        password: As typed.
        address: Client address.

    Returns:
        The result and the token of the session; the token is empty if no session was opened.

    Raises:
        BusyError: Too many passwords are being checked at the moment.
    """
    outcome = _try(app, name, password, address, "password")
    return outcome, _opened(app, name, address, "password") if outcome is SignIn.OPENED else ""


@audited(Action.SIGN_IN)
def sign_in_from_elsewhere(app: App, name: str, subject: str, address: str) -> str:
    """Open a session for a person authenticated by the identity provider.

    Only accounts that were made for it open so, and each only for the person who came first.

    Args:
        app: The installation.
        name: Name of the account that the provider names.
        subject: What the provider never changes of the person.
        address: Client address.

    Returns:
        The token of the session; empty if there is no such account for this person.
    """
    account = app.accounts.get(name)
    if account is None or account.closed or not app.accounts.bind(name, subject):
        by = Caller(name if account else _UNKNOWN, address=address)
        typed = () if account else (app.audit.subject(name)[:_MARK],)
        note(app, by, Action.SIGN_IN, fields=("single_sign_on", *typed), outcome=SignIn.WRONG)
        return ""
    return _opened(app, name, address, "single_sign_on")


@audited(Action.SIGN_IN)
def unlock(app: App, name: str, token: str, password: str, address: str) -> SignIn:
    """Unlock a session if the password is correct.

    Args:
        app: The installation.
        name: Name of the account of the session.
        token: Token of the session.
        password: As typed.
        address: Client address.

    Raises:
        BusyError: Too many passwords are being checked at the moment.
    """
    outcome = _try(app, name, password, address, "unlock")
    if outcome is SignIn.OPENED:
        by = Caller(name, name, address=address, session=session_mark(token))
        note(app, by, Action.SIGN_IN, fields=("unlock",))
        app.accounts.unlock(token)
    return outcome


@audited(Action.SIGN_IN)
def confirm(app: App, by: Caller, password: str) -> bool:
    """Return whether the caller knows their password; wrong ones are counted and logged.

    Args:
        app: The installation.
        by: The caller.
        password: As typed.

    Raises:
        BusyError: Too many passwords are being checked at the moment.
    """
    return _try(app, by.actor, password, by.address, "confirm") is SignIn.OPENED


@audited(Action.SIGN_OUT)
def sign_out(app: App, by: Caller, token: str) -> None:
    """End a session; the signing key that was opened in it is closed."""
    note(app, by, Action.SIGN_OUT)
    app.open_keys.close_session(session_mark(token))
    app.accounts.end(token)


def _try(app: App, name: str, password: str, address: str, way: str) -> SignIn:
    if app.accounts.attempts.locked(name, address):
        return SignIn.LOCKED
    outcome = app.accounts.try_password(name, password, address)
    if outcome is not SignIn.OPENED:
        known = app.accounts.get(name) is not None
        by = Caller(name if known else _UNKNOWN, address=address)
        typed = () if known else (app.audit.subject(name)[:_MARK],)
        note(app, by, Action.SIGN_IN, fields=(way, *typed), outcome=outcome)
    return outcome


def _opened(app: App, name: str, address: str, way: str) -> str:
    token = app.accounts.open_session(name)
    by = Caller(name, name, address=address, session=session_mark(token))
    try:
        note(app, by, Action.SIGN_IN, fields=(way,))
    except BaseException:
        app.accounts.end(token)
        raise
    return token


@audited(Action.ACCOUNT)
def add_account(
    app: App,
    by: Caller,
    name: str,
    roles: frozenset[Role],
    branch: str = "",
    station: str = "",
    *,
    known_elsewhere: bool = False,
) -> str | None:
    """Add an account.

    Args:
        app: The installation.
        by: The caller.
        name: Name of the account; never the name of a person.
        roles: Roles of the account.
        branch: Code of the branch or agent; empty means all.
        station: Code of the counter.
        known_elsewhere: Whether it signs in only through the common portal (OpenID Connect).

    Returns:
        A one-time password; None for an account with `known_elsewhere`.

    Raises:
        AccountExistsError: The name is taken.
    """
    note(app, by, Action.ACCOUNT, fields=("add", name, *sorted(roles)))
    with refusal_noted(app, by, Action.ACCOUNT):
        if known_elsewhere:
            app.accounts.add_known_elsewhere(name, roles, branch, station)
            return None
        return app.accounts.add(name, roles, branch, station)


@audited(Action.ACCOUNT)
def reset_account(app: App, by: Caller, name: str) -> str:
    """Unlock an account, end its sessions and return a new one-time password.

    Raises:
        AccountMissingError: There is no such account.
    """
    note(app, by, Action.ACCOUNT, fields=("reset", name))
    with refusal_noted(app, by, Action.ACCOUNT):
        return app.accounts.reset(name)


@audited(Action.ACCOUNT)
def close_account(app: App, by: Caller, name: str) -> None:
    """Close an account and end its sessions.

    Raises:
        AccountMissingError: There is no such account.
    """
    note(app, by, Action.ACCOUNT, fields=("close", name))
    with refusal_noted(app, by, Action.ACCOUNT):
        app.accounts.shut(name)


@audited(Action.ACCOUNT)
def change_account(app: App, by: Caller, name: str, change: AccountChange) -> None:
    """Change the permissions of an account; open sessions use them from their next request.

    Args:
        app: The installation.
        by: The caller.
        name: Name of the account.
        change: The changes.

    Raises:
        AccountMissingError: There is no such account.
    """
    values = change.values()
    roles = sorted(change.roles or ())
    note(app, by, Action.ACCOUNT, fields=("change", name, *sorted(values), *roles))
    with refusal_noted(app, by, Action.ACCOUNT):
        app.accounts.change(name, **values)


@audited(Action.ACCOUNT)
def change_password(app: App, by: Caller, password: str, *, token: str = "") -> None:
    """Change the password of the caller's account and end their other sessions.

    Args:
        app: The installation.
        by: The owner of the account.
        password: The new password.
        token: Token of the session to keep.

    Raises:
        WeakPasswordError: It is easily guessed.
    """
    check_password(by.actor, password)
    note(app, by, Action.ACCOUNT, fields=("password", by.actor))
    app.accounts.change_password(by.actor, password, keep=token)


def first_account(app: App, by: Caller) -> tuple[str, str] | None:
    """Create the first account if there is none; return its name and one-time password."""
    if app.accounts.all():
        return None
    roles = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.RECORDS_OFFICER})
    password = add_account(app, by, _FIRST, roles)
    return (_FIRST, password) if password else None
