"""The verbs for accounts of the pages: who may sign in. Passwords stand in no entry."""

from __future__ import annotations

from app.acting import Caller, audited, note, refusal_noted
from app.installation import App
from storage.audit.chain import Action
from storage.desk.accounts import Role

__all__ = [
    "add_account",
    "change_password",
    "close_account",
    "first_account",
    "reset_account",
]

_FIRST = "quantri"


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
        by: Who lets it be added.
        name: Of the account, never that of a person.
        roles: What it may do.
        branch: Of the branch or agent; all where empty.
        station: Of the counter.
        known_elsewhere: Whether it signs in by the common portal (OpenID Connect) only.

    Returns:
        A one-time password; None for one that is known elsewhere.

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
    """Return a new one-time password; the account is unlocked, its open sessions end.

    Raises:
        AccountMissingError: There is no such account.
    """
    note(app, by, Action.ACCOUNT, fields=("reset", name))
    with refusal_noted(app, by, Action.ACCOUNT):
        return app.accounts.reset(name)


@audited(Action.ACCOUNT)
def close_account(app: App, by: Caller, name: str) -> None:
    """Close an account; its open sessions end.

    Raises:
        AccountMissingError: There is no such account.
    """
    note(app, by, Action.ACCOUNT, fields=("close", name))
    with refusal_noted(app, by, Action.ACCOUNT):
        app.accounts.shut(name)


@audited(Action.ACCOUNT)
def change_password(app: App, by: Caller, password: str) -> None:
    """Give the account of the caller another password.

    Args:
        app: The installation.
        by: Whose account it is.
        password: The new one.
    """
    note(app, by, Action.ACCOUNT, fields=("password", by.actor))
    app.accounts.change_password(by.actor, password)


def first_account(app: App, by: Caller) -> tuple[str, str] | None:
    """Make the first account where there is none; returns its name and one-time password."""
    if app.accounts.all():
        return None
    roles = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.RECORDS_OFFICER})
    password = add_account(app, by, _FIRST, roles)
    return (_FIRST, password) if password else None
